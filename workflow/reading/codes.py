"""What the fields of acts accept that the registry knows: webRSA’s lists, services, places."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.reading import dossiers
from workflow.tables.columns import table
from workflow.tables.subjects import CodeLine

LISTS: Mapping[str, str] = {
    "motif_code": dossiers.MOTIVES,
    "type_orientation": dossiers.TYPES,
    "referent": "referents",
}
"""Field of an act → webRSA's list of its codes."""

_CODE = table(CodeLine)
_LABELS = Query(
    select(_CODE.c.identifiant, _CODE.c.libelle).where(_CODE.c.liste == bindparam("name"))
)
_SERVICE = "structurereferente_id"
"""Where webRSA's line of a référent names their service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that a field accepts, as it is typed, and what it means."""

    value: str
    label: str


def of_list(store: Store, name: str) -> list[Value]:
    """The codes in use of one of webRSA's lists, a référent with their service; none as long as
    no file has given the list."""
    query = (
        select(_CODE.c.identifiant, _CODE.c.libelle, _CODE.c.extra)
        .where(_CODE.c.liste == name, _CODE.c.active == 1)
        .order_by(_CODE.c.identifiant)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    services = {str(one.id): one.label for one in dossiers.services(store)}
    found = []
    for row in rows:
        service = services.get(str(json.loads(row.extra).get(_SERVICE)))
        label = row.libelle if service is None else f"{row.libelle}, {service}"
        found.append(Value(value=str(row.identifiant), label=label))
    return found


def labels(store: Store, name: str) -> dict[int, str]:
    """The codes of one of webRSA's lists, in use or no longer: identifiant → libellé."""
    with store.read() as connection:
        return _LABELS.pairs(connection, name=name)


def of_services(store: Store) -> list[Value]:
    """The services in activity."""
    return [
        Value(value=str(one.id), label=one.label) for one in dossiers.services(store) if one.active
    ]


def of_circonscriptions(store: Store) -> list[Value]:
    """The circonscriptions."""
    return [
        Value(value=code, label=label) for code, label in dossiers.circonscriptions(store).items()
    ]
