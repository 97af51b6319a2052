"""How many lines a service has in a séance: from some on, it says in which order (S2, D15)."""

from sqlalchemy import bindparam, func, select

from rules.seances.kinds import SeanceKind
from rules.situation import DossierView, SeanceView
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage

_PASSAGE, _DOSSIER = table(Passage), table(Dossier)
_OTHERS = Statement(
    select(func.count())
    .select_from(_PASSAGE)
    .join(_DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
    .where(
        _PASSAGE.c.seance_id == bindparam("seance_id"),
        _PASSAGE.c.open == 1,
        _PASSAGE.c.dossier_id != bindparam("dossier_id"),
        _DOSSIER.c.service_id == bindparam("service_id"),
    )
)


def others(tx: Tx, kind: SeanceKind | None, seance: SeanceView | None, dossier: DossierView) -> int:
    """The lines of other dossiers of the service there; none where nobody counts them."""
    if kind is None or kind.priority_from is None or seance is None:
        return 0
    row = tx.one(
        _OTHERS,
        {"seance_id": seance.id, "dossier_id": dossier.id, "service_id": dossier.service_id},
    )
    return 0 if row is None else int(row[0])
