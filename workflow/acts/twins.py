"""Another request that may be the same as this one: the BOP looks before it declares it
recevable."""

from sqlalchemy import and_, bindparam, or_, select

from workflow.acts.cases import Case
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Personne

_STATE, _LOOKS = "saisine_recue", frozenset({"declarer_recevable", ""})

_DEMANDE, _PERSONNE = table(Demande), table(Personne)
_OWN, _SELF = _DEMANDE.alias("own"), _PERSONNE.alias("self")
_TWIN = Statement(
    select(_DEMANDE.c.dossier_id)
    .join_from(_DEMANDE, _PERSONNE, _PERSONNE.c.id == _DEMANDE.c.personne_id)
    .join(_OWN, _OWN.c.id == bindparam("id"))
    .join(_SELF, _SELF.c.id == _OWN.c.personne_id)
    .where(
        _DEMANDE.c.closed_at.is_(None),
        _DEMANDE.c.id != _OWN.c.id,
        or_(
            _DEMANDE.c.numero_webrsa == _OWN.c.numero_webrsa,
            and_(
                _PERSONNE.c.numero_caf == _SELF.c.numero_caf,
                _PERSONNE.c.date_naissance == _SELF.c.date_naissance,
            ),
        ),
    )
    .order_by(_DEMANDE.c.id)
    .limit(1)
)


def of(tx: Tx, case: Case, event: str) -> int | None:
    """The dossier of another open request of the same number in webRSA, or of somebody who was born
    the same day under the same number at the CAF; None when there is none, or when the event does
    not look at it."""
    if event not in _LOOKS or case.dossier["state"] != _STATE or case.demande is None:
        return None
    row = tx.one(_TWIN, {"id": case.demande["id"]})
    return None if row is None else int(row[0])
