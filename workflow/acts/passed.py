"""The passages of one thing: a line, and those that were put off before it.

What was said of a line before it was put off still holds: the day of its request, its urgency, its
guests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import bindparam, select

from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Passage

_LINE = table(Passage)
_HERE = _LINE.alias("here")
_COLUMNS = tuple(
    _LINE.c[name]
    for name in (
        *("id", "seance_id", "dossier_id", "nature", "demande_id", "state"),
        *("urgent", "venue", "inscribed_at"),
    )
)
_OF_DOSSIER = Statement(
    select(*_COLUMNS).where(_LINE.c.dossier_id == bindparam("id")).order_by(_LINE.c.id.desc())
)
_AROUND = Statement(
    select(*_COLUMNS)
    .where(
        _LINE.c.dossier_id.in_(
            select(_HERE.c.dossier_id).where(_HERE.c.seance_id == bindparam("id"))
        )
    )
    .order_by(_LINE.c.id.desc())
)
_PUT_OFF = frozenset({"reporte", "ajourne"})


@dataclass(frozen=True, slots=True)
class Passed:
    """A passage: what it is about, what became of it, what is said once for all of them.
    ``inscribed`` in microseconds since 1970."""

    id: int
    seance_id: int
    dossier_id: int
    nature: str
    demande_id: int | None
    state: str
    urgent: int | None
    venue: int | None
    inscribed: int

    def follows(self, earlier: "Passed") -> bool:
        """Whether it is a later passage of the same thing."""
        same = (self.dossier_id, self.nature, self.demande_id)
        return earlier.id < self.id and same == (
            *(earlier.dossier_id, earlier.nature, earlier.demande_id),
        )


def of_line(tx: Tx, line_id: int, dossier_id: int) -> Sequence[Passed]:
    """The line, then the passages that put it off, the latest first."""
    passages = [Passed(*row) for row in tx.all(_OF_DOSSIER, {"id": dossier_id})]
    return _thing(next(one for one in passages if one.id == line_id), passages)


def of_seance(tx: Tx, seance_id: int) -> Mapping[int, Sequence[Passed]]:
    """The same of every line of a séance, open or not, by number."""
    passages = [Passed(*row) for row in tx.all(_AROUND, {"id": seance_id})]
    return {
        line.id: _thing(line, passages)
        for line in reversed(passages)
        if line.seance_id == seance_id
    }


def _thing(line: Passed, passages: Iterable[Passed]) -> list[Passed]:
    earlier = (one for one in passages if line.follows(one))
    return [line, *takewhile(lambda one: one.state in _PUT_OFF, earlier)]


def last_said(said: Iterable[int | None]) -> int | None:
    """What was said last, the latest passage being the first."""
    return next((one for one in said if one is not None), None)
