"""The import of files: webRSA's code lists first, then its people, from the oldest, then what the
ALI told webRSA, then the tables of organisations.

Good lines are taken, each bad one is told with its number, field and reason. The same file twice
does nothing, and so does a person whose record has not changed. A trial does everything in one
transaction and rolls it back: what it says is exactly what the import would do.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from exchanges.appointments import import_appointments
from exchanges.counter import Counter
from exchanges.people_import import import_people
from exchanges.referential_import import import_referential
from exchanges.reports import FileReport
from exchanges.tables.reader import is_table
from exchanges.tables.table_import import Asked, import_table
from exchanges.webrsa.filenames import Flow, flow_of
from workflow.database.store import Store, Transact, Tx

T = TypeVar("T")


def import_files(
    store: Store,
    counter: Counter,
    paths: Sequence[Path],
    *,
    now: datetime,
    trial: bool = False,
    tables: Asked | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[FileReport]:
    """Imports each file, code lists first, then people from the oldest, and yields its report.

    ``progress`` receives increments, in people or lines. They are taken a batch at a time, each
    batch in its own transaction (taken again when it met an operator's act); a trial holds a single
    one until the last report was taken.
    ``tables`` is what is asked of those that are tables. Raises UnreadableFile: nothing of that
    file was written, those before it were.
    """
    with _transactions(store, trial=trial) as transact:
        for path, flow in _in_order(paths):
            if flow is Flow.REFERENTIEL:
                yield import_referential(transact, counter, path, now=now)
            elif flow is Flow.PEOPLE:
                yield import_people(transact, counter, path, now=now, progress=progress)
            elif flow is Flow.CHANGES:
                yield import_appointments(transact, counter, path, now=now, progress=progress)
            else:
                asked = tables or Asked()
                yield import_table(transact, counter, path, asked, now=now, progress=progress)


_RANKS = {flow: rank for rank, flow in enumerate((Flow.REFERENTIEL, Flow.PEOPLE, Flow.CHANGES))}


def _in_order(paths: Sequence[Path]) -> list[tuple[Path, Flow | None]]:
    """webRSA's by kind, oldest first, by the instant that ends their names; then tables, as they
    were given."""
    flows = {path: None if is_table(path) else flow_of(path) for path in paths}
    return sorted(
        flows.items(),
        key=lambda one: (
            (len(_RANKS), "") if one[1] is None else (_RANKS[one[1]], one[0].stem[-19:])
        ),
    )


@contextmanager
def _transactions(store: Store, *, trial: bool) -> Iterator[Transact]:
    """How to work in a transaction: each its own, or, for a trial, always the same one."""
    if not trial:
        yield store.attempt
        return
    with store.rehearse() as tx:

        def within(work: Callable[[Tx], T]) -> T:
            return work(tx)

        yield within
