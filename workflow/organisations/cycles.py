"""The cycles: each subject concerned is told once that a month, or a year, began.

Told by the first sweep that comes, of the day on which it began; of every month that went by since
the last one that was told, too. Concerned are the ALI and the circonscriptions where somebody has
an open dossier.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, func, select

from rules.actors import SYSTEM, Genre
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.territory import Territory
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Store, Tx
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Service
from workflow.tables.trail import Cycle

_CYCLE, _SERVICE, _CIRCONSCRIPTION = table(Cycle), table(Service), table(Circonscription)
_DOSSIER = table(Dossier)


def _awaiting(kind: SubjectKind, subjects: Select[*tuple[Any, ...]]) -> Statement:
    owner = subjects.get_final_froms()[0]
    return Statement(
        subjects.outerjoin(
            _CYCLE,
            and_(
                _CYCLE.c.month == bindparam("period"),
                _CYCLE.c.kind == kind.value,
                _CYCLE.c.subject_id == owner.c.id,
            ),
        )
        .where(_CYCLE.c.month.is_(None))
        .order_by(owner.c.id)
    )


_ALI = _awaiting(
    SubjectKind.SERVICE,
    select(_SERVICE.c.id).where(
        _SERVICE.c.genre == Genre.ALI.value,
        _SERVICE.c.active == 1,
        exists().where(_DOSSIER.c.service_id == _SERVICE.c.id, _DOSSIER.c.closed_at.is_(None)),
    ),
)
_PLACES = _awaiting(
    SubjectKind.CIRCONSCRIPTION,
    select(_CIRCONSCRIPTION.c.id, _CIRCONSCRIPTION.c.code).where(
        exists().where(
            _DOSSIER.c.circonscription == _CIRCONSCRIPTION.c.code,
            _DOSSIER.c.closed_at.is_(None),
        )
    ),
)
_LAST_MONTH = Statement(
    select(func.max(_CYCLE.c.month)).where(func.length(_CYCLE.c.month) == len("2026-03"))
)
_CLAIM = insert_once(Cycle, "month", "kind", "subject_id")


class _Due(NamedTuple):
    """A fact that a subject is to be told, and the period that it is told of once."""

    fact: str
    period: str
    first_day: date
    subject: Subject
    data: Mapping[str, object]


def open_periods(store: Store, rulebook: Rulebook, now: datetime) -> int:
    """Writes the cycle facts of the month and of the year that are not written yet; how many."""
    with store.write() as tx:
        due = list(_due(tx, rulebook.territory, rulebook.local_day(now)))
    told = 0
    for one in due:
        with store.write() as tx:
            claim = {
                "month": one.period,
                "kind": one.subject.kind.value,
                "subject_id": one.subject.id,
            }
            if not tx.run(_CLAIM, claim):
                continue
            began = datetime.combine(one.first_day, time(), tzinfo=rulebook.calendar.tz)
            act = Act(event=one.fact, actor=SYSTEM, occurred=began, known=now)
            offices.record_facts(tx, rulebook, one.subject, [one.fact], act, data=one.data)
            told += 1
    return told


def _due(tx: Tx, territory: Territory, today: date) -> Iterator[_Due]:
    for month in _untold(tx, today):
        period = f"{month:%Y-%m}"
        for row in tx.all(_ALI, {"period": period}):
            of_ali = {"mois": period, "genre": Genre.ALI.value}
            yield _Due("cycle_mois", period, month, Subject(SubjectKind.SERVICE, row[0]), of_ali)
        for place in _places(tx, territory, period, month):
            yield _Due("cycle_mois", period, month, place, {"mois": period})
    year = today.replace(month=1, day=1)
    for place in _places(tx, territory, f"{year:%Y}", year):
        yield _Due("cycle_annee", f"{year:%Y}", year, place, {"annee": f"{year:%Y}"})


def _places(tx: Tx, territory: Territory, period: str, first_day: date) -> Iterator[Subject]:
    """The circonscriptions that the period is still to be told to: those that there were when it
    began."""
    for number, code in tx.all(_PLACES, {"period": period}):
        if territory.exists(code, first_day):
            yield Subject(SubjectKind.CIRCONSCRIPTION, number)


def _untold(tx: Tx, today: date) -> Iterator[date]:
    """The first days of the months to tell, oldest first: those since the last told, and this
    one. A base that was never swept begins with this one."""
    this = today.replace(day=1)
    told = tx.one(_LAST_MONTH, {})
    last = None if told is None or told[0] is None else date.fromisoformat(f"{told[0]}-01")
    month = this if last is None else min(_next(last), this)
    while month <= this:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
