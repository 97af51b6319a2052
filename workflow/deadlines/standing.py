"""What lists find their rows by, kept beside them: of a deadline, the service that owes it, the
circonscription where it is and the kind of its séance; of a dossier, its nearest deadline."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Table,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)

from rules.deadlines.derivation import Status
from rules.subjects import Subject, SubjectKind
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Offre, Personne, Seance
from workflow.tables.trail import DeadlineRow

_DEADLINE, _DOSSIER, _PERSONNE = table(DeadlineRow), table(Dossier), table(Personne)
_SEANCE, _PLACE, _OFFRE = table(Seance), table(Circonscription), table(Offre)
_C = _DEADLINE.c


def _its(
    column: ColumnElement[Any], key: ColumnElement[int], kind: SubjectKind | None = None
) -> ScalarSelect[Any]:
    """A column of the row of that number: the dossier or the person of a deadline, or the subject
    itself when it is of that kind."""
    owner = column.table
    assert isinstance(owner, Table)
    query = select(column).where(owner.c.id == key)
    if kind is not None:
        query = query.where(_C.kind == kind.value)
    return query.correlate(_DEADLINE).scalar_subquery()


SERVICE = func.coalesce(
    _C.child,
    _its(_DOSSIER.c.service_id, _C.dossier_id),
    _its(_OFFRE.c.service_id, _C.subject_id, SubjectKind.OFFRE),
    case((_C.kind == SubjectKind.SERVICE.value, _C.subject_id)),
)
"""The service that owes a deadline, as the rows that it is about say it."""
PLACE = func.coalesce(
    _its(_DOSSIER.c.circonscription, _C.dossier_id),
    _its(_PERSONNE.c.circonscription, _C.personne_id),
    _its(_SEANCE.c.circonscription, _C.subject_id, SubjectKind.SEANCE),
    _its(_PLACE.c.code, _C.subject_id, SubjectKind.CIRCONSCRIPTION),
    _its(_OFFRE.c.circonscription, _C.subject_id, SubjectKind.OFFRE),
)
"""The circonscription where a deadline is, as these rows say it."""
KIND = func.coalesce(
    _its(_SEANCE.c.genre, _C.subject_id, SubjectKind.SEANCE),
    _its(_SEANCE.c.genre, _C.seance_id),
)
"""The kind of the séance that a deadline is about, itself or the one in which its line is."""
NEAREST = (
    select(func.min(_C.due_at))
    .where(
        _C.personne_id == _DOSSIER.c.personne_id,
        _C.status == Status.OUVERTE.value,
        or_(
            _C.dossier_id == _DOSSIER.c.id,
            and_(_C.kind == SubjectKind.PERSONNE.value, _DOSSIER.c.closed_at.is_(None)),
        ),
    )
    .correlate_except(_DEADLINE)
    .scalar_subquery()
)
"""When the first deadline of a dossier is due, or of its person as long as it is open, as the
deadlines say it: a closed dossier may still await the answer to a recours."""

_KEPT = {"service_id": SERVICE, "circonscription": PLACE, "genre": KIND}
DEADLINES = (
    _DEADLINE.update()
    .where(or_(*(_C[name].is_distinct_from(found) for name, found in _KEPT.items())))
    .values(_KEPT)
)
DOSSIERS = (
    _DOSSIER.update().where(_DOSSIER.c.due_at.is_distinct_from(NEAREST)).values(due_at=NEAREST)
)
_DEADLINES_OF_PERSONNE = Statement(DEADLINES.where(_C.personne_id == bindparam("whose")))
_DOSSIERS_OF_PERSONNE = Statement(DOSSIERS.where(_DOSSIER.c.personne_id == bindparam("whose")))
_DEADLINES_OF_SUBJECT = Statement(
    DEADLINES.where(_C.kind == bindparam("of_kind"), _C.subject_id == bindparam("of_subject"))
)


def keep(tx: Tx, personne_id: int) -> None:
    """Keeps them of a person, of whom a deadline or a dossier changed. The person is locked."""
    tx.write(_DEADLINES_OF_PERSONNE, {"whose": personne_id})
    tx.write(_DOSSIERS_OF_PERSONNE, {"whose": personne_id})


def keep_of(tx: Tx, subject: Subject) -> None:
    """Keeps those of a séance, a service, an offer or a circonscription, which is locked."""
    tx.write(_DEADLINES_OF_SUBJECT, {"of_kind": subject.kind.value, "of_subject": subject.id})
