"""What a page asks of the database does not grow with what it shows."""

from collections.abc import Callable

import pytest
from anyio import to_thread
from sqlalchemy import event

from benchmarks.overheard import overheard
from rules.access.grants import Right
from tests.web.reading import post
from tests.web.served import Served
from tests.web.test_dossiers import dossier_in
from tests.workflow.build import ALI, HERE
from workflow.access.resources import resource

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


def test_who_may_open_a_dossier_is_read_in_one_statement(looked_at: Served) -> None:
    store = looked_at.app.state.assembly.store
    dossier = looked_at.town.dossier(service=ALI, circonscription=HERE)
    with overheard(store) as told:
        found = resource(store, Right.DOSSIER, dossier)

    assert found is not None
    assert len(told) == 1


def test_an_act_that_is_posted_begins_four_transactions(served_on_postgresql: Served) -> None:
    """Who asks, what they act upon, that they opened it, the act."""
    begun: list[object] = []
    dossier = dossier_in(served_on_postgresql, "presaisine")
    path = f"/dossiers/{dossier}/actes/consulter"
    with served_on_postgresql.visitor("referente") as client:
        seen = client.get(path)
        engine = served_on_postgresql.app.state.assembly.store.engine
        event.listen(engine, "checkout", lambda *_: begun.append(_))
        done = post(client, path, seen=seen, date="04/05/2026", accord="non")

    assert (done.status_code, len(begun)) == (303, 4)


def test_an_act_that_is_posted_takes_a_thread_twice(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look up who asks, then to act."""
    taken: list[object] = []
    run = to_thread.run_sync

    async def noted(work: Callable[[], object]) -> object:
        taken.append(work)
        return await run(work)

    path = f"/dossiers/{dossier_in(served, 'presaisine')}/actes/consulter"
    with served.visitor("referente") as client:
        seen = client.get(path)
        monkeypatch.setattr(to_thread, "run_sync", noted)
        done = post(client, path, seen=seen, date="04/05/2026", accord="non")

    assert (done.status_code, len(taken)) == (303, 2)


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
