"""The journal, the access log and the escalations, as managers read them."""

import io
import re
from typing import Any

import httpx
import openpyxl
from lxml import html

from tests.web.reading import form_of, notice_after, post, rows_of, text_of
from tests.web.served import Served
from tests.workflow.build import HERE, execute
from workflow.access.perimeter import WHOLE
from workflow.reading import escalations
from workflow.tables.accounts import Consultation
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import DeadlineRow, JournalRow, TakenEscalation


def test_the_journal_proposes_its_last_seven_days(served: Served) -> None:
    with served.visitor("manager") as client:
        asked: Any = html.fromstring(client.get("/journal").text)
        (week,) = asked.xpath("//main//a[contains(., 'sept derniers jours')]/@href")
        page = client.get(week)

    assert "depuis le 29 avril 2026" in text_of(page)
    assert rows_of(page) != []


def test_the_journal_of_a_dossier_is_searched_and_the_search_is_written_down(
    served: Served,
) -> None:
    dossier = served.town.rows(Dossier, state="presaisine")[0]["id"]
    with served.visitor("manager") as client:
        page = client.get("/journal", params={"dossier": str(dossier)})
    written = served.town.rows(JournalRow, kind="dossier", subject_id=dossier)
    noted = served.town.rows(Consultation, what="voir_journal")

    assert len(rows_of(page)) == len(written)
    assert [one["subject_id"] for one in noted] == [dossier]


def test_a_search_that_is_too_wide_is_refused_with_what_to_add(looked_at: Served) -> None:
    with looked_at.visitor("manager") as client:
        answer = client.get("/journal", params={"du": "01/01/2026", "au": "31/12/2026"})

    assert answer.status_code == 422
    assert "31 jours au plus" in text_of(answer)


def test_the_journal_of_a_person_is_found_by_their_number_and_holds_all_their_dossiers(
    looked_at: Served,
) -> None:
    people = looked_at.town.rows(Personne)
    person = next(one for one in people if one["numero_demande_rsa"])
    theirs = {one["id"] for one in looked_at.town.rows(Dossier, personne_id=person["id"])}
    written = [
        one
        for one in looked_at.town.rows(JournalRow)
        if (one["kind"] == "dossier" and one["subject_id"] in theirs)
        or (one["kind"] == "personne" and one["subject_id"] == person["id"])
    ]
    with looked_at.visitor("manager") as client:
        page = client.get("/journal", params={"qui": person["numero_demande_rsa"]})
        again = client.get("/journal", params={"personne": str(person["id"])})

    assert len(rows_of(page)) == len(written)
    assert rows_of(again) == rows_of(page)
    assert f"{person['prenom']} {person['nom']}" in text_of(again)


def test_a_name_of_several_people_is_asked_about_and_one_of_nobody_refused(
    looked_at: Served,
) -> None:
    letters = [one["nom"][0] for one in looked_at.town.rows(Personne)]
    several = next(one for one in letters if letters.count(one) > 1)
    with looked_at.visitor("manager") as client:
        asked = client.get("/journal", params={"qui": several, "refus": "oui"})
        refused = client.get("/journal", params={"qui": "Zzyzx"})

    assert "De qui s’agit-il" in text_of(asked)
    assert re.search(r'href="/journal\?refus=oui&amp;personne=\d+"', asked.text)
    assert refused.status_code == 422
    assert "Personne n’est trouvé dans votre territoire" in text_of(refused)
    assert 'value="Zzyzx"' in refused.text


def test_an_act_is_searched_and_what_it_changed_is_told_before_and_after(
    looked_at: Served,
) -> None:
    dossier = looked_at.town.rows(JournalRow, act="consulter")[0]["subject_id"]
    asked = {"dossier": str(dossier), "acte": "consulter"}
    with looked_at.visitor("manager") as client:
        page = client.get("/journal", params=asked)
        sheet = client.get(f"/dossiers/{dossier}")

    assert set(rows_of(page)) == {"Enregistrer la consultation de la personne"}
    for one in (page, sheet):
        assert "personne consultée le" in text_of(one, "//details[@class='changes']")
        assert "après" in text_of(one, "//details[@class='changes']")


