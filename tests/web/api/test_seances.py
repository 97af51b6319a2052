"""Séances by the API: read, tried, acted upon."""

import pytest

from tests.web.api.calling import calling, codes
from tests.web.served import Served
from tests.workflow.build import ELSEWHERE, HERE
from workflow.tables.subjects import Seance
from workflow.tables.trail import JournalRow

ANY = {"If-Match": "*"}


def seance_in(served: Served, state: str, **told: object) -> int:
    """A séance of that state."""
    return int(served.town.rows(Seance, state=state, **told)[-1]["id"])


def test_the_year_holds_what_its_reader_opens(looked_at: Served) -> None:
    with calling(looked_at, "bop") as bop, calling(looked_at, "ailleurs") as elsewhere:
        every = bop.get("/api/seances").json()["seances"]
        theirs = elsewhere.get("/api/seances").json()["seances"]
        of_may = bop.get("/api/seances", params={"du": "2026-05-01", "au": "2026-05-31"}).json()

    assert {one["seance"] for one in every} == {one["id"] for one in looked_at.town.rows(Seance)}
    assert {one["seance"] for one in theirs} < {one["seance"] for one in every}
    assert {one["date_seance"][:7] for one in of_may["seances"]} == {"2026-05"}


@pytest.mark.parametrize("day", ["2026-02-30", "04/05/2026", "20260504", ""])
def test_a_day_that_is_none_is_refused(looked_at: Served, day: str) -> None:
    with calling(looked_at, "bop") as client:
        answer = client.get("/api/seances", params={"du": day})

    assert answer.status_code == 422
    assert codes(answer) == ["champ_invalide"]


def test_a_service_sees_its_lines_and_counts_the_others(looked_at: Served) -> None:
    (seance,) = {
        one["id"]
        for one in looked_at.town.rows(Seance, circonscription=HERE)
        if one["state"] not in {"programmee", "close", "restituee", "tenue"}
    }
    with calling(looked_at, "bat") as bat, calling(looked_at, "conseiller") as service:
        every = bat.get(f"/api/seances/{seance}/lignes").json()
        theirs = service.get(f"/api/seances/{seance}/lignes").json()
        agenda = service.get(f"/api/seances/{seance}/ordre-du-jour").json()
        awaited = service.get(f"/api/seances/{seance}/completude").json()

    shown = {one["ligne"] for one in theirs["lignes"]}
    assert len(theirs["lignes"]) + theirs["pas_encore_partagees"] == len(every["lignes"])
    assert {one["ligne"] for one in agenda["retenues"] + agenda["reportees"]} <= shown
    assert len({one["service"] for one in awaited["services"]}) <= 1


@pytest.mark.parametrize("fixture", ["served", "served_on_postgresql"])
def test_an_act_is_tried_then_done_upon_what_was_read(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    served: Served = request.getfixturevalue(fixture)
    seance = seance_in(served, "programmee", circonscription=HERE)
    path = f"/api/seances/{seance}/actes/deplacer"
    said = {"date_seance": "2026-06-16", "heure": "14:00", "motif": "salle prise"}
    with calling(served, "bat") as client:
        version = {"If-Match": client.get(f"/api/seances/{seance}").headers["etag"]}
        tried = client.post(f"{path}/essai", json=said, headers=version)
        before = len(served.town.rows(JournalRow, kind="seance", subject_id=seance))
        done = client.post(path, json=said, headers=version)
        stale = client.post(path, json={**said, "date_seance": "2026-06-17"}, headers=version)
    after = len(served.town.rows(JournalRow, kind="seance", subject_id=seance))

    assert tried.status_code == done.status_code == 200, tried.text
    assert tried.json()["echeances_deplacees"] == done.json()["echeances_deplacees"]
    assert after == before + 1
    assert stale.status_code == 412
    assert stale.json()["conflit"]["par"] == "Bruno Tessier"


def test_a_seance_is_put_on_the_programme_once_by_who_coordinates_it(served: Served) -> None:
    said = {
        "genre": "icl",
        "circonscription": HERE,
        "date_seance": "2026-06-18",
        "heure": "14:00",
    }
    key = {"Idempotency-Key": "5f0c0d1e-8a55"}
    before = len(served.town.rows(Seance))
    with calling(served, "bat") as client:
        first, again = (client.post("/api/seances", json=said, headers=key) for _ in range(2))
        nothing = client.post("/api/seances", json={})
    with calling(served, "referente") as client:
        closed = client.post("/api/seances", json=said)

    assert first.status_code == 200, first.text
    assert again.json() == {**first.json(), "deja_fait": True}
    assert len(served.town.rows(Seance)) == before + 1
    assert set(codes(nothing)) == {"champ_manquant"}
    assert closed.status_code in {403, 422}


def test_a_seance_elsewhere_is_answered_like_what_does_not_exist(looked_at: Served) -> None:
    elsewhere = looked_at.town.rows(Seance, circonscription=ELSEWHERE)[0]["id"]
    with calling(looked_at, "referente") as client:
        for what in ("", "/lignes", "/ordre-du-jour", "/completude", "/actes"):
            hidden, absent = (
                client.get(f"/api/seances/{one}{what}") for one in (elsewhere, 999_999)
            )

            assert hidden.status_code == absent.status_code == 404
            assert hidden.json() == absent.json()


def test_an_act_of_another_machine_is_no_address(served: Served) -> None:
    seance = seance_in(served, "programmee")
    with calling(served, "bat") as client:
        answer = client.post(f"/api/seances/{seance}/actes/consulter", json={}, headers=ANY)

    assert answer.status_code == 404
