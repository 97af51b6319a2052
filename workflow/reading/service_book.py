"""The book of services: how each is reached, where it works, when it is open."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from rules.names import said_in
from workflow.database.store import Store
from workflow.reading.cursors import Cursor, in_order
from workflow.tables.columns import table
from workflow.tables.subjects import Service

_SERVICE = table(Service)
_SORT = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSheet:
    """A service in activity. ``circonscriptions`` empty: the whole département. What nobody said
    is None."""

    id: int
    label: str
    genre: str | None
    circonscriptions: tuple[str, ...]
    address: str | None
    telephone: str | None
    email: str | None
    hours: str | None


def listing(
    store: Store,
    *,
    words: str = "",
    circonscription: str | None = None,
    after: str | None = None,
    most: int = 50,
) -> list[ServiceSheet]:
    """Up to ``most`` services in activity, by name: those with these words in their name; those of
    a circonscription include the département's. ``after``: the ``cursor`` of the last one that was
    read. Raises BadCursor."""
    beyond = None if after is None else Cursor.read(after, _SORT, False, (str, int)).key
    with store.read() as connection:
        rows = connection.execute(select(_SERVICE).where(_SERVICE.c.active == 1)).all()
    found = [row for row in rows if said_in(words, row.libelle) and _works_in(row, circonscription)]
    return [_sheet(row) for row in in_order(found, _named, beyond)[:most]]


def _works_in(row: Row[Any], circonscription: str | None) -> bool:
    places = () if circonscription is None else json.loads(row.circonscriptions)
    return not places or circonscription in places


def _named(row: Row[Any]) -> tuple[str, int]:
    return row.libelle, row.id


def of_number(store: Store, number: int) -> ServiceSheet | None:
    """That one, when it is in activity."""
    query = select(_SERVICE).where(_SERVICE.c.active == 1, _SERVICE.c.id == number)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _sheet(row)


def cursor(sheet: ServiceSheet) -> str:
    """Where the list goes on after that service."""
    return Cursor(sort=_SORT, backwards=False, key=(sheet.label, sheet.id)).write()


def _sheet(row: Row[Any]) -> ServiceSheet:
    return ServiceSheet(
        id=row.id,
        label=row.libelle,
        genre=row.genre,
        circonscriptions=tuple(json.loads(row.circonscriptions)),
        address=row.adresse,
        telephone=row.telephone,
        email=row.email,
        hours=row.horaires,
    )
