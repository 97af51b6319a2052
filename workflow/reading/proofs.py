"""What the nightly reconciliations left behind."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.law import Reconciliation

_PROOF = table(Reconciliation)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationProof:
    """One comparison: what was looked at, how many gaps were found, the first of them."""

    at: datetime
    subjects: int
    deadlines: int
    found: int
    detail: Sequence[Mapping[str, Any]]
    by: str


def last_reconciliation(store: Store) -> ReconciliationProof | None:
    """The newest proof; None before the first comparison."""
    query = select(_PROOF).order_by(_PROOF.c.at.desc(), _PROOF.c.id.desc()).limit(1)
    with store.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    return ReconciliationProof(
        at=from_micros(row.at),
        subjects=row.subjects,
        deadlines=row.deadlines,
        found=row.found,
        detail=json.loads(row.detail),
        by=row.by,
    )
