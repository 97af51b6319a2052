"""What everybody settles for themselves: by which channel they are told, when they are away, the
addresses of their diary; each journalled, and nobody else's."""

from typing import Any

import httpx
import pytest
from lxml import html

from tests.web.reading import form_of, notice_after, post, text_of
from tests.web.served import Served
from tests.web.town import OFFICES
from workflow.tables.agents import Absence, Agent, Preference
from workflow.tables.diaries import DiaryAddress
from workflow.tables.subjects import Circonscription
from workflow.tables.trail import JournalRow

MESSAGES, ABSENCES = "/preferences/messages", "/preferences/absences"
AGENDA, BACK = "/preferences/agenda", "/preferences/absences/retour"


def number_of(served: Served, who: str) -> int:
    """The number of that agent."""
    return int(served.town.rows(Agent, nom=OFFICES[who].name)[0]["id"])


def told_of(served: Served, who: str) -> list[tuple[str, str]]:
    """What the chain of that agent tells since they have an account, and by whom."""
    rows = served.town.rows(JournalRow, kind="agent", subject_id=number_of(served, who))
    return [(row["act"], row["actor"]) for row in sorted(rows, key=lambda row: row["seq"])]


def secret_of(answer: httpx.Response) -> str:
    """The path of the address that the page tells."""
    page: Any = html.fromstring(answer.text)
    (told,) = page.xpath("//main//code/text()")
    return httpx.URL(told).path


def proposed(answer: httpx.Response) -> dict[str, str]:
    """The diaries among which the page lets choose: label → value."""
    page: Any = html.fromstring(answer.text)
    radios = {
        one.text_content().strip(): one.xpath("./input/@value")[0]
        for one in page.xpath("//fieldset//label")
    }
    options = page.xpath("//select[@name='agenda']/option[@value!='']")
    return radios or {one.text_content().strip(): one.get("value") for one in options}


def test_each_chooses_how_often_they_are_told_and_it_is_journalled(served: Served) -> None:
    with served.visitor("referente") as client:
        page = client.get(MESSAGES)
        form = form_of(page) | {"rythme": "quotidien"}
        said = notice_after(client, client.post(MESSAGES, data=form))
        again = client.post(MESSAGES, data=form)
        after = client.get(MESSAGES)

    assert form_of(page)["rythme"] == "immediat"
    assert "Un récapitulatif part à 8 h 30, celui de la semaine le lundi" in text_of(page)
    assert said == "Par courriel : chaque matin travaillé."
    assert again.status_code == 303
    assert form_of(after)["rythme"] == "quotidien"
    (kept,) = served.town.rows(Preference)
    assert (kept["agent_id"], kept["rythme"]) == (number_of(served, "referente"), "quotidien")
    told = told_of(served, "referente")
    assert told.count(("regler_preference_agent", OFFICES["referente"].name)) == 1


def test_nobody_closes_their_last_channel_nor_a_form_read_before_another_change(
    served: Served,
) -> None:
    with served.visitor("referente") as client:
        page = client.get(MESSAGES)
        never = post(client, MESSAGES, rythme="jamais")
        post(client, MESSAGES, rythme="hebdomadaire")
        late = post(client, MESSAGES, seen=page, rythme="quotidien")

    assert never.status_code == 422
    assert "Un agent est prévenu par un canal au moins." in text_of(never)
    assert form_of(never)["rythme"] == "jamais"
    assert late.status_code == 409
    assert "Vous avez modifié vos préférences" in text_of(late)
    assert form_of(late)["rythme"] == "quotidien"
    assert [one["rythme"] for one in served.town.rows(Preference)] == ["hebdomadaire"]


def test_each_notes_their_absence_once_with_a_colleague_in_their_place_then_shortens_it(
    served: Served,
) -> None:
    colleague = number_of(served, "responsable")
    typed = {"du": "11/05/2026", "au": "22/05/2026", "suppleant": str(colleague)}
    with served.visitor("referente") as client:
        page = client.get(ABSENCES)
        form = form_of(page) | typed
        said = notice_after(client, client.post(ABSENCES, data=form))
        client.post(ABSENCES, data=form)
        listed = client.get(ABSENCES)
        (absence,) = served.town.rows(Absence)
        shorter = post(client, f"{BACK}?absence={absence['id']}", au="15/05/2026")
        after = client.get(ABSENCES)

    assert OFFICES["responsable"].name in text_of(page)
    assert OFFICES["conseiller"].name not in text_of(page)
    assert said == "Votre absence est notée."
    assert OFFICES["responsable"].name in text_of(listed, "//table")
    assert shorter.status_code == 303
    assert "au ven. 15 mai" in text_of(after, "//table")
    assert absence["suppleant_id"] == colleague
    assert [act for act, _ in told_of(served, "referente")][-2:] == [
        "noter_absence_agent",
        "ecourter_absence_agent",
    ]


