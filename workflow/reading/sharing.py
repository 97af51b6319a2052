"""What a person agreed to share, and took back: another datum than the accord to be réorienté."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from workflow.database.instants import from_micros
from workflow.database.queries import Query
from workflow.tables.columns import table
from workflow.tables.trail import FactRow

_FACT = table(FactRow)
_GIVEN, _WITHDRAWN = "accord_partage_donne", "accord_partage_retire"
_OF_PERSON = Query(
    select(_FACT.c.code, _FACT.c.data, _FACT.c.occurred_at)
    .where(
        _FACT.c.personne_id == bindparam("whose"),
        _FACT.c.code.in_((_GIVEN, _WITHDRAWN)),
        _FACT.c.annulled_by.is_(None),
    )
    .order_by(_FACT.c.occurred_at, _FACT.c.known_at, _FACT.c.seq)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The accord to share information: the scopes in force with their dates, and the last
    withdrawal, which took back all that was given before it."""

    scopes: tuple[tuple[str, datetime], ...]
    withdrawn: datetime | None


def of_person(connection: Connection, personne_id: int) -> Sharing:
    """What the person agreed to share, in all their dossiers."""
    scopes: dict[str, datetime] = {}
    withdrawn = None
    for code, data, at in _OF_PERSON.rows(connection, whose=personne_id):
        if code == _WITHDRAWN:
            withdrawn = from_micros(at)
            scopes.clear()
        else:
            scopes[json.loads(data)["portee"]] = from_micros(at)
    return Sharing(scopes=tuple(scopes.items()), withdrawn=withdrawn)
