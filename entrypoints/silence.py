"""A silence of the sweeps: no alert leaves, and nobody would know."""

from datetime import datetime, timedelta

import structlog

from workflow.database.store import Store
from workflow.post import outbox
from workflow.reading import deadlines

ABSENCE = timedelta(hours=1)
"""A silence that a human is told of."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def since(store: Store, now: datetime, longest: timedelta = ABSENCE) -> datetime | None:
    """The last sweep, when it is older than ``longest``; None before the first one."""
    last = deadlines.last_sweep(store)
    return None if last is None or now - last.at <= longest else last.at


def from_the_start(store: Store) -> bool:
    """Whether deadlines run and nothing was ever swept: somebody who looks at them is told. No
    message says it, since one that starts sweeps at once."""
    return deadlines.last_sweep(store) is None and deadlines.any_open(store)


def notice(store: Store, now: datetime, longest: timedelta = ABSENCE) -> bool:
    """Writes a message when there is a silence: one for each, whoever notices it, however often."""
    last = since(store, now, longest)
    if last is None:
        return False
    with store.write() as tx:
        outbox.write(
            tx,
            subject=outbox.NOWHERE,
            occasion="tic_absent",
            recipient="role:manager",
            data={"reference": "planificateur", "depuis": last.isoformat()},
            key=f"tic-absent-{last:%Y%m%dT%H%M%S%f}",
            now=now,
        )
    _log.warning("tick.absent", since=last.isoformat())
    return True
