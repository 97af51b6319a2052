"""« Chiffres »: each number is that of the list it opens; no agent is counted."""

import io
import re

import openpyxl

from tests.web.reading import form_of, rows_of, text_of
from tests.web.served import Served
from tests.web.town import OFFICES
from workflow.tables.accounts import Consultation


def test_each_figure_is_that_of_the_list_that_it_opens(looked_at: Served) -> None:
    with looked_at.visitor("manager") as client:
        page = client.get("/chiffres")
        cells = re.findall(r'href="(/dossiers\?circonscription=[^"]+)">(\d+)</a>', page.text)
        lists = {
            address.replace("&amp;", "&"): int(number) for address, number in cells if number != "0"
        }
        found = {one: len(rows_of(client.get(one))) for one in lists}

    assert lists
    assert found == lists


def test_the_shares_are_of_the_month_that_is_asked_for(looked_at: Served) -> None:
    with looked_at.visitor("manager") as client:
        april = text_of(client.get("/chiffres", params={"mois": "2026-04"}))
        before = text_of(client.get("/chiffres", params={"mois": "2025-12"}))

    assert "des échéances tenues à temps" in april
    assert "échéance jugée ce mois" in before


def test_the_figures_leave_in_a_file_as_they_are_shown_and_it_is_written_down(
    served: Served,
) -> None:
    with served.visitor("manager") as client:
        page = client.get("/chiffres", params={"mois": "2026-04"})
        form = form_of(page, button="format=xlsx")
        answer = client.post("/chiffres/export?mois=2026-04", data=form)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    with served.visitor("responsable") as client:
        theirs = client.get("/chiffres")
        closed = client.post("/chiffres/export", data=form_of(client.get("/preferences")))
    noted = served.town.rows(Consultation, what="exporter_chiffres")

    assert sheet is not None
    heading, *lines = sheet.iter_rows(values_only=True)
    cells = re.findall(r'href="/dossiers\?circonscription=[^"]+">(\d+)</a>', page.text)
    where = [one[3] for one in lines if one[0] == "Où sont les dossiers" and one[3]]
    assert heading[0] == "Tableau"
    assert sorted(map(str, where)) == sorted(one for one in cells if one != "0")
    assert [one["lines"] for one in noted] == [len(lines)]
    assert "/chiffres/export" not in theirs.text
    assert closed.status_code == 403


def test_no_agent_is_named_in_the_figures(looked_at: Served) -> None:
    with looked_at.visitor("manager") as client:
        page = text_of(client.get("/chiffres"))

    for agent in OFFICES.values():
        assert agent.name not in page.replace(OFFICES["manager"].name, "")


def test_figures_are_for_who_answers_for_a_territory_or_a_service(looked_at: Served) -> None:
    for who, status in {"manager": 200, "bop": 200, "responsable": 200, "referente": 403}.items():
        with looked_at.visitor(who) as client:
            assert client.get("/chiffres").status_code == status, who