def test_an_absence_that_cannot_be_keeps_what_was_typed(served: Served) -> None:
    with served.visitor("manager") as client:
        refused = post(client, ABSENCES, du="22/05/2026", au="11/05/2026")
        nobodys = post(client, ABSENCES, du="2026-05-11", au="2026-05-12", suppleant="999")

    assert [refused.status_code, nobodys.status_code] == [422, 422]
    assert "Le premier jour est le 22 mai 2026 : le dernier est avant." in text_of(refused)
    assert form_of(refused)["du"] == "22/05/2026"
    assert "n’existe pas, n’est plus en fonction" in text_of(nobodys)
    assert served.town.rows(Absence) == []


def test_ones_own_diary_has_an_address_told_once_until_it_is_revoked(served: Served) -> None:
    with served.visitor("referente") as client, served.visitor() as calendar:
        page = client.get(AGENDA)
        form = form_of(page, AGENDA)
        made, again = client.post(AGENDA, data=form), client.post(AGENDA, data=form)
        secret = secret_of(made)
        read = calendar.get(secret)
        listed = client.get(AGENDA)
        revoked = client.post(f"{AGENDA}/revoquer", data=form_of(listed, f"{AGENDA}/revoquer"))
        gone = calendar.get(secret)

    assert "Mon agenda" in text_of(listed, "//table")
    assert "Cette adresse est déjà créée." in text_of(again)
    assert [".ics" in one.text for one in (made, again, listed)] == [True, False, False]
    assert (read.status_code, revoked.status_code, gone.status_code) == (200, 303, 404)
    assert len(served.town.rows(DiaryAddress)) == 1
    name = OFFICES["referente"].name
    assert told_of(served, "referente")[-2:] == [
        ("creer_adresse_agenda", name),
        ("revoquer_adresse_agenda", name),
    ]


@pytest.mark.parametrize(
    ("who", "kept"),
    [
        ("referente", {"Mon agenda", "Agence locale d’insertion de Saint-Denis"}),
        ("administrateur", {"Mon agenda"}),
    ],
)
def test_each_is_proposed_the_diaries_whose_addresses_they_keep(
    looked_at: Served, who: str, kept: set[str]
) -> None:
    places = {one["libelle"] for one in looked_at.town.rows(Circonscription)}
    with looked_at.visitor(who) as client, looked_at.visitor("bat") as bat:
        found, coordinated = proposed(client.get(AGENDA)), proposed(bat.get(AGENDA))

    assert set(found) == kept
    assert set(coordinated) == {"Mon agenda", *places}


def test_no_address_is_made_nor_revoked_of_a_diary_that_is_not_theirs(served: Served) -> None:
    other = number_of(served, "conseiller")
    with served.visitor("bat") as bat, served.visitor("referente") as client:
        place = proposed(bat.get(AGENDA))["Saint-Denis"]
        made = post(bat, AGENDA, agenda=place)
        (address,) = served.town.rows(DiaryAddress)
        anothers = post(client, AGENDA, agenda=f"agent-{other}")
        its_place = post(client, AGENDA, agenda=place)
        form = form_of(client.get(AGENDA)) | {"adresse": str(address["id"])}
        revoked = client.post(f"{AGENDA}/revoquer", data=form)

    assert made.status_code == 200
    assert [anothers.status_code, its_place.status_code] == [422, 422]
    assert revoked.status_code == 404
    assert served.town.rows(DiaryAddress) == [address]


@pytest.mark.parametrize("path", [MESSAGES, ABSENCES, BACK, AGENDA])
def test_whoever_acts_in_no_capacity_settles_their_screens_and_password_only(
    looked_at: Served, path: str
) -> None:
    with looked_at.visitor("sans_qualite") as none, looked_at.visitor("deux_qualites") as both:
        screens = none.get("/preferences")
        closed, choosing = none.get(path), both.get(path)

    assert "Mot de passe et sessions" in text_of(screens)
    assert "Absences" not in text_of(screens)
    assert closed.status_code in {403, 404}
    assert choosing.headers["location"].startswith("/qualite")


def test_a_password_is_changed_with_the_present_one(served: Served) -> None:
    with served.visitor("referente") as client:
        page = client.get("/preferences/acces")
        form = form_of(page, "/preferences/acces")
        typed = {"actuel": "ce n’est pas lui", "mot_de_passe": "a", "encore": "b"}
        different = client.post("/preferences/acces", data=form | typed)

    assert different.status_code == 422
    assert "Les deux mots de passe ne sont pas les mêmes." in text_of(different)
