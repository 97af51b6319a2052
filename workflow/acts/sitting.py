"""The services that sit in a séance, and those that shared their lines, for the guards that ask."""

from sqlalchemy import bindparam, select

from rules.seances.sight import Sight
from rules.subjects import SubjectKind
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import SeanceService
from workflow.tables.trail import FactRow

_SITS, _FACT = table(SeanceService), table(FactRow)
_SERVICES = Statement(
    select(_SITS.c.service_id)
    .where(_SITS.c.seance_id == bindparam("id"))
    .order_by(_SITS.c.service_id)
)

SHARED = select(_FACT.c.child).where(
    _FACT.c.kind == SubjectKind.SEANCE.value,
    _FACT.c.subject_id == bindparam("id"),
    _FACT.c.code == "tableau_partage",
    _FACT.c.annulled_by.is_(None),
)
"""The services that shared their lines in the séance ``id``."""
_SHARED = Statement(SHARED)


def of(tx: Tx, seance_id: int) -> frozenset[int]:
    """Their numbers."""
    return frozenset(row[0] for row in tx.all(_SERVICES, {"id": seance_id}))


def shared(tx: Tx, seance_id: int) -> frozenset[int]:
    """The numbers of those that shared their lines with the others."""
    return frozenset(row[0] for row in tx.all(_SHARED, {"id": seance_id}))


def sight(tx: Tx, seance_id: int, state: str) -> Sight:
    """What shows the lines of the séance, which is in that ``state``."""
    return Sight(state=state, sitting=of(tx, seance_id), shared=shared(tx, seance_id))
