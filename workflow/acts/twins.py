"""Another request that may be the same as this one: the BOP looks before it declares it
recevable."""

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, exists, or_, select, union

from workflow.acts.cases import Case
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Personne

_STATE, _LOOKS = "saisine_recue", frozenset({"declarer_recevable", ""})

_DEMANDE, _PERSONNE = table(Demande), table(Personne)
_OTHER, _ALIKE = _DEMANDE.alias("other"), _PERSONNE.alias("other_person")


def _open(demande: FromClause) -> ColumnElement[bool]:
    return and_(_OTHER.c.closed_at.is_(None), _OTHER.c.id != demande.c.id)


def _same_number(demande: FromClause) -> ColumnElement[bool]:
    return and_(_OTHER.c.numero_webrsa == demande.c.numero_webrsa, _open(demande))


def _same_person(demande: FromClause, person: FromClause) -> ColumnElement[bool]:
    return and_(
        _ALIKE.c.numero_caf == person.c.numero_caf,
        _ALIKE.c.date_naissance == person.c.date_naissance,
        _OTHER.c.personne_id == _ALIKE.c.id,
        _open(demande),
    )


def any_of(demande: FromClause, person: FromClause) -> ColumnElement[bool]:
    """Whether there is one of a request and its person, for a list: by one number or the other,
    each along its index."""
    found = (_same_number(demande), _same_person(demande, person))
    return or_(*(exists().where(one).correlate(demande, person) for one in found))


_OWN = and_(_DEMANDE.c.id == bindparam("id"), _PERSONNE.c.id == _DEMANDE.c.personne_id)
_TWINS = union(
    select(_OTHER.c.id, _OTHER.c.dossier_id).where(_OWN, _same_number(_DEMANDE)),
    select(_OTHER.c.id, _OTHER.c.dossier_id).where(_OWN, _same_person(_DEMANDE, _PERSONNE)),
).subquery("twin")
_TWIN = Statement(select(_TWINS.c.dossier_id).order_by(_TWINS.c.id).limit(1))


def of(tx: Tx, case: Case, event: str) -> int | None:
    """The dossier of another open request of the same number in webRSA, or of somebody who was born
    the same day under the same number at the CAF; None when there is none, or when the event does
    not look at it."""
    if event not in _LOOKS or case.dossier["state"] != _STATE or case.demande is None:
        return None
    row = tx.one(_TWIN, {"id": case.demande["id"]})
    return None if row is None else int(row[0])
