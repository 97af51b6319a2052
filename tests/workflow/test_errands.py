"""Long work that somebody asked for: how far it is, what came of it, for whom, how long."""

from datetime import timedelta

from tests.workflow.accounts import Office
from tests.workflow.build import World
from workflow.accounts import errands
from workflow.tables.accounts import Account
from workflow.tables.accounts import Errand as Row


def account(world: World) -> int:
    Office(world=world).first()
    return int(world.rows(Account)[0]["id"])


def test_an_errand_tells_how_far_it_is_then_what_came_of_it(world: World) -> None:
    owner, store, now = account(world), world.store, world.now
    number = errands.begin(store, owner, "lettres", {"suite": "/lettres/"}, now)
    errands.reach(store, number, 12, 40, now + timedelta(seconds=2))
    running = errands.errand(store, owner, number)
    errands.end(store, number, now + timedelta(seconds=9), outcome={"lot": 3})
    over = errands.errand(store, owner, number)

    assert running is not None
    assert over is not None
    assert (running.done, running.total, running.outcome, running.ended) == (12, 40, None, None)
    assert over.outcome == {"lot": 3}
    assert over.ended == now + timedelta(seconds=9)
    assert not over.stopped(now + timedelta(days=2))


def test_an_errand_is_its_owners_alone(world: World) -> None:
    owner = account(world)
    number = errands.begin(world.store, owner, "lettres", {}, world.now)

    assert errands.errand(world.store, owner + 1, number) is None


def test_an_errand_of_which_nothing_is_heard_has_stopped(world: World) -> None:
    owner, now = account(world), world.now
    number = errands.begin(world.store, owner, "import", {}, now)
    found = errands.errand(world.store, owner, number)

    assert found is not None
    assert not found.stopped(now + errands.SILENT)
    assert found.stopped(now + errands.SILENT + timedelta(seconds=1))


def test_errands_are_forgotten_after_a_month(world: World) -> None:
    owner, now = account(world), world.now
    errands.begin(world.store, owner, "import", {}, now)
    errands.begin(world.store, owner, "import", {}, now + errands.KEPT)
    kept = len(world.rows(Row))
    errands.begin(world.store, owner, "import", {}, now + errands.KEPT + timedelta(seconds=1))

    assert kept == 2
    assert len(world.rows(Row)) == 2
