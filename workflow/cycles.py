"""The monthly cycles: at the first sweep of a month, each subject concerned is told so once.

Concerned are the ALI and the circonscriptions where somebody has an open dossier.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, exists, select

from rules.actors import SYSTEM, Genre
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow import offices
from workflow.statements import Statement, insert_once
from workflow.store import Store
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
                _CYCLE.c.month == bindparam("month"),
                _CYCLE.c.kind == kind.value,
                _CYCLE.c.subject_id == owner.c.id,
            ),
        )
        .where(_CYCLE.c.month.is_(None))
        .order_by(owner.c.id)
    )


_AWAITING = {
    SubjectKind.SERVICE: _awaiting(
        SubjectKind.SERVICE,
        select(_SERVICE.c.id).where(
            _SERVICE.c.genre == Genre.ALI.value,
            _SERVICE.c.active == 1,
            exists().where(_DOSSIER.c.service_id == _SERVICE.c.id, _DOSSIER.c.closed_at.is_(None)),
        ),
    ),
    SubjectKind.CIRCONSCRIPTION: _awaiting(
        SubjectKind.CIRCONSCRIPTION,
        select(_CIRCONSCRIPTION.c.id).where(
            exists().where(
                _DOSSIER.c.circonscription == _CIRCONSCRIPTION.c.code,
                _DOSSIER.c.closed_at.is_(None),
            )
        ),
    ),
}
_CLAIM = insert_once(Cycle, "month", "kind", "subject_id")


def open_month(store: Store, rulebook: Rulebook, now: datetime) -> int:
    """Writes the month's cycle facts that are not written yet; how many subjects were told."""
    month = f"{rulebook.local_day(now):%Y-%m}"
    told = 0
    act = Act(event="cycle_mois", actor=SYSTEM, occurred=now, known=now)
    for kind, awaiting in _AWAITING.items():
        with store.write() as tx:
            found = [row[0] for row in tx.all(awaiting, {"month": month})]
        for key in found:
            with store.write() as tx:
                claim = {"month": month, "kind": kind.value, "subject_id": key}
                if not tx.run(_CLAIM, claim):
                    continue
                data = {"mois": month}
                if kind is SubjectKind.SERVICE:
                    data["genre"] = Genre.ALI.value
                offices.record_facts(
                    tx,
                    rulebook,
                    Subject(kind, key),
                    ["cycle_mois"],
                    replace(act, occurred=now),
                    data=data,
                )
                told += 1
    return told
