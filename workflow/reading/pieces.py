"""The files joined to dossiers and to their lines: what is told of them, never their bytes."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select

from rules.access.grants import Right
from rules.subjects import SubjectKind
from workflow.access.perimeter import WHOLE, Reader
from workflow.access.resources import among
from workflow.acts.pieces import REMOVE
from workflow.database.instants import from_micros
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.reading.line_facts import Motivated, motivated
from workflow.tables.columns import table
from workflow.tables.tableau import FileContent, Piece
from workflow.tables.trail import JournalRow

_PIECE, _CONTENT, _JOURNAL = table(Piece), table(FileContent), table(JournalRow)
_OF_DOSSIER = Query(
    select(_PIECE).where(_PIECE.c.dossier_id == bindparam("number")).order_by(_PIECE.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLine:
    """A file. ``line`` None: it is the dossier's own. ``sort`` is presaisine or autre, ``size`` in
    bytes; ``service_id`` the one that joined it, None: the département. ``removed``: who took it
    away, when and why."""

    id: int
    dossier_id: int
    line: int | None
    sort: str
    name: str
    media_type: str
    size: int
    sha256: str
    service_id: int | None
    by: str
    at: datetime
    removed: Motivated | None


class UnknownPiece(LookupError):
    """No file bears that number."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"La pièce n° {number} n’existe pas.")


def of_lines(connection: Connection, lines: Sequence[int]) -> Mapping[int, tuple[PieceLine, ...]]:
    """The files of these lines that nobody took away, in the order in which they were joined."""
    found: dict[int, tuple[PieceLine, ...]] = {}
    for one in _found(connection, _PIECE.c.passage_id.in_(lines), _PIECE.c.removed_at.is_(None)):
        if one.line is not None:
            found[one.line] = (*found.get(one.line, ()), one)
    return found


def of_dossier(
    store: Store, dossier_id: int, *, removed: bool = False, reader: Reader = WHOLE
) -> list[PieceLine]:
    """The files of a dossier and of all its lines that the reader opens; with those taken away when
    ``removed``."""
    with store.read() as connection:
        rows = [
            row
            for row in _OF_DOSSIER.rows(connection, number=dossier_id)
            if removed or row.removed_at is None
        ]
        if reader is not WHOLE:
            opened = among(store, reader, Right.PIECE, [row.id for row in rows])
            rows = [row for row in rows if row.id in opened]
        return _told(connection, rows)


def piece(store: Store, number: int) -> PieceLine:
    """What is told of a file, taken away or not. Raises UnknownPiece."""
    with store.read() as connection:
        found = _found(connection, _PIECE.c.id == number)
    if not found:
        raise UnknownPiece(number)
    return found[0]


def content(store: Store, number: int) -> bytes:
    """The bytes of a file. Raises UnknownPiece."""
    query = (
        select(_CONTENT.c.content)
        .join_from(_PIECE, _CONTENT, _CONTENT.c.sha256 == _PIECE.c.sha256)
        .where(_PIECE.c.id == number)
    )
    with store.read() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        raise UnknownPiece(number)
    return bytes(found)


def _found(connection: Connection, *which: ColumnElement[bool]) -> list[PieceLine]:
    rows = connection.execute(select(_PIECE).where(*which).order_by(_PIECE.c.id)).all()
    return _told(connection, rows)


def _told(connection: Connection, rows: Sequence[Any]) -> list[PieceLine]:
    away = _removals(connection, {row.dossier_id for row in rows if row.removed_at is not None})
    return [_piece(row, away.get(row.id)) for row in rows]


def _removals(connection: Connection, dossiers: Collection[int]) -> Mapping[int, Motivated]:
    """By file, who took it away from these dossiers."""
    if not dossiers:
        return {}
    query = select(
        *(_JOURNAL.c[name] for name in ("actor", "role", "at", "personal", "body"))
    ).where(
        _JOURNAL.c.kind == SubjectKind.DOSSIER.value,
        _JOURNAL.c.subject_id.in_(dossiers),
        _JOURNAL.c.act == REMOVE,
    )
    return {
        json.loads(row.body)["valeurs"]["piece"]: motivated(row, from_micros(row.at))
        for row in connection.execute(query)
    }


def _piece(row: Row[Any], removed: Motivated | None) -> PieceLine:
    return PieceLine(
        id=row.id,
        dossier_id=row.dossier_id,
        line=row.passage_id,
        sort=row.sort,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        service_id=row.service_id,
        by=row.added_by,
        at=from_micros(row.added_at),
        removed=removed,
    )
