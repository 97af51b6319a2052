"""The services that sit in a séance, for the guards that ask."""

from sqlalchemy import bindparam, select

from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import SeanceService

_SITS = table(SeanceService)
_SERVICES = Statement(
    select(_SITS.c.service_id)
    .where(_SITS.c.seance_id == bindparam("id"))
    .order_by(_SITS.c.service_id)
)


def of(tx: Tx, seance_id: int) -> frozenset[int]:
    """Their numbers."""
    return frozenset(row[0] for row in tx.all(_SERVICES, {"id": seance_id}))
