"""How a deadline came to its date, for a page: the law of its own time, the count, the strip."""

from dataclasses import dataclass

from entrypoints.web.visitors.visits import Visit
from entrypoints.words.counts import Cell, strip
from rules.deadlines.explanation import Explanation, explanation
from workflow.reading import lineages
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.lineages import Law
from workflow.recalculation.snapshots import UnknownSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A deadline explained: ``law`` is what it was counted by, ``cells`` the strip of its days."""

    line: DeadlineLine
    law: Law
    explained: Explanation
    cells: tuple[Cell, ...]


def counted(visit: Visit, line: DeadlineLine) -> Counted | None:
    """The count of a deadline; None when the law of its time was not kept."""
    try:
        law = lineages.law(visit.store, visit.rulebook, line)
    except UnknownSnapshot:
        return None
    explained = explanation(line.anchor, law.delay, law.calendar, line.adjustments)
    account = explained.account
    return Counted(
        line=line,
        law=law,
        explained=explained,
        cells=()
        if account is None
        else strip(account, explained.due, visit.now, visit.rulebook.calendar, closed=line.closed),
    )