def test_entries_leave_in_a_file_with_what_chains_them_and_it_is_written_down(
    served: Served,
) -> None:
    dossier = served.town.rows(Dossier, state="presaisine")[0]["id"]
    with served.visitor("manager") as client:
        answer = post(client, f"/journal/export?dossier={dossier}", format="xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    written = served.town.rows(JournalRow, kind="dossier", subject_id=dossier)
    noted = served.town.rows(Consultation, what="exporter_journal")

    assert sheet is not None
    heading, *lines = sheet.iter_rows(values_only=True)
    assert heading[-1] == "Empreinte SHA-256"
    assert {one[-1] for one in lines} == {one["hash"] for one in written}
    assert [(one["subject_id"], one["lines"]) for one in noted] == [(dossier, len(written))]


def test_a_journal_too_wide_does_not_leave_and_only_who_may_takes_it(looked_at: Served) -> None:
    with looked_at.visitor("manager") as client:
        wide = post(client, "/journal/export?refus=oui", format="csv")
    with looked_at.visitor("bop") as client:
        form = form_of(client.get("/preferences"), "/preferences/affichage")
        closed = client.post("/journal/export?dossier=1", data=form)

    assert wide.status_code == 422
    assert "31 jours au plus" in text_of(wide)
    assert closed.status_code == 403


def test_only_who_may_reads_the_journal(looked_at: Served) -> None:
    for who, status in {
        "manager": 200,
        "bop": 403,
        "referente": 403,
        "administrateur": 403,
    }.items():
        with looked_at.visitor(who) as client:
            assert client.get("/journal").status_code == status, who


def test_who_consulted_what_is_told_and_never_counted(served: Served) -> None:
    dossier = served.town.rows(Dossier, state="presaisine")[0]["id"]
    with served.visitor("referente") as agent, served.visitor("manager") as manager:
        agent.get(f"/dossiers/{dossier}")
        page = text_of(manager.get("/journal/consultations", params={"dossier": str(dossier)}))

    assert "Samira Haddad" in page
    assert f"dossier n° {dossier}" in page


def test_a_whole_journal_is_told_whole_and_a_broken_one_where_it_breaks(served: Served) -> None:
    with served.visitor("manager") as client:
        whole = _verified(client)
        execute(served.town.store, "DROP TRIGGER journal_no_update")
        execute(
            served.town.store,
            "UPDATE journal SET body = replace(body, '\"acteur\"', '\"acteurs\"')"
            " WHERE kind = 'dossier' AND subject_id = 1 AND seq = 1",
        )
        broken = _verified(client)

    assert "aucune rupture" in whole
    assert "Le journal n’est pas intact" in broken


def test_an_escalation_is_taken_by_name_and_once(served: Served) -> None:
    with served.visitor("manager") as client:
        seen = client.get("/escalades")
        number = seen.text.split('action="/escalades/')[1].split("/")[0]
        path = f"/escalades/{number}/prendre"
        said = notice_after(client, post(client, path, seen=seen))
        mine = text_of(client.get("/escalades", params={"etat": "moi"}), "//tbody[1]")
        again = post(client, path, seen=client.get("/preferences"))

    assert said.startswith("Vous avez cette escalade en main.")
    assert mine.count("Manon Girard") == 1
    assert again.status_code == 422
    assert "Cette escalade est déjà prise" in text_of(again)
    assert [one["taken_by"] for one in served.town.rows(TakenEscalation)] == ["Manon Girard"]


def test_an_escalation_its_deadline_and_letters_name_a_person_as_everywhere(
    looked_at: Served,
) -> None:
    town = looked_at.town
    names = {f"{one['prenom']} {one['nom']}" for one in town.rows(Personne)}
    number = town.rows(DeadlineRow, rule="D27-UN-MOIS")[0]["id"]
    with looked_at.visitor("responsable") as theirs, looked_at.visitor("bop") as bop:
        shown = (theirs.get("/escalades"), bop.get(f"/echeances/{number}"), bop.get("/lettres"))
        told = [text_of(one).replace("\N{NO-BREAK SPACE}", " ") for one in shown]

    assert [any(name in text for name in names) for text in told] == [True, True, True]


def test_an_escalation_leads_to_the_act_that_settles_it_or_says_whose_it_is(
    looked_at: Served,
) -> None:
    with looked_at.visitor("responsable") as theirs, looked_at.visitor("manager") as manager:
        page, seen = theirs.get("/escalades"), manager.get("/escalades")
        (first, *_) = re.findall(r'href="(/dossiers/\d+/actes/fixer_rdv\?retour=[^"]*)"', page.text)
        asked = theirs.get(first)

    assert asked.status_code == 200
    assert 'name="revenir" value="/escalades"' in asked.text
    assert "Fixer un rendez-vous" in text_of(seen)
    assert "/actes/" not in seen.text


def test_an_escalation_that_no_act_settles_says_what_closes_it_and_who_is_awaited(
    looked_at: Served,
) -> None:
    page = "?regle=D9-ICL-MENSUELLE"
    with looked_at.visitor("manager") as manager, looked_at.visitor("bat") as bat:
        seen, theirs = (one.get(f"/escalades{page}") for one in (manager, bat))
        decided = manager.get("/escalades?regle=D27-UN-MOIS")

    last = "//tbody/tr[1]/td[@data-label='ce qui la règle']"
    told = "se ferme avec : Instance de concertation tenue dans la circonscription"
    assert text_of(seen, last).replace("\u00a0", " ").startswith(told)
    assert "BAT" in text_of(seen, last)
    assert text_of(seen, f"{last}//a") == ""
    assert 'href="/seances"' in theirs.text.partition("<tbody>")[2]
    assert "Accepter la réorientation, refuser la réorientation ou une autre" in text_of(decided)


def test_escalations_are_narrowed_to_a_circonscription_of_their_territory(
    looked_at: Served,
) -> None:
    asked = {"circonscription": HERE, "etat": "ouverte"}
    with looked_at.visitor("manager") as client:
        whole, here = client.get("/escalades"), client.get("/escalades", params=asked)
        there = client.get("/escalades", params={"circonscription": "99-99"})
        told = client.get("/api/escalades", params={**asked, "limite": "200"}).json()["escalades"]
    tallies = escalations.tallies(looked_at.town.store, reader=WHOLE)
    counted = sum(one.number - one.taken for one in tallies if one.circonscription == HERE)

    assert len(told) == counted > 0
    assert f'<option value="{HERE}" selected>' in here.text
    assert f'href="/escalades?circonscription={HERE}&amp;regle=' in whole.text
    assert 'href="/escalades?etat=ouverte"' in here.text, "le filtre s’enlève, l’état reste"
    assert f"?circonscription={HERE}&amp;etat=reglee" in here.text, "l’état change, le lieu reste"
    assert "Aucune escalade ici." in text_of(there)


def _verified(client: httpx.Client) -> str:
    """What the page says once the journal was read again."""
    answer = post(client, "/journal/verification")
    while answer.status_code == 303:
        answer = client.get(answer.headers["location"])
    return text_of(answer)
