"""The cycles: each subject concerned is told once that a month, or a year, began.

Told by the first sweep that comes, of the day on which it began; of every month that went by since
the last one that it was told, too, in order. Concerned are the ALI and the circonscriptions where
somebody has, or then had, an open dossier.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select

from rules.actors import SYSTEM, Genre
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Row, Store, Tx
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Service
from workflow.tables.trail import Cycle, JournalRow

_CYCLE, _SERVICE, _CIRCONSCRIPTION = table(Cycle), table(Service), table(Circonscription)
_DOSSIER, _ENTRY = table(Dossier), table(JournalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Concerned:
    """The subjects of a kind to whom months are told. ``awaiting``: the number and the key of those
    where somebody is followed and that the period was not told to; ``there``: whether somebody was
    followed between two instants where that key leads. ``data``: what is told of each, always."""

    kind: SubjectKind
    awaiting: Statement
    there: Statement
    data: Mapping[str, object]


def _concerned(
    kind: SubjectKind,
    number: ColumnElement[int],
    key: ColumnElement[Any],
    named: ColumnElement[Any],
    *only: ColumnElement[bool],
    **data: object,
) -> _Concerned:
    """``named``: the column of a dossier that leads to ``key``."""
    untold = ~exists().where(
        _CYCLE.c.month == bindparam("period"),
        _CYCLE.c.kind == kind.value,
        _CYCLE.c.subject_id == number,
    )
    followed = exists().where(named == key, _DOSSIER.c.closed_at.is_(None))
    return _Concerned(
        kind=kind,
        awaiting=Statement(select(number, key).where(*only, followed, untold).order_by(number)),
        there=Statement(
            select(_DOSSIER.c.id)
            .join_from(_DOSSIER, _ENTRY, _ENTRY.c.subject_id == _DOSSIER.c.id)
            .where(
                named == bindparam("key"),
                or_(_DOSSIER.c.closed_at.is_(None), _DOSSIER.c.closed_at >= bindparam("start")),
                *(_ENTRY.c.kind == SubjectKind.DOSSIER.value, _ENTRY.c.seq == 1),
                _ENTRY.c.at < bindparam("end"),
            )
            .limit(1)
        ),
        data=data,
    )


_ALI = _concerned(
    SubjectKind.SERVICE,
    _SERVICE.c.id,
    _SERVICE.c.id.label("key"),
    _DOSSIER.c.service_id,
    _SERVICE.c.genre == Genre.ALI.value,
    _SERVICE.c.active == 1,
    genre=Genre.ALI.value,
)
_PLACES = _concerned(
    SubjectKind.CIRCONSCRIPTION,
    _CIRCONSCRIPTION.c.id,
    _CIRCONSCRIPTION.c.code,
    _DOSSIER.c.circonscription,
)
_OF_MONTH = func.length(_CYCLE.c.month) == len("2026-03")
_LAST_TOLD = Statement(
    select(func.max(_CYCLE.c.month)).where(
        _OF_MONTH, _CYCLE.c.kind == bindparam("kind"), _CYCLE.c.subject_id == bindparam("id")
    )
)
_FIRST_TOLD = Statement(select(func.min(_CYCLE.c.month)).where(_OF_MONTH))
_CLAIM = insert_once(Cycle, "month", "kind", "subject_id")


class Due(NamedTuple):
    """A fact that a subject is to be told, and the period that it is told of once."""

    fact: str
    period: str
    first_day: date
    subject: Subject
    data: Mapping[str, object]


def due(store: Store, rulebook: Rulebook, now: datetime) -> list[Due]:
    """The cycle facts of the months and of the year that are not written yet. Those of a subject
    are in order: one that could not be written keeps those after it waiting."""
    with store.write() as tx:
        return list(_due(tx, rulebook, rulebook.local_day(now)))


def open_period(store: Store, rulebook: Rulebook, one: Due, now: datetime) -> bool:
    """Writes that fact, unless somebody else just did; whether it was written."""
    with store.write() as tx:
        claim = {
            "month": one.period,
            "kind": one.subject.kind.value,
            "subject_id": one.subject.id,
        }
        if not tx.run(_CLAIM, claim):
            return False
        began = datetime.combine(one.first_day, time(), tzinfo=rulebook.calendar.tz)
        act = Act(event=one.fact, actor=SYSTEM, occurred=began, known=now)
        offices.record_facts(tx, rulebook, one.subject, [one.fact], act, data=one.data)
        return True


def _due(tx: Tx, rulebook: Rulebook, today: date) -> Iterator[Due]:
    this, year = today.replace(day=1), today.replace(month=1, day=1)
    for whom in (_ALI, _PLACES):
        for subject, key in _awaiting(tx, whom, f"{this:%Y-%m}"):
            for month in _untold(tx, rulebook, whom, subject, key, this):
                if whom is _ALI or rulebook.territory.exists(key, month):
                    period = f"{month:%Y-%m}"
                    yield Due("cycle_mois", period, month, subject, {"mois": period, **whom.data})
    for subject, key in _awaiting(tx, _PLACES, f"{year:%Y}"):
        if rulebook.territory.exists(key, year):
            yield Due("cycle_annee", f"{year:%Y}", year, subject, {"annee": f"{year:%Y}"})


def _awaiting(tx: Tx, whom: _Concerned, period: str) -> Iterator[tuple[Subject, Any]]:
    """The subjects that the period is still to be told to, each with its key."""
    for number, key in tx.all(whom.awaiting, {"period": period}):
        yield Subject(whom.kind, number), key


def _untold(
    tx: Tx, rulebook: Rulebook, whom: _Concerned, subject: Subject, key: object, this: date
) -> Iterator[date]:
    """The first days of the months to tell a subject, oldest first: those since the last that it
    was told in which somebody was followed there, and this one. Whoever was never told any looks
    back to the first month that was told to anybody."""
    last = _month(tx.one(_LAST_TOLD, {"kind": subject.kind.value, "id": subject.id}))
    month = _month(tx.one(_FIRST_TOLD, {})) or this if last is None else _next(last)
    while month < this:
        start, end = (
            to_micros(datetime.combine(day, time(), tzinfo=rulebook.calendar.tz))
            for day in (month, _next(month))
        )
        if tx.one(whom.there, {"key": key, "start": start, "end": end}) is not None:
            yield month
        month = _next(month)
    yield this


def _month(row: Row | None) -> date | None:
    return None if row is None or row[0] is None else date.fromisoformat(f"{row[0]}-01")


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
