"""The other lines that a service has in a séance, and the place that it gives each (S2, D15)."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from rules.seances.kinds import SeanceKind
from rules.situation import Act, DossierView, SeanceView
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage

_PASSAGE, _DOSSIER = table(Passage), table(Dossier)
_OTHERS = Statement(
    select(_PASSAGE.c.id, _PASSAGE.c.priorite)
    .join(_DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
    .where(
        _PASSAGE.c.seance_id == bindparam("seance_id"),
        _PASSAGE.c.open == 1,
        _PASSAGE.c.dossier_id != bindparam("dossier_id"),
        _DOSSIER.c.service_id == bindparam("service_id"),
    )
    .order_by(_PASSAGE.c.id)
)


def holder(tx: Tx, seance_id: int, dossier: Mapping[str, object], place: int) -> int | None:
    """The line of another dossier of the same service that has that place there."""
    key = {"seance_id": seance_id, "dossier_id": dossier["id"], "service_id": dossier["service_id"]}
    return next((line for line, given in tx.all(_OTHERS, key) if given == place), None)


def others(
    tx: Tx,
    kind: SeanceKind | None,
    seance: SeanceView | None,
    dossier: DossierView,
    act: Act,
    given: Mapping[int, int],
) -> Mapping[int, int | None]:
    """The lines of other dossiers of the service there, each at the place that the lot of the act
    has ``given`` it, or has; none where nobody counts them and the act gives no place."""
    counts = kind is not None and kind.priority_from is not None
    if seance is None or not (counts or "priorite" in (act.data or {})):
        return {}
    key = {"seance_id": seance.id, "dossier_id": dossier.id, "service_id": dossier.service_id}
    return {row[0]: given.get(row[0], row[1]) for row in tx.all(_OTHERS, key)}
