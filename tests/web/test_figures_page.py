"""« Chiffres »: each number is that of the list it opens; no agent is counted."""

import re

from tests.web.reading import rows_of, text_of
from tests.web.served import Served
from tests.web.town import OFFICES


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


def test_no_agent_is_named_in_the_figures(looked_at: Served) -> None:
    with looked_at.visitor("manager") as client:
        page = text_of(client.get("/chiffres"))

    for agent in OFFICES.values():
        assert agent.name not in page.replace(OFFICES["manager"].name, "")


def test_figures_are_for_who_answers_for_a_territory_or_a_service(looked_at: Served) -> None:
    for who, status in {"manager": 200, "bop": 200, "responsable": 200, "referente": 403}.items():
        with looked_at.visitor(who) as client:
            assert client.get("/chiffres").status_code == status, who
