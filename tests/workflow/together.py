"""Several operators at once, each with a connection of its own, all starting at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from tests.workflow.build import World
from workflow.database.store import Store

T = TypeVar("T")


def at_once(world: World, acts: Sequence[Callable[[World], T]]) -> list[T | Exception]:
    """What each brought about: its answer, or what it raised."""
    start = Barrier(len(acts))

    def one(act: Callable[[World], T]) -> T | Exception:
        store = Store.open(world.store.engine.url.render_as_string(hide_password=False))
        own = World(store=store, rulebook=world.rulebook, now=world.now)
        try:
            start.wait()
            return act(own)
        except Exception as error:
            return error
        finally:
            store.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
