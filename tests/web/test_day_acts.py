"""« Ma journée » says which act is awaited and offers it, one row for all that it meets; what piles
up and what changed are told with the list where they are."""

import re
from typing import Any

from lxml import html

from entrypoints.web.pages.day import PILES
from tests.web.reading import lines_of, rows_of, text_of
from tests.web.served import Served
from tests.web.sittings import ep_sitting
from tests.web.test_lots import followed, previewed, select, ticked
from tests.workflow.build import AGENT_ALI, BOP, EP, execute
from tests.workflow.journeys import en_icl, presaisine
from tests.workflow.letterpress import made
from workflow.reading import day_rows, workload
from workflow.reading.cursors import Cursor
from workflow.reading.piles import Pile
from workflow.reading.workload import Asked
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow


def row_of(served: Served, name: str, dossier: int) -> Any:
    """The row of a dossier in somebody’s day."""
    with served.visitor(name) as client:
        page: Any = html.fromstring(client.get("/journee").text)
    (row, *others) = page.xpath(f"//tr[th/a[@href='/dossiers/{dossier}']]")
    assert others == []
    return row


def button_of(row: Any) -> tuple[str, str]:
    """What the button of a row says, and where it leads."""
    (button,) = row.xpath(".//a[contains(@class, 'button')]")
    return button.text, button.get("href").partition("?")[0]


def test_two_deadlines_that_one_act_meets_are_one_row(looked_at: Served) -> None:
    (before,) = looked_at.town.rows(Dossier, state="clos_reoriente")
    (dossier,) = looked_at.town.rows(Dossier, previous_id=before["id"])
    row = row_of(looked_at, "bop", dossier["id"])
    said = " ".join(row.text_content().split())

    assert "Enregistrer l’envoi du courrier" in said
    assert "Envoyer le courrier de décision" in said
    assert "Aussi" in said
    assert "Réorienter dans le mois" in said
    assert button_of(row) == ("Enregistrer", f"/dossiers/{dossier['id']}/actes/notifier")


def test_a_row_stands_once_whichever_page_the_nearest_deadline_is_on(looked_at: Served) -> None:
    town = looked_at.town
    rows: list[day_rows.Row] = []
    after = None
    whole = day_rows.listing(town.day(BOP), Asked(), most=500).rows
    while True:
        page = day_rows.listing(town.day(BOP), Asked(), after=after, most=1)
        assert page.rows or page.following is None
        rows += page.rows
        after = page.following
        if after is None:
            break

    assert [one.task.deadline for one in rows] == [one.task.deadline for one in whole]
    assert any(one.others for one in rows)


def test_past_the_last_row_nothing_is_said_not_to_be_done(looked_at: Served) -> None:
    past = Cursor(sort="journee", backwards=False, key=(None, 10**9)).write()
    with looked_at.visitor("bop") as client:
        told = text_of(client.get("/journee", params={"apres": past}), "//tbody")

    assert told == "Rien de plus."


def test_every_way_in_names_the_dossier_that_followed(looked_at: Served) -> None:
    town = looked_at.town
    (over,) = town.rows(Dossier, state="clos_reoriente")
    (then,) = town.rows(Dossier, previous_id=over["id"])
    (month,) = town.rows(DeadlineRow, dossier_id=over["id"], kind="personne", status="ouverte")
    rows = day_rows.listing(town.day(BOP), Asked(), most=500).rows
    listed = workload.listing(town.day(BOP), Asked(), most=500).tasks
    shown = {one.deadline: one.dossier for row in rows for one in (row.task, *row.others)}

    assert shown[month["id"]] == then["id"]
    assert {one.deadline: one.dossier for one in listed} == shown


def test_what_is_suspended_and_what_has_no_date_are_a_group_each(served: Served) -> None:
    town = served.town
    first, second, third = sorted(
        one.deadline for one in workload.listing(town.day(BOP), Asked()).tasks
    )[:3]
    undated = "UPDATE deadline SET due_at = NULL, status ="
    execute(town.store, f"{undated} 'suspendue' WHERE id IN ({first}, {third})")
    execute(town.store, f"{undated} 'sans_ancre' WHERE id = {second}")
    with served.visitor("bop") as client:
        page: Any = html.fromstring(client.get("/journee").text)
    titles = page.xpath("//tr[@class='group']/th/b/text()")

    assert {"Suspendus", "Sans échéance"} <= set(titles)
    assert len(titles) == len(set(titles))


