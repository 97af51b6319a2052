"""The book of services: how each is reached, where it works, when it is open."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from workflow.database.store import Store
from workflow.reading.cursors import in_order
from workflow.tables.columns import table
from workflow.tables.subjects import Service

_SERVICE = table(Service)


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


def services(store: Store, *, only: int | None = None) -> list[ServiceSheet]:
    """The services in activity, by name; ``only`` that one."""
    query = select(_SERVICE).where(_SERVICE.c.active == 1)
    if only is not None:
        query = query.where(_SERVICE.c.id == only)
    with store.read() as connection:
        found = [
            ServiceSheet(
                id=row.id,
                label=row.libelle,
                genre=row.genre,
                circonscriptions=tuple(json.loads(row.circonscriptions)),
                address=row.adresse,
                telephone=row.telephone,
                email=row.email,
                hours=row.horaires,
            )
            for row in connection.execute(query)
        ]
    return in_order(found, lambda one: (one.label, one.id))
