"""The séances that somebody coordinates: page after page, and how many there are."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, tuple_

from rules.access.grants import Right
from rules.actors import Actor
from rules.deadlines.derivation import Status
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from workflow.access.perimeter import visible
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading import seances
from workflow.reading.cursors import Cursor, Page, paged
from workflow.reading.held_kinds import of_kind
from workflow.reading.lacking import IN_PREPARATION, lacking
from workflow.reading.seances import SeanceLine
from workflow.seances.yearly.meetings import GIVEN_UP
from workflow.tables.columns import table
from workflow.tables.subjects import Seance
from workflow.tables.trail import DeadlineRow

TO_COME = IN_PREPARATION | {"programmee"}
TO_WRITE = "tenue"
"""The state in which the compte rendu is awaited."""
_NEVER = 2**62
_SEANCE, _DEADLINE = table(Seance), table(DeadlineRow)


class Which(Enum):
    """Those that are asked for: to come, or whose compte rendu is to be written; to come, where
    something misses; to be written; over."""

    TO_COME = "to_come"
    LACKING = "lacking"
    TO_WRITE = "to_write"
    PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which séances, from ``since`` (included) to ``until``, in which circonscription (None:
    any)."""

    since: datetime
    until: datetime
    which: Which = Which.TO_COME
    circonscription: str | None = None


def listing(
    store: Store,
    rulebook: Rulebook,
    actor: Actor,
    wanted: Wanted,
    *,
    after: str | None = None,
    most: int = 12,
) -> Page[SeanceLine]:
    """Up to ``most`` of those that the actor coordinates and nobody gave up, the nearest deadline
    first, then by their dates; those that are past, the latest first. Raises BadCursor."""
    which = wanted.which
    order: tuple[ColumnElement[int], ...] = (
        func.coalesce(_due(), _NEVER),
        _SEANCE.c.held_at,
        _SEANCE.c.id,
    )
    if which is Which.PAST:
        order = (-_SEANCE.c.held_at, -_SEANCE.c.id)
    query = (
        seances.lines()
        .add_columns(*(one.label(f"place_{rank}") for rank, one in enumerate(order)))
        .where(*_theirs(rulebook, actor, wanted), _is_of(which, store.dialect, rulebook, wanted))
        .order_by(*order)
        .limit(most + 1)
    )
    if after is not None:
        cursor = Cursor.read(after, which.value, False, (int,) * len(order))
        query = query.where(tuple_(*order) > tuple_(*cursor.key))

    def place(row: Any) -> str:
        key = tuple(row[-len(order) :])
        return Cursor(sort=which.value, backwards=False, key=key).write()

    with store.read() as connection:
        found = paged(connection.execute(query).all(), most, place)
    return Page(lines=[seances.line(row) for row in found.lines], following=found.following)


def counts(store: Store, rulebook: Rulebook, actor: Actor, wanted: Wanted) -> Mapping[Which, int]:
    """How many there are of each, whichever is asked for."""
    query = select(
        *(func.count(case((_is_of(which, store.dialect, rulebook, wanted), 1))) for which in Which)
    ).where(*_theirs(rulebook, actor, wanted))
    with store.read() as connection:
        return dict(zip(Which, connection.execute(query).one(), strict=True))


def among(
    store: Store, rulebook: Rulebook, actor: Actor, numbers: Collection[int]
) -> list[SeanceLine]:
    """Those of these séances that the actor coordinates, given up or not, by their dates."""
    query = (
        seances.lines()
        .where(_SEANCE.c.id.in_(numbers), *_open_to(rulebook, actor))
        .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
    )
    with store.read() as connection:
        return [seances.line(row) for row in connection.execute(query)]


def _open_to(rulebook: Rulebook, actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield visible(actor, Right.SEANCE)
    yield of_kind(rulebook, lambda kind: int(actor.role in kind.coordinators)) == 1


def _theirs(rulebook: Rulebook, actor: Actor, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield from _open_to(rulebook, actor)
    yield _SEANCE.c.held_at >= to_micros(wanted.since)
    yield _SEANCE.c.held_at < to_micros(wanted.until)
    yield _SEANCE.c.state.not_in(GIVEN_UP)
    if wanted.circonscription is not None:
        yield _SEANCE.c.circonscription == wanted.circonscription


def _is_of(which: Which, dialect: str, rulebook: Rulebook, wanted: Wanted) -> ColumnElement[bool]:
    to_come = _SEANCE.c.state.in_(sorted(TO_COME))
    match which:
        case Which.TO_COME:
            return or_(to_come, _SEANCE.c.state == TO_WRITE)
        case Which.LACKING:
            return and_(to_come, or_(*_on_days_off(rulebook, wanted), lacking(rulebook, dialect)))
        case Which.TO_WRITE:
            return _SEANCE.c.state == TO_WRITE
        case Which.PAST:
            return _SEANCE.c.state.not_in(sorted(TO_COME))


def _on_days_off(rulebook: Rulebook, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Whether it is held on a day that is not worked, those that follow one another together."""
    calendar = rulebook.calendar

    def midnight(day: date) -> int:
        return to_micros(datetime.combine(day, time(), calendar.tz))

    first = max(rulebook.local_day(wanted.since), calendar.first_day)
    last = min(rulebook.local_day(wanted.until), calendar.last_day)
    days = (first + timedelta(days=rank) for rank in range((last - first).days + 1))
    for worked, several in groupby(days, calendar.is_worked):
        if not worked:
            run = list(several)
            yield and_(
                _SEANCE.c.held_at >= midnight(run[0]),
                _SEANCE.c.held_at < midnight(run[-1] + timedelta(days=1)),
            )


def _due() -> ColumnElement[int]:
    """The nearest deadline of each séance, or of the services that sit in it
    (``deadlines.next_of_seances``)."""
    return (
        select(func.min(_DEADLINE.c.due_at))
        .where(
            _DEADLINE.c.kind == SubjectKind.SEANCE.value,
            _DEADLINE.c.subject_id == _SEANCE.c.id,
            _DEADLINE.c.status == Status.OUVERTE.value,
        )
        .scalar_subquery()
    )
