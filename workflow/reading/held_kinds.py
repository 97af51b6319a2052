"""What the configuration says of the kind of a séance, as a column of a list of séances."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, Integer, and_, case, cast, null, or_

from rules.rulebook import Rulebook
from rules.seances.kinds import SeanceKind
from workflow.database.instants import to_micros
from workflow.tables.columns import table
from workflow.tables.subjects import Seance

_SEANCE = table(Seance)


def of_kind(
    rulebook: Rulebook, told: Callable[[SeanceKind], int | None]
) -> ColumnElement[int | None]:
    """What ``told`` answers of the kind of each séance, as it is on the day it is held, there
    (``Rulebook.kind_held``); nothing for a kind that the configuration no longer has."""
    found: list[tuple[ColumnElement[bool], int | ColumnElement[None]]] = []
    for code, kinds in rulebook.kinds.by_code.items():
        its, last = _SEANCE.c.genre == code, told(kinds[-1])
        if any(told(kind) != last for kind in kinds):
            tz = rulebook.calendar.tz
            found += [(and_(its, *_there(kind, tz)), _value(told(kind))) for kind in kinds]
        found.append((its, _value(last)))
    return cast(case(*found) if found else null(), Integer)


def _value(said: int | None) -> int | ColumnElement[None]:
    return null() if said is None else said


def _there(kind: SeanceKind, tz: tzinfo) -> Iterator[ColumnElement[bool]]:
    """When and where that is how the kind is."""
    if kind.valid_from is not None:
        yield _SEANCE.c.held_at >= _midnight(kind.valid_from, tz)
    if kind.valid_to is not None:
        yield _SEANCE.c.held_at < _midnight(kind.valid_to + timedelta(days=1), tz)
    if kind.circonscriptions is not None:
        there = _SEANCE.c.circonscription.in_(sorted(kind.circonscriptions))
        nowhere = _SEANCE.c.circonscription.is_(None)
        yield there if kind.territorial else or_(there, nowhere)


def _midnight(day: date, tz: tzinfo) -> int:
    return to_micros(datetime.combine(day, time(), tz))
