"""The lists of the month, as services and the BOP read them."""

import pytest

from entrypoints.web.rendering import portions
from tests.web.reading import form_of, rows_of, text_of
from tests.web.served import Served
from tests.workflow.build import ALI, ALI_ELSEWHERE
from workflow.tables.accounts import Consultation
from workflow.tables.post import MonthlyList


def list_of(served: Served, service: int) -> int:
    return int(served.town.rows(MonthlyList, service_id=service)[0]["id"])


def test_a_service_that_has_one_list_reads_it_at_once(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        answer = client.get("/listes/orientations")
        page = client.get("/listes/orientations", follow_redirects=True)

    assert answer.headers["location"] == f"/listes/{list_of(looked_at, ALI)}"
    assert "Nouvelles orientations · mai 2026" in text_of(page, "//h1")
    assert "Figée" in text_of(page)


def test_a_list_is_closed_to_another_service(looked_at: Served) -> None:
    with looked_at.visitor("referente") as client:
        there = client.get(f"/listes/{list_of(looked_at, ALI_ELSEWHERE)}")
        file = client.get(f"/listes/{list_of(looked_at, ALI_ELSEWHERE)}/liste.xlsx")
        shelf = client.get("/listes")

    assert (there.status_code, file.status_code) == (404, 404)
    assert set(rows_of(shelf)) == {"Agence locale d’insertion de Saint-Denis"}


def test_a_list_that_leaves_is_written_down_with_its_lines(served: Served) -> None:
    number = list_of(served, ALI)
    with served.visitor("referente") as client:
        rows = rows_of(client.get(f"/listes/{number}"))
        file = client.get(f"/listes/{number}/liste.xlsx")
    noted = served.town.rows(Consultation, what="exporter_listes")

    assert file.content.startswith(b"PK")
    assert [one["lines"] for one in noted] == [len(rows)]


def test_a_long_list_is_read_page_after_page(
    looked_at: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = list_of(looked_at, ALI)
    with looked_at.visitor("referente") as client:
        whole = rows_of(client.get(f"/listes/{number}"))
        monkeypatch.setattr(portions, "ROWS", 1)
        parts = [rows_of(client.get(f"/listes/{number}?apres={n}")) for n in range(len(whole))]
        first = text_of(client.get(f"/listes/{number}"))

    assert (len(whole) > 1, parts) == (True, [[one] for one in whole])
    assert "Page suivante" in first


def test_the_bop_freezes_what_is_not_frozen_and_nothing_else(served: Served) -> None:
    before = {one["id"]: one["sha256"] for one in served.town.rows(MonthlyList)}
    with served.visitor("bop") as client:
        page = client.get("/listes")
        answer = client.post("/listes/figer", data=form_of(page, "/listes/figer"))
        told = text_of(client.get(answer.headers["location"], follow_redirects=True))
        after = text_of(client.get("/listes"))
    now = {one["id"]: one["sha256"] for one in served.town.rows(MonthlyList)}

    assert "étaient déjà figées : elles n’ont pas changé" in told
    assert before.items() < now.items()
    assert "Figer les listes" not in after


def test_a_month_that_is_none_is_the_present_one(looked_at: Served) -> None:
    with looked_at.visitor("bop") as client:
        answer = client.get("/listes?mois=hier", follow_redirects=True)
        to_come = text_of(client.get("/listes?mois=2026-06"))

    assert "mai 2026" in text_of(answer)
    assert "seront figées à partir du lundi 1er juin 2026" in to_come
