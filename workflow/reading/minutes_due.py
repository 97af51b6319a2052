"""The comptes rendus that are still to be sent: the séances that were held, the nearest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.deadlines.derivation import OPEN
from rules.subjects import SubjectKind
from workflow.access.perimeter import visible
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading.dossiers import instant_of
from workflow.tables.columns import table
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import DeadlineRow

_RULE = "D3-COMPTE-RENDU"
_HELD = ("ouverte", "tenue")
_GONE = ("reporte", "retire")

_SEANCE, _PASSAGE, _DEADLINE = table(Seance), table(Passage), table(DeadlineRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesDue:
    """A séance whose compte rendu is to be sent. ``due`` None: nothing runs yet; ``lines``: how
    many situations it had."""

    id: int
    genre: str
    circonscription: str | None
    held: datetime
    state: str
    lines: int
    due: datetime | None


def due(store: Store, reader: Bearer, *, most: int = 100) -> list[MinutesDue]:
    """Those that are open to the reader, the nearest deadline first."""
    counted = (
        select(func.count())
        .where(_PASSAGE.c.seance_id == _SEANCE.c.id, _PASSAGE.c.state.not_in(_GONE))
        .scalar_subquery()
    )
    runs = and_(
        _DEADLINE.c.kind == SubjectKind.SEANCE.value,
        _DEADLINE.c.subject_id == _SEANCE.c.id,
        _DEADLINE.c.rule == _RULE,
        _DEADLINE.c.status.in_(tuple(one.value for one in OPEN)),
    )
    query = (
        select(
            *(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state")),
            *(counted.label("lines"), _DEADLINE.c.due_at),
        )
        .select_from(_SEANCE)
        .outerjoin(_DEADLINE, runs)
        .where(_SEANCE.c.state.in_(_HELD), visible(reader, Right.SEANCE))
        .order_by(_DEADLINE.c.due_at.is_(None), _DEADLINE.c.due_at, _SEANCE.c.held_at)
        .limit(most)
    )
    with store.read() as connection:
        return [
            MinutesDue(
                id=row.id,
                genre=row.genre,
                circonscription=row.circonscription,
                held=from_micros(row.held_at),
                state=row.state,
                lines=row.lines,
                due=instant_of(row.due_at),
            )
            for row in connection.execute(query)
        ]
