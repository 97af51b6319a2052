"""A service as guards see it: there are few, and they are read all day."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import bindparam, select

from rules.actors import Genre
from rules.situation import ServiceView
from workflow.database.canonical import decode
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Service

COLUMNS = ("id", "libelle", "genre", "active", "circonscriptions", "adresse", "telephone")
"""Those that make a ``ServiceView``, in the order that ``view`` takes them."""

_SERVICE = table(Service)
_BY_ID = Statement(
    select(*(_SERVICE.c[name] for name in COLUMNS)).where(_SERVICE.c.id == bindparam("id"))
)


def service(tx: Tx, number: int) -> ServiceView | None:
    """The service of that number in the referential."""
    row = tx.one(_BY_ID, {"id": number})
    return None if row is None else view(*row)


def services_of(tx: Tx, numbers: Iterable[int]) -> dict[int, ServiceView]:
    """Those of these services that the referential has."""
    found = tx.each(_BY_ID, [{"id": number} for number in numbers])
    return {row[0]: view(*row) for rows in found for row in rows}


@lru_cache(maxsize=512)
def view(
    number: int,
    label: str,
    genre: str | None,
    active: int,
    places: str,
    address: str | None,
    telephone: str | None,
) -> ServiceView:
    """What guards see of a service. ``reachable``: a letter can give its address or telephone."""
    return ServiceView(
        id=number,
        label=label,
        genre=None if genre is None else Genre(genre),
        active=bool(active),
        circonscriptions=frozenset(decode(places)),
        reachable=bool(address or telephone),
    )
