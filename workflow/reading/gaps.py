"""What screens show of the differences between webRSA and here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading.dossiers import instant_of
from workflow.tables.columns import table
from workflow.tables.post import Gap
from workflow.tables.subjects import Personne

_GAP, _PERSONNE = table(Gap), table(Personne)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """A difference between webRSA and here. ``nature`` is a code of ``workflow.gaps``."""

    id: int
    personne_id: int
    nom: str
    prenom: str
    dossier_id: int | None
    nature: str
    detail: Mapping[str, Any]
    file: str
    found: datetime
    settled: datetime | None


def listing(
    store: Store,
    *,
    nature: str | None = None,
    dossier: int | None = None,
    settled: bool = False,
    most: int = 50,
) -> list[GapLine]:
    """Up to ``most`` differences, oldest first; the open ones, or all with ``settled``."""
    where: list[ColumnElement[bool]] = []
    if not settled:
        where.append(_GAP.c.settled_at.is_(None))
    if nature is not None:
        where.append(_GAP.c.nature == nature)
    if dossier is not None:
        where.append(_GAP.c.dossier_id == dossier)
    query = (
        select(_GAP, _PERSONNE.c.nom, _PERSONNE.c.prenom)
        .join_from(_GAP, _PERSONNE)
        .where(*where)
        .order_by(_GAP.c.found_at, _GAP.c.id)
        .limit(most)
    )
    with store.read() as connection:
        return [
            GapLine(
                id=row.id,
                personne_id=row.personne_id,
                nom=row.nom,
                prenom=row.prenom,
                dossier_id=row.dossier_id,
                nature=row.nature,
                detail=json.loads(row.detail),
                file=row.file,
                found=from_micros(row.found_at),
                settled=instant_of(row.settled_at),
            )
            for row in connection.execute(query)
        ]
