"""The foyer: people of one demande RSA. One right, one dossier each (DOMAIN.md §0.18).

webRSA's files say the right of each person. Written by hand it is said of one only: the others'
dossiers are told to the BOP and changed by nobody else.
"""

from sqlalchemy import bindparam, func, select

from rules.actors import Role
from rules.situation import Act
from workflow.acts.cases import Case, subject_of
from workflow.acts.drafts import Draft
from workflow.database.queries import Query
from workflow.database.store import Tx
from workflow.post import notices, outbox
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne

OCCASION = "droit_du_foyer"

_DOSSIER, _LATER = table(Dossier), table(Dossier).alias()
_PERSONNE, _OWN = table(Personne), table(Personne).alias()

OTHERS = Query(
    select(
        *(_DOSSIER.c[name] for name in ("id", "state", "droit", "circonscription", "closed_at")),
        _PERSONNE.c.role,
    )
    .join_from(_OWN, _PERSONNE, _PERSONNE.c.numero_demande_rsa == _OWN.c.numero_demande_rsa)
    .join(_DOSSIER, _DOSSIER.c.personne_id == _PERSONNE.c.id)
    .where(
        _OWN.c.id == bindparam("personne_id"),
        _PERSONNE.c.id != _OWN.c.id,
        _DOSSIER.c.id
        == select(func.max(_LATER.c.id))
        .where(_LATER.c.personne_id == _PERSONNE.c.id)
        .scalar_subquery(),
    )
    .order_by(_DOSSIER.c.id)
)
"""The newest dossier of each other member of the foyer of ``personne_id``."""

_RIGHT_CLOSED = "clos_droit_ferme"


def tells_right(closed_at: int | None, state: str) -> bool:
    """Whether a dossier still says what the right is: one closed for another reason does not."""
    return closed_at is None or state == _RIGHT_CLOSED


def tell(tx: Tx, case: Case, made: Draft, act: Act, seq: int) -> int:
    """Tells each dossier of the foyer in which the right is not what this act makes it. Returns
    how many messages were written."""
    if act.actor.role is Role.IMPORT:
        return 0
    told = 0
    rows = tx.all(OTHERS, {"personne_id": case.personne_id})
    for other, state, droit, circonscription, closed, _ in rows:
        if droit == made.dossier["droit"] or not tells_right(closed, state):
            continue
        for recipient in notices.addresses(
            OCCASION, service=None, former_service=None, circonscription=circonscription
        ):
            outbox.write(
                tx,
                subject=subject_of(other),
                occasion=OCCASION,
                recipient=recipient,
                data={
                    "reference": f"dossier {other}",
                    "circonscription": circonscription,
                    "acte": act.event,
                    "autre_dossier": case.id,
                },
                key=f"dossier-{case.id}-{seq}-{OCCASION}-{other}",
                now=act.known,
            )
            told += 1
    return told
