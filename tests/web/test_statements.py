"""What a page asks of the database does not grow with what it shows."""

import pytest

from benchmarks.overheard import overheard
from tests.web.served import Served
from tests.workflow.build import ALI, HERE

LISTS = (
    ("bop", "/dossiers"),
    ("bop", "/dossiers?tri=nom"),
    ("bop", "/dossiers?signe=retard"),
    ("referente", "/dossiers"),
    ("bop", "/journee"),
    ("referente", "/journee"),
    ("manager", "/escalades"),
    ("manager", "/chiffres"),
)
FEW, MANY = 10, 50


@pytest.mark.parametrize("base", ["served", "served_on_postgresql"])
def test_a_list_of_fifty_asks_no_more_statements_than_a_list_of_ten(
    base: str, request: pytest.FixtureRequest
) -> None:
    served: Served = request.getfixturevalue(base)
    fill(served, FEW)
    before = {page: statements(served, *page) for page in LISTS}
    fill(served, MANY)
    served.town.wait(days=60).tick()
    after = {page: statements(served, *page) for page in LISTS}

    assert {page: after[page] for page in LISTS if after[page] > before[page]} == {}


def test_a_session_is_looked_up_in_two_statements_and_its_service(looked_at: Served) -> None:
    with (
        looked_at.visitor("referente") as client,
        overheard(looked_at.app.state.assembly.store) as told,
    ):
        client.get("/journee")
        told.clear()
        client.get("/journee")
        who = [one.sql for one in told if "account_session" in one.sql or "habilitation" in one.sql]
        service = [one.sql for one in told if one.sql.startswith("SELECT service.libelle,")]

    assert (len(who), len(service)) == (2, 1)


def fill(served: Served, number: int) -> None:
    """So many people more, each with their own delays."""
    for _ in range(number):
        served.town.dossier(service=ALI, circonscription=HERE)


def statements(served: Served, name: str, address: str) -> int:
    """How many statements the page takes, once what is read once for all has been."""
    with served.visitor(name) as client, overheard(served.app.state.assembly.store) as told:
        client.get(address)
        told.clear()
        assert client.get(address).status_code == 200
        return len(told)
