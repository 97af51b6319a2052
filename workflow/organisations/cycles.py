"""The cycles: each subject concerned is told once that a month, or a year, began.

Told by the first sweep that comes, of the day on which it began; of every month, and year, that
went by since the last one that it was told, too, in order. Concerned are the ALI and the
circonscriptions where somebody has, or then had, an open dossier. A circonscription is told of a
year to come as soon as its programme covers it: it is to be published by the same day, whenever it
was made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select

from rules.actors import SYSTEM, Genre
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Store, Tx
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Seance, Service
from workflow.tables.trail import Cycle, JournalRow

_CYCLE, _SERVICE, _CIRCONSCRIPTION = table(Cycle), table(Service), table(Circonscription)
_DOSSIER, _SEANCE, _ENTRY = table(Dossier), table(Seance), table(JournalRow)


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
_LAST_TOLD = Statement(
    select(func.max(_CYCLE.c.month)).where(
        func.length(_CYCLE.c.month) == bindparam("length"),
        _CYCLE.c.kind == bindparam("kind"),
        _CYCLE.c.subject_id == bindparam("id"),
    )
)
_FIRST_TOLD = Statement(
    select(func.min(_CYCLE.c.month)).where(func.length(_CYCLE.c.month) == bindparam("length"))
)
_COVERED = Statement(
    select(_CIRCONSCRIPTION.c.id, _CIRCONSCRIPTION.c.code, _SEANCE.c.held_at)
    .join_from(_SEANCE, _CIRCONSCRIPTION, _CIRCONSCRIPTION.c.code == _SEANCE.c.circonscription)
    .where(
        _SEANCE.c.instance == Body.CONCERTATION.value,
        _SEANCE.c.state.not_in(("annulee", "reportee")),
        _SEANCE.c.held_at >= bindparam("since"),
    )
    .order_by(_CIRCONSCRIPTION.c.id, _SEANCE.c.held_at)
)
_TOLD = Statement(
    select(_CYCLE.c.month).where(
        _CYCLE.c.kind == SubjectKind.CIRCONSCRIPTION.value,
        _CYCLE.c.subject_id == bindparam("id"),
        _CYCLE.c.month == bindparam("period"),
    )
)
_CLAIM = insert_once(Cycle, "month", "kind", "subject_id")


class _Period(NamedTuple):
    """A month or a year. ``length``: how many characters of its first day name it; ``most``: how
    many days it has at most."""

    length: int
    most: int

    def name(self, first: date) -> str:
        """« 2026-03 », « 2026 »."""
        return first.isoformat()[: self.length]

    def first(self, day: date) -> date:
        """When the one of that day began."""
        return self.read(self.name(day))

    def next(self, first: date) -> date:
        """When the following one begins."""
        return self.first(first + timedelta(days=self.most))

    def read(self, name: str) -> date:
        """When the one of that name began."""
        return date.fromisoformat(name + "-01-01"[self.length - len("2026") :])


_MONTH, _YEAR = _Period(length=len("2026-03"), most=31), _Period(length=len("2026"), most=366)


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
    this, year = _MONTH.first(today), _YEAR.first(today)
    for whom in (_ALI, _PLACES):
        for subject, key in _awaiting(tx, whom, _MONTH.name(this)):
            for month in _untold(tx, rulebook, _MONTH, whom, subject, key, this):
                if whom is _ALI or rulebook.territory.exists(key, month):
                    period = _MONTH.name(month)
                    yield Due("cycle_mois", period, month, subject, {"mois": period, **whom.data})
    for subject, key in _awaiting(tx, _PLACES, _YEAR.name(year)):
        for one in _untold(tx, rulebook, _YEAR, _PLACES, subject, key, year):
            if rulebook.territory.exists(key, one):
                yield _year(subject, one)
    for subject, one in dict.fromkeys(_covered(tx, rulebook, _YEAR.next(year))):
        if tx.one(_TOLD, {"id": subject.id, "period": _YEAR.name(one)}) is None:
            yield _year(subject, one)


def _year(subject: Subject, first: date) -> Due:
    name = _YEAR.name(first)
    return Due("cycle_annee", name, first, subject, {"annee": name})


def _covered(tx: Tx, rulebook: Rulebook, since: date) -> Iterator[tuple[Subject, date]]:
    """The circonscriptions whose programme has an ICL-I then or later, each with the first day of
    its year."""
    for number, key, held_at in tx.all(_COVERED, {"since": to_micros(_midnight(rulebook, since))}):
        first = _YEAR.first(rulebook.local_day(from_micros(held_at)))
        if rulebook.territory.exists(key, first):
            yield Subject(SubjectKind.CIRCONSCRIPTION, number), first


def _awaiting(tx: Tx, whom: _Concerned, period: str) -> Iterator[tuple[Subject, Any]]:
    """The subjects that the period is still to be told to, each with its key."""
    for number, key in tx.all(whom.awaiting, {"period": period}):
        yield Subject(whom.kind, number), key


def _untold(
    tx: Tx,
    rulebook: Rulebook,
    period: _Period,
    whom: _Concerned,
    subject: Subject,
    key: object,
    this: date,
) -> Iterator[date]:
    """The first days of the periods to tell a subject, oldest first: those since the last that it
    was told in which somebody was followed there, and this one. Whoever was never told any looks
    back to the first that was told to anybody."""
    told = {"kind": subject.kind.value, "id": subject.id, "length": period.length}
    last, first = tx.one(_LAST_TOLD, told), tx.one(_FIRST_TOLD, {"length": period.length})
    if last is not None and last[0] is not None:
        one = period.next(period.read(last[0]))
    else:
        one = this if first is None or first[0] is None else period.read(first[0])
    while one < this:
        start, end = (to_micros(_midnight(rulebook, day)) for day in (one, period.next(one)))
        if tx.one(whom.there, {"key": key, "start": start, "end": end}) is not None:
            yield one
        one = period.next(one)
    yield this


def _midnight(rulebook: Rulebook, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=rulebook.calendar.tz)
