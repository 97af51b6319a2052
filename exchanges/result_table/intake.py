"""A table of results given back: each line by the act that its words mean, with its guards.

A line that already has its result is left as it is, so that a file given twice does nothing the
second time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from exchanges.result_table.reading import Asked, Reader, headings
from exchanges.result_table.vocabulary import vocabulary
from exchanges.tables.reader import open_table
from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.database.store import Store
from workflow.reading import agendas, seances
from workflow.seances.outcomes import results
from workflow.seances.outcomes.results import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What became of one line of the file. ``given``: what the act brought about, or would."""

    asked: Asked
    given: Given | None = None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every reason why nothing was recorded."""
        if self.asked.problem is not None:
            return (self.asked.problem,)
        return () if self.given is None else self.given.refusals

    @property
    def refused(self) -> bool:
        """Whether what the file asks was not done, or would not be."""
        return self.asked.problem is not None or (self.given is not None and self.given.left)


def give_results(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    path: Path,
    seance_id: int,
    *,
    rehearsed: bool,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Typed]:
    """Each line of the file, done or told why not, the others going on. ``act`` says who and when;
    its event and form are those of each line. Raises UnreadableFile, UnknownSeance before any."""
    table = open_table(path)
    kind = agendas.agenda(store, rulebook, seance_id).kind
    seance, lines, _ = seances.seance(store, seance_id)
    words = vocabulary(store, kind, seance.circonscription)
    header = headings(table, words)
    reader = Reader(
        seance=seance_id,
        words=words,
        columns=header.columns,
        known={line.id: line for line in lines},
        waiting={one.passage_id: one for one in results.awaited(store, seance_id)},
    )
    batch = f"resultats-{table.sha256[:16]}"
    for row in table.rows():
        if row.line <= header.line:
            continue
        typed = Typed(asked=reader.asked(row))
        if typed.asked.todo is not None:
            todo = typed.asked.todo
            wanted = replace(act, event=todo.event, data=todo.form)
            if rehearsed:
                (given,) = results.preview(store, rulebook, wanted, [todo.awaited])
            else:
                (given,) = results.give(store, rulebook, wanted, [todo.awaited], batch=batch)
            typed = replace(typed, given=given)
        if progress is not None:
            progress(1)
        yield typed
