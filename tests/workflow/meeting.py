"""Two transactions of PostgreSQL that each hold what the other wants."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

T = TypeVar("T")

_WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
_SECONDS = 20


def given_up(other: Connection, wanted: str, act: Callable[[], T]) -> T:
    """What the act answers although PostgreSQL gave it up once for the other transaction's sake:
    the other holds something already, and wants this too as soon as the act waits for it."""
    other.execute(sa.text(f"SET deadlock_timeout = '{_SECONDS}s'"))  # never the victim
    return once_waiting(other, act, lambda: other.execute(sa.text(wanted)))


def once_waiting(
    other: Connection, act: Callable[[], T], then: Callable[[], object] = lambda: None
) -> T:
    """What the act answers; the other transaction goes on, and commits, once the act waits."""
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(act)
        gives_up = time.monotonic() + _SECONDS
        while not other.scalar(_WAITING) and not answer.done():
            assert time.monotonic() < gives_up
            time.sleep(0.01)
        then()
        other.commit()
        return answer.result(_SECONDS)
