"""A département of a million dossiers: a town that was lived in by its own acts, then multiplied by
the database.

A copy of somebody has the same life, in another place and a little earlier: their dossiers with
facts, chains and deadlines under numbers of their own, so that any act may follow. Whoever is
simply accompanied is in each copy, and in one copy of two their right was closed since; whoever
goes through the procedure is in one copy of eight. Twenty circonscriptions, five hundred services.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.web.town import live_in
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.post import Outbox
from workflow.tables.subjects import (
    Circonscription,
    Demande,
    Dossier,
    Passage,
    Personne,
    PersonneWord,
    Seance,
    SeanceService,
    Service,
)
from workflow.tables.trail import DeadlineRow, FactRow, Firing, JournalRow

WHOLE = 1_000_000
"""Dossiers of a département at full scale."""
_ASIDE = 8
"""In one copy of so many is whoever goes through the procedure."""
_PLACES, _SERVICES, _SEANCES = 10, 100, 300
"""How many times the circonscriptions, the services, the séances of the town are there."""
_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_SYLLABLES = "BALANORIDUMESOVITARECULOPAGINEHASYBOKILETUFRAZEDOMARUSICOVEPITOGALU"
_ORDINARY = ("accompagnement", "notifie", "a_orienter", "diagnostic_attendu", "clos_reoriente")
_INSTANTS = frozenset(
    "born_at opened_at closed_at anchor_at due_at next_at recorded_at inscribed_at occurred_at "
    "known_at fired_at held_at at created_at".split()
)
_NUMBERED = (Personne, Dossier, Demande, Passage, Seance, Service, Circonscription)
_NUMBERED_TOO = (DeadlineRow, Outbox)

_LATER = "o.{} - late"
_ENDED = "(ordinary = 1 AND n % 2 = 1)"
_LIVES = f"JOIN life ON person = o.{{}} JOIN copy ON ordinary = 1 OR n % {_ASIDE} = 0"
_RUNNING = f"{_LIVES} WHERE NOT {_ENDED}"


def raise_up(store: Store, scale: float) -> int:
    """Fills an empty migrated registry, unless it was before; how many dossiers there are."""
    if not _dossiers(store):
        live_in(store)
        with store.engine.connect().execution_options(writes=True) as connection:
            if store.dialect == "postgresql":
                # The rows of a copy hold together: none of their keys is worth being looked up.
                connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
                connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
            for statement in _statements(connection, int(WHOLE * scale)):
                connection.execute(sa.text(statement))
            connection.commit()
        _look_over(store)
    return _dossiers(store)


def _dossiers(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(sa.select(sa.func.count(Dossier.id))).scalar_one())


def _look_over(store: Store) -> None:
    """What a server in service does by itself as it fills up."""
    statement = "ANALYZE" if store.dialect == "sqlite" else "VACUUM ANALYZE"
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(statement))


def _statements(connection: sa.Connection, wanted: int) -> Iterator[str]:
    states = ", ".join(f"'{one}'" for one in _ORDINARY)
    yield (
        "CREATE TEMPORARY TABLE life AS SELECT personne_id AS person, "
        f"MIN(CASE WHEN state IN ({states}) THEN 1 ELSE 0 END) AS ordinary "
        "FROM dossier GROUP BY personne_id"
    )
    each = sa.text("SELECT ordinary, COUNT(*) FROM dossier JOIN life ON person = personne_id GROUP BY 1")
    found = {ordinary: number for ordinary, number in connection.execute(each)}
    copies = int((wanted - sum(found.values())) / (found[1] + found[0] / _ASIDE))
    steps = {
        str(model.__tablename__): connection.execute(
            sa.select(sa.func.max(table(model).c.id))
        ).scalar_one()
        for model in (*_NUMBERED, *_NUMBERED_TOO)
    }
    yield _copies(copies)
    for model, source, changes in _copied(steps):
        yield _insertion(model, source, changes)
    yield from _words()
    if connection.dialect.name == "postgresql":
        for name in steps:
            yield (
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM {name}))"
            )
    yield "DROP TABLE copy"
    yield "DROP TABLE life"


def _copies(copies: int) -> str:
    """The copies, each with its rank among those of places, services and séances, and by how much
    it is earlier."""
    seances = max(_PLACES, min(_SEANCES, copies // 1000 * _PLACES))
    return (
        "CREATE TEMPORARY TABLE copy AS WITH RECURSIVE counted(n) AS (SELECT CAST(1 AS BIGINT) "
        f"UNION ALL SELECT n + 1 FROM counted WHERE n < {copies}) "
        f"SELECT n, n % {_SERVICES} AS service, n % {seances} AS seance, "
        f"CASE WHEN n % {_PLACES} = 0 THEN '' ELSE '-' || (n % {_PLACES}) END AS suffix, "
        f"(n * 7919 % 720) * {_HOUR} AS late, n = 0 + n % {seances} AS seances, "
        f"n = n % {_SERVICES} AS services, n = n % {_PLACES} AS places FROM counted"
    )


Copied = tuple[type[SQLModel], str, Mapping[str, str]]


def _copied(steps: Mapping[str, int]) -> Iterator[Copied]:
    """Each table, which rows of it are in which copy, and what differs there."""
    shared = {
        "personne_id": f"o.personne_id + {steps['personne']} * n",
        "dossier_id": f"o.dossier_id + {steps['dossier']} * n",
        "demande_id": f"o.demande_id + {steps['demande']} * n",
        "seance_id": f"o.seance_id + {steps['seance']} * seance",
        "service_id": f"o.service_id + {steps['service']} * service",
        "service_souhaite": f"o.service_souhaite + {steps['service']} * service",
        "child": f"o.child + {steps['service']} * service",
        "circonscription": "o.circonscription || suffix",
        "creneau": "NULL",
        "webrsa_id": "NULL",
        "message_id": "o.message_id || '-' || n",
    }

    def number(model: type[SQLModel], rank: str = "n") -> dict[str, str]:
        return shared | {"id": f"o.id + {steps[str(model.__tablename__)]} * {rank}"}

    yield from _territory(number, shared)
    yield Personne, _LIVES.format("id"), number(Personne) | _who(steps["personne"])
    yield (
        Dossier,
        _LIVES.format("personne_id"),
        number(Dossier)
        | {
            "previous_id": f"o.previous_id + {steps['dossier']} * n",
            "state": f"CASE WHEN {_ENDED} AND o.closed_at IS NULL THEN 'clos_droit_ferme' "
            "ELSE o.state END",
            "closed_at": f"CASE WHEN {_ENDED} THEN COALESCE(o.closed_at, o.born_at + {_DAY}) "
            "- late ELSE o.closed_at - late END",
        },
    )
    yield Demande, _RUNNING.format("personne_id"), number(Demande)
    yield (
        Passage,
        f"JOIN dossier d ON d.id = o.dossier_id {_RUNNING}".replace("o.{}", "d.personne_id"),
        number(Passage),
    )
    yield from _trail(number, shared, steps)


def _territory(number, shared) -> Iterator[Copied]: ...
