"""The files joined to dossiers and to their lines: what is told of them, never their bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.tableau import FileContent, Piece

_PIECE, _CONTENT = table(Piece), table(FileContent)


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLine:
    """A file. ``line`` None: it is the dossier's own. ``sort`` is presaisine or autre, ``size`` in
    bytes; ``service_id`` the one that joined it, None: the département. ``removed``: when it was
    taken away."""

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
    removed: datetime | None


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


def of_dossier(store: Store, dossier_id: int, *, removed: bool = False) -> list[PieceLine]:
    """The files of a dossier and of all its lines; with those taken away when ``removed``."""
    still = () if removed else (_PIECE.c.removed_at.is_(None),)
    with store.read() as connection:
        return _found(connection, _PIECE.c.dossier_id == dossier_id, *still)


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
    query = select(_PIECE).where(*which).order_by(_PIECE.c.id)
    return [_piece(row) for row in connection.execute(query)]


def _piece(row: Row[Any]) -> PieceLine:
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
        removed=instant_or_none(row.removed_at),
    )
