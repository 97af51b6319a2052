"""The cycles: at the first sweep of a month or of a year, each subject concerned is told so once.

Concerned are the ALI and the circonscriptions where somebody has an open dossier.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, select

from rules.actors import SYSTEM, Genre
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Store, Tx
from workflow.organisations import offices
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Service
from workflow.tables.trail import Cycle

_CYCLE, _SERVICE, _CIRCONSCRIPTION = table(Cycle), table(Service), table(Circonscription)
_DOSSIER = table(Dossier)


def _awaiting(kind: SubjectKind, subjects: Select[tuple[int]]) -> Statement:
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
    select(_CIRCONSCRIPTION.c.id).where(
        exists().where(
            _DOSSIER.c.circonscription == _CIRCONSCRIPTION.c.code,
            _DOSSIER.c.closed_at.is_(None),
        )
    ),
)
_CLAIM = insert_once(Cycle, "month", "kind", "subject_id")


class _Due(NamedTuple):
    """A fact that a subject is to be told, and the period that it is told of once."""

    fact: str
    period: str
    subject: Subject
    data: Mapping[str, object]


def open_periods(store: Store, rulebook: Rulebook, now: datetime) -> int:
    """Writes the cycle facts of the month and of the year that are not written yet; how many."""
    with store.write() as tx:
        due = list(_due(tx, rulebook.local_day(now)))
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
            act = Act(event=one.fact, actor=SYSTEM, occurred=now, known=now)
            offices.record_facts(tx, rulebook, one.subject, [one.fact], act, data=one.data)
            told += 1
    return told


def _due(tx: Tx, today: date) -> Iterator[_Due]:
    month, year = f"{today:%Y-%m}", f"{today:%Y}"
    for row in tx.all(_ALI, {"period": month}):
        of_ali = {"mois": month, "genre": Genre.ALI.value}
        yield _Due("cycle_mois", month, Subject(SubjectKind.SERVICE, row[0]), of_ali)
    for row in tx.all(_PLACES, {"period": month}):
        place = Subject(SubjectKind.CIRCONSCRIPTION, row[0])
        yield _Due("cycle_mois", month, place, {"mois": month})
    for row in tx.all(_PLACES, {"period": year}):
        place = Subject(SubjectKind.CIRCONSCRIPTION, row[0])
        yield _Due("cycle_annee", year, place, {"annee": year})
