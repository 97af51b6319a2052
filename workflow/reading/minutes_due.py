"""The comptes rendus that are still to be sent: the séances that were held, the nearest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, tuple_

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.deadlines.derivation import OPEN
from rules.subjects import SubjectKind
from workflow.access.perimeter import visible
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor, Page, paged
from workflow.reading.dossiers import instant_of
from workflow.tables.columns import table
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import DeadlineRow

_RULE = "D3-COMPTE-RENDU"
_HELD = ("ouverte", "tenue")
_GONE = ("reporte", "retire")
_SORT, _NEVER = "terme", 2**62

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


def due(
    store: Store, reader: Bearer, *, after: str | None = None, most: int = 50
) -> Page[MinutesDue]:
    """Those that are open to the reader, the nearest deadline first. Raises BadCursor."""
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
    order = (func.coalesce(_DEADLINE.c.due_at, _NEVER), _SEANCE.c.held_at, _SEANCE.c.id)
    query = (
        select(
            *(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state")),
            *(counted.label("lines"), _DEADLINE.c.due_at),
        )
        .select_from(_SEANCE)
        .outerjoin(_DEADLINE, runs)
        .where(*_awaited(reader))
        .order_by(*order)
        .limit(most + 1)
    )
    if after is not None:
        key = Cursor.read(after, _SORT, False, (int,) * len(order)).key
        query = query.where(tuple_(*order) > tuple_(*key))
    with store.read() as connection:
        found = [
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
    return paged(found, most, _cursor)


def number(store: Store, reader: Bearer) -> int:
    """How many are open to the reader."""
    query = select(func.count()).select_from(_SEANCE).where(*_awaited(reader))
    with store.read() as connection:
        return connection.execute(query).scalar_one()


def _awaited(reader: Bearer) -> tuple[ColumnElement[bool], ...]:
    return _SEANCE.c.state.in_(_HELD), visible(reader, Right.SEANCE)


def _cursor(one: MinutesDue) -> str:
    due = _NEVER if one.due is None else to_micros(one.due)
    return Cursor(sort=_SORT, backwards=False, key=(due, to_micros(one.held), one.id)).write()