def test_the_groups_have_as_many_deadlines_as_the_filters_count(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        page: Any = html.fromstring(client.get("/journee").text)
    groups = [one.text_content() for one in page.xpath("//tr[@class='group']/th")]
    (whole,) = page.xpath("//ul[@class='chips']//a[starts-with(text(), 'tout')]/b/text()")

    assert any("échéances" in one for one in groups)
    assert sum(int(re.findall(r"\d+", one)[-1]) for one in groups) == int(whole)


def test_a_decision_is_opened_and_no_way_of_it_is_proposed(looked_at: Served) -> None:
    dossier = looked_at.town.rows(Dossier, state="attente_decision")[0]["id"]

    assert button_of(row_of(looked_at, "president", dossier)) == ("Décider", f"/dossiers/{dossier}")


def test_what_others_must_do_first_is_told_and_not_offered(looked_at: Served) -> None:
    rows = {
        state: row_of(looked_at, "bop", looked_at.town.rows(Dossier, state=state)[0]["id"])
        for state in ("attente_decision", "saisine_a_faire")
    }
    told = {state: " ".join(row.text_content().split()) for state, row in rows.items()}

    assert {button_of(row)[0] for row in rows.values()} == {"Ouvrir"}
    assert "D’abord : prendre la décision" in told["attente_decision"]
    assert "D’abord : déposer la saisine" in told["saisine_a_faire"]


def test_what_misses_first_is_the_act_that_is_awaited(served: Served) -> None:
    dossier = presaisine(served.town)
    row = row_of(served, "referente", dossier)

    assert "Enregistrer la consultation de la personne" in row.text_content()
    assert button_of(row) == ("Enregistrer", f"/dossiers/{dossier}/actes/consulter")

    served.town.act(dossier, "consulter", AGENT_ALI, date="2026-05-04", accord="oui")

    assert button_of(row_of(served, "referente", dossier)) == (
        "Inscrire",
        f"/dossiers/{dossier}/actes/inscrire",
    )


def test_the_result_of_a_line_is_offered_once_its_seance_has_come(served: Served) -> None:
    town = served.town
    stage = en_icl(town, "2026-05-27")
    before = row_of(served, "bat", stage.dossier)
    town.sit(stage.icl)
    after = row_of(served, "bat", stage.dossier)

    assert button_of(before) == ("Ouvrir", f"/dossiers/{stage.dossier}")
    assert "séance à venir" in before.text_content()
    assert button_of(after) == ("Saisir", f"/seances/{stage.icl}/resultats")


def test_the_day_of_the_ep_is_its_lines_to_decide_then_its_minutes(served: Served) -> None:
    ep, (first, *others) = ep_sitting(served.town, lines=2)
    row = row_of(served, "ep", first)
    with served.visitor("ep") as client:
        bar = text_of(client.get("/ep"), "//nav")
        sitting = [one for one in lines_of(client.get("/journee")) if "EP du" in one]
    for dossier in (first, *others):
        served.town.act(dossier, "accepter", EP, type_orientation="5")
    served.town.convene(ep, "lever", BOP)
    with served.visitor("ep") as client:
        held = [one for one in lines_of(client.get("/journee")) if "EP du" in one]
    with served.visitor("bat") as client:
        anothers = client.get("/journee").text

    assert "Ma journée" in bar
    assert button_of(row) == ("Décider", f"/seances/{ep}/decisions")
    assert any("Il manque le résultat de lignes" in one for one in sitting)
    assert any("Renvoyer le tableau et le compte rendu" in one for one in held)
    assert f"/seances/{ep}" not in anothers


def test_what_an_earlier_act_keeps_waiting_says_which(looked_at: Served) -> None:
    (line,) = looked_at.town.rows(Dossier, state="saisine_recue")[:1]
    row = row_of(looked_at, "bop", line["id"])

    assert button_of(row) == ("Décider", f"/dossiers/{line['id']}")
    assert "Dire la saisine recevable ou incomplète" in row.text_content()


def test_a_pile_has_as_many_as_the_list_that_it_leads_to(served: Served) -> None:
    town = served.town
    made(town, town.rows(Dossier, state="a_notifier")[0]["id"])
    contested = town.rows(Dossier, state="accompagnement")[0]["id"]
    town.act(contested, "recevoir_recours", BOP, date="2026-05-04")
    with served.visitor("bop") as client:
        day: Any = html.fromstring(client.get("/journee").text)
        told = {
            pile: int(link.text_content().split()[0])
            for pile in Pile
            for link in day.xpath(f"//p[@class='active']/a[@href='{PILES[pile][2]}']")
        }
        listed = {pile: _listed(client.get(PILES[pile][2])) for pile in told}

    assert set(told) == set(Pile) - {Pile.LOTS}
    assert told == listed


def test_a_selection_that_was_left_is_told_until_it_is_finished(served: Served) -> None:
    with served.visitor("referente") as client:
        previewed(client, select(client, ticked(served, *followed(served))))
        day = text_of(client.get("/journee"), "//p[@class='active']")
        listed = _listed(client.get(PILES[Pile.LOTS][2]))

    assert day == "À traiter aussi : 1 sélection à terminer"
    assert listed == 1


def test_only_those_who_deal_with_a_pile_are_told_of_it(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        theirs = text_of(client.get("/journee"))

    assert "écart avec webRSA" not in theirs
    assert "à poster" not in theirs


def test_what_changed_since_yesterday_leads_to_exactly_these(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        page: Any = html.fromstring(client.get("/journee").text)
        links = page.xpath("//a[contains(@href, 'modifie=')]")
        found = {one.get("href"): len(rows_of(client.get(one.get("href")))) for one in links}
        told = {one.get("href"): int(one.text_content().split()[0]) for one in links}

    assert len(told) > 1
    assert found == told


def _listed(answer: Any) -> int:
    page: Any = html.fromstring(answer.text)
    tables = page.xpath("//main//table[tbody]")
    return len(tables[-1].xpath("./tbody/tr[not(td[contains(@class, 'empty')])]"))
