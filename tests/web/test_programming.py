"""One séance put on the programme on screen, beside the year that the rules generate."""

import httpx
import pytest

from tests.web.reading import form_of, notice_after, text_of
from tests.web.served import Served
from tests.web.town import OFFICES
from tests.workflow.build import ELSEWHERE, HERE, execute
from workflow.tables.subjects import Seance
from workflow.tables.trail import JournalRow

PATH = "/seances/programmer"
ASKED = {
    "genre": "icl",
    "circonscription": HERE,
    "date_seance": "23/06/2026",
    "heure": "14 h",
    "lieu": "Salle 3, 1 rue du Port",
}


def test_a_seance_is_programmed_once_then_its_sheet_is_shown(served: Served) -> None:
    before = {one["id"] for one in served.town.rows(Seance)}
    with served.visitor("bat") as client:
        year = client.get(f"/seances?annee=2026&circonscription={HERE}")
        page = client.get(f"{PATH}?circonscription={HERE}")
        form = form_of(page) | ASKED
        first, again = (client.post(PATH, data=form) for _ in range(2))
        said = notice_after(client, first)
    (made,) = (one for one in served.town.rows(Seance) if one["id"] not in before)
    entry = served.town.rows(JournalRow, kind="seance", subject_id=made["id"])[0]

    assert "Programmer une séance…" in text_of(year)
    assert form_of(page)["circonscription"] == HERE
    assert first.headers["location"] == again.headers["location"] == f"/seances/{made['id']}"
    assert said == "ICL-I du mar. 23 juin, 14 h : au programme."
    assert (made["circonscription"], made["lieu"]) == (HERE, ASKED["lieu"])
    assert (entry["act"], entry["actor"]) == ("programmer", OFFICES["bat"].name)


def test_a_seance_that_cannot_be_tells_every_reason_and_keeps_what_was_typed(
    looked_at: Served,
) -> None:
    before = len(looked_at.town.rows(Seance))
    with looked_at.visitor("bat") as client:
        refused = asked(client, circonscription="", date_seance="14/07/2026", heure="")
        anothers = asked(client, genre="ep")
        twice = asked(client, date_seance="12/05/2026", heure="9 h 30")

    assert [one.status_code for one in (refused, anothers, twice)] == [422, 422, 422]
    assert "3 points à revoir" in text_of(refused)
    assert "Le 14 juillet 2026 n’est pas un jour ouvré" in text_of(refused)
    assert kept(refused)["lieu"] == ASKED["lieu"]
    assert "Cette séance est coordonnée par" in text_of(anothers)
    assert kept(twice)["date_seance"] == "12/05/2026"
    assert len(looked_at.town.rows(Seance)) == before


def asked(client: httpx.Client, **otherwise: str) -> httpx.Response:
    """The form of ASKED, some of it answered otherwise."""
    return client.post(PATH, data={**form_of(client.get(PATH)), **ASKED, **otherwise})


def kept(answer: httpx.Response) -> dict[str, str]:
    """What the form says again of what was asked."""
    return {name: words for name, words in form_of(answer).items() if name in ASKED}


@pytest.mark.parametrize("who", ["referente", "manager", "president", "administrateur"])
def test_whoever_coordinates_no_seance_programmes_none(looked_at: Served, who: str) -> None:
    with looked_at.visitor(who) as client:
        year = client.get("/seances?annee=2026")
        page = client.get(PATH)
        form = form_of(client.get("/preferences")) | ASKED
        tried = client.post(PATH, data=form)

    assert "Programmer une séance" not in year.text
    assert [page.status_code, tried.status_code] == [404, 404]


def test_whoever_coordinates_the_ep_may_hold_it_for_the_whole_departement(
    looked_at: Served,
) -> None:
    with looked_at.visitor("ep") as client:
        page = client.get(PATH)

    assert "aucune : la séance est celle de tout le département" in text_of(page)
    assert ELSEWHERE in page.text


def test_circonscriptions_are_in_the_order_of_their_names(served: Served) -> None:
    for code, name in ((HERE, "Épinay"), (ELSEWHERE, "Zone")):
        execute(
            served.town.store,
            f"UPDATE circonscription SET libelle = '{name}' WHERE code = '{code}'",
        )
    with served.visitor("bat") as client:
        year = text_of(client.get("/seances?annee=2026"), "//thead")
        filters = text_of(client.get("/dossiers"), "//select[@name='circonscription']")

    assert year.index("Épinay") < year.index("Zone")
    assert filters.index("Épinay") < filters.index("Zone")
