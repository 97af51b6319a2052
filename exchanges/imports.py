"""The import of webRSA's files: code lists first, then people, from the oldest.

Good lines are taken, each bad one is told with its number, field and reason. The same file twice
does nothing, and so does a person whose record has not changed. A trial does everything in one
transaction and rolls it back: what it says is exactly what the import would do.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from exchanges.counter import Counter
from exchanges.people_import import import_people
from exchanges.referential_import import import_referential
from exchanges.reports import FileReport
from exchanges.webrsa.filenames import Flow, flow_of
from exchanges.webrsa.problems import UnreadableFile
from workflow.store import Store, Tx


class _TrialOver(Exception):
    """Rolls a trial back."""


def import_files(
    store: Store,
    counter: Counter,
    paths: Sequence[Path],
    *,
    now: datetime,
    trial: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Iterator[FileReport]:
    """Imports each file, code lists first, then people from the oldest, and yields its report.

    ``progress`` receives increments, in people. People are taken a batch at a time, each batch in
    its own transaction; a trial holds a single one until the last report was taken. Raises
    UnreadableFile: nothing of that file was written, those before it were.
    """
    with _transactions(store, trial=trial) as write:
        for path, flow in _in_order(paths):
            if flow is Flow.REFERENTIEL:
                yield import_referential(write, counter, path, now=now)
            else:
                yield import_people(write, counter, path, now=now, progress=progress)


def _in_order(paths: Sequence[Path]) -> list[tuple[Path, Flow]]:
    """Code lists, then people; in each, oldest first, by the instant that ends their names."""
    flows = {path: flow_of(path) for path in paths}
    for path, flow in flows.items():
        if flow is Flow.CHANGES:
            raise UnreadableFile(path, "c’est un fichier envoyé à webRSA, pas un fichier reçu")
    return sorted(
        flows.items(), key=lambda one: (one[1] is not Flow.REFERENTIEL, one[0].stem[-19:])
    )


@contextmanager
def _transactions(
    store: Store, *, trial: bool
) -> Iterator[Callable[[], AbstractContextManager[Tx]]]:
    """How to open a transaction: each its own, or, for a trial, always the same one."""
    if not trial:
        yield store.write
        return
    try:
        with store.write() as tx:
            yield lambda: nullcontext(tx)
            raise _TrialOver
    except _TrialOver:
        pass
