"""What screens show of the differences between webRSA and here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from rules.access.grants import Right
from workflow.access.perimeter import WHOLE, Reader, visible
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.dossiers import instant_of
from workflow.tables.columns import table
from workflow.tables.post import Gap
from workflow.tables.subjects import Personne

_GAP, _PERSONNE = table(Gap), table(Personne)
_SORT = "constat"


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
    settled_by: str | None


def listing(
    store: Store,
    *,
    nature: str | None = None,
    dossier: int | None = None,
    settled: bool = False,
    reader: Reader = WHOLE,
    number: int | None = None,
    after: str | None = None,
    most: int = 50,
) -> list[GapLine]:
    """Up to ``most`` differences that the reader opens, oldest first; the open ones, or all with
    ``settled``; ``number``: that one. ``after``: the cursor of the last that was shown. Raises
    BadCursor."""
    where: list[ColumnElement[bool]] = [visible(reader, Right.ECART)]
    if number is not None:
        where.append(_GAP.c.id == number)
    if after is not None:
        at, last = Cursor.read(after, _SORT, False, (int, int)).key
        where.append(or_(_GAP.c.found_at > at, and_(_GAP.c.found_at == at, _GAP.c.id > last)))
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
                settled_by=row.settled_by,
            )
            for row in connection.execute(query)
        ]


def cursor(line: GapLine) -> str:
    """Where a list that ends with that difference goes on."""
    key = (to_micros(line.found), line.id)
    return Cursor(sort=_SORT, backwards=False, key=key).write()


def natures(store: Store, *, reader: Reader) -> dict[str, int]:
    """How many open differences of each nature the reader opens."""
    query = (
        select(_GAP.c.nature, func.count().label("number"))
        .where(_GAP.c.settled_at.is_(None), visible(reader, Right.ECART))
        .group_by(_GAP.c.nature)
        .order_by(_GAP.c.nature)
    )
    with store.read() as connection:
        return {row.nature: row.number for row in connection.execute(query)}
