"""A département of a million dossiers: a town that was lived in by its own acts, then multiplied by
the database.

A copy of somebody has the same life, in another place and a little earlier: their dossiers with
facts, chains and deadlines under numbers of their own, so that any act may follow. Whoever is
simply accompanied is in each copy, and in six copies of thirteen their right was closed since;
whoever goes through the procedure is in one copy of seven. In one copy of thirty-one what is past
and alerted in the town is so too; elsewhere its dates are to come. Twenty circonscriptions, five
hundred services; séances of a few tens of lines.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.web.town import live_in
from tests.workflow.build import ELSEWHERE, HERE
from workflow.database.store import Store
from workflow.deadlines import standing
from workflow.tables.columns import table
from workflow.tables.post import Outbox
from workflow.tables.subjects import (
    Circonscription,
    Demande,
    Dossier,
    Passage,
    Personne,
    Seance,
    SeanceService,
    Service,
)
from workflow.tables.trail import DeadlineRow, FactRow, Firing, JournalRow

WHOLE = 1_000_000
"""Dossiers of a département at full scale."""
_ASIDE, _LATE, _CYCLE, _CLOSED = 7, 31, 13, 6
"""In one copy of so many is whoever goes through the procedure; in one of so many are the delays of
the town past and the alerts told; of so many, so many have a right that was closed. None of them
divides what follows: every place, service and séance has its share of each."""
_PLACES, _SERVICES, _SEANCES = 10, 100, 600
"""How many times the circonscriptions, the services and the séances of the town are there."""
_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_ORDINARY = "'accompagnement', 'notifie', 'a_orienter', 'diagnostic_attendu', 'clos_reoriente'"
_SYLLABLES = "BALANORIDUMESOVITARECULOPAGINEHASYBOKILETUFAZEDOMARUSICOVEPITOGA"
_UP = {
    name: f"CASE WHEN n % {_LATE} = 0 THEN {value} END"
    for name, value in (("height", "o.height"), ("up_since", "o.up_since - late"))
}
"""Nothing went up where no alert was told."""
_INSTANTS = frozenset(
    (
        *("born_at", "opened_at", "closed_at", "anchor_at", "due_at", "next_at", "recorded_at"),
        *("inscribed_at", "occurred_at", "known_at", "fired_at", "held_at", "at"),
        *("created_at", "not_before", "routed_at", "written_at"),
    )
)

_MARGIN = (
    f"CASE WHEN n % {_LATE} = 0 OR o.closed_at IS NOT NULL THEN 0 ELSE (120 + n % 60) * {_DAY} END"
)
_ENDED = f"(ordinary = 1 AND n % {_CYCLE} < {_CLOSED})"
_LIVES = f"JOIN life ON person = {{}} JOIN copy ON ordinary = 1 OR n % {_ASIDE} = 0"
_RUNNING = f"{_LIVES} WHERE NOT {_ENDED}"
_OF_DOSSIER = "JOIN dossier d ON d.id = o.{} " + _RUNNING.format("d.personne_id")
_OF_SEANCE = "JOIN copy ON n = seance AND n > 0"
_LETTER = "SUBSTR('" + _SYLLABLES + "', CAST(1 + 2 * ({} % 32) AS INTEGER), 2)"
_SELF = "(o.id + {personne} * n)"
_ANY = f"({_SELF} * 2654435761 % 4294967291)"
"""As by lot: a name tells nothing of the service that follows, nor of how late one is."""

_SHARED = {
    "personne_id": "o.personne_id + {personne} * n",
    "dossier_id": "o.dossier_id + {dossier} * n",
    "demande_id": "o.demande_id + {demande} * n",
    "previous_id": "o.previous_id + {dossier} * n",
    "seance_id": "o.seance_id + {seance} * seance",
    "service_id": "o.service_id + {service} * service",
    "service_souhaite": "o.service_souhaite + {service} * service",
    "child": "o.child + {service} * service",
    "circonscription": "o.circonscription || suffix",
}
"""What refers to something else refers to its copy, wherever it is."""

_STANDING = [
    str(one.compile(compile_kwargs={"literal_binds": True}))
    for one in (standing.DEADLINES, standing.DOSSIERS)
]
"""Once all rows are there."""

Changes = dict[str, str]


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
        count = sa.select(sa.func.count()).select_from(table(Dossier))
        return int(connection.execute(count).scalar_one())


def _look_over(store: Store) -> None:
    """What a server in service does by itself as it fills up."""
    statement = "ANALYZE" if store.dialect == "sqlite" else "VACUUM ANALYZE"
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text(statement))


def _statements(connection: sa.Connection, wanted: int) -> Iterator[str]:
    yield (
        "CREATE TEMPORARY TABLE life AS SELECT personne_id AS person, "
        f"MIN(CASE WHEN state IN ({_ORDINARY}) THEN 1 ELSE 0 END) AS ordinary "
        "FROM dossier GROUP BY personne_id"
    )
    query = "SELECT ordinary, COUNT(*) FROM dossier JOIN life ON person = personne_id GROUP BY 1"
    found: dict[int, int] = {row[0]: row[1] for row in connection.execute(sa.text(query))}
    numbered = [table(model) for model, _, changes in _copied() if "id" in changes]
    steps = {
        one.name: connection.execute(sa.select(sa.func.max(one.c.id))).scalar_one()
        for one in numbered
    }
    copies = int((wanted - sum(found.values())) / (found[1] + found[0] / _ASIDE))
    yield _copies(copies)
    for model, source, changes in _copied():
        yield _insertion(model, source, changes).format(**steps)
    yield from _words(steps["personne"])
    yield from _STANDING
    if connection.dialect.name == "postgresql":
        for name in steps:
            found_in = f"pg_get_serial_sequence('{name}', 'id')"
            yield f"SELECT setval({found_in}, (SELECT MAX(id) FROM {name}))"
    yield "DROP TABLE copy"
    yield "DROP TABLE life"


def _copies(copies: int) -> str:
    """The copies, each with its place, its services, its séances, and by how much it is earlier."""
    seances = max(_PLACES, min(_SEANCES, copies // 100 * _PLACES))
    return (
        "CREATE TEMPORARY TABLE copy AS WITH RECURSIVE counted(n) AS (SELECT CAST(1 AS BIGINT) "
        f"UNION ALL SELECT n + 1 FROM counted WHERE n < {copies}) "
        f"SELECT n, n % {_PLACES} AS place, n % {_SERVICES} AS service, n % {seances} AS seance, "
        f"CASE WHEN n % {_PLACES} = 0 THEN '' ELSE '-' || (n % {_PLACES}) END AS suffix, "
        f"(n * 7919 % 720) * {_HOUR} AS late FROM counted"
    )


def _copied() -> Iterator[tuple[type[SQLModel], str, Changes]]:
    """The tables that are multiplied: which rows are in which copies, and what differs there."""
    yield (
        Circonscription,
        "JOIN copy ON n = place AND n > 0",
        {"id": "o.id + {circonscription} * n", "code": "o.code || suffix"}
        | {"libelle": "o.libelle || ' ' || n"},
    )
    places = "o.circonscriptions"
    for code in (HERE, ELSEWHERE):
        places = f"REPLACE({places}, '{code}', '{code}' || suffix)"
    yield (
        Service,
        "JOIN copy ON n = service AND n > 0",
        {"id": "o.id + {service} * n", "libelle": "o.libelle || ' ' || n"}
        | {"circonscriptions": places},
    )
    yield Seance, _OF_SEANCE, {"id": "o.id + {seance} * n", "creneau": "NULL"}
    yield SeanceService, _OF_SEANCE, {}
    yield Personne, _LIVES.format("o.id"), {"id": "o.id + {personne} * n", **_somebody()}
    yield Dossier, _LIVES.format("o.personne_id"), _ended()
    yield Demande, _RUNNING.format("o.personne_id"), {"id": "o.id + {demande} * n"}
    yield Passage, _OF_DOSSIER.format("dossier_id"), {"id": "o.id + {passage} * n"}
    yield from _trail()


def _somebody() -> Changes:
    """Somebody else, by name and numbers."""
    last = [_LETTER.format(f"({_ANY} / {divisor})") for divisor in (1, 32, 1024)]
    first = [_LETTER.format(f"({_ANY} / {divisor})") for divisor in (32_768, 1_048_576)]
    nom, prenom = " || ".join(last), " || ".join(first)
    return {
        "webrsa_id": "100000 + " + _SELF,
        "nom": nom,
        "prenom": prenom,
        "numero_demande_rsa": f"'1' || (1000000000 + {_SELF})",
        "telephone": f"'0' || (600000000 + {_SELF})",
    }


def _ended() -> Changes:
    """The dossiers of a copy: those whose right is closed since were years before."""
    before = f"(late + CASE WHEN {_ENDED} THEN n % 2000 * {_DAY} ELSE 0 END)"
    over = f"{_ENDED} AND o.closed_at IS NULL"
    return {
        "id": "o.id + {dossier} * n",
        "born_at": f"o.born_at - {before}",
        "state": f"CASE WHEN {over} THEN 'clos_droit_ferme' ELSE o.state END",
        "closed_at": f"CASE WHEN {over} THEN o.born_at + {_DAY} ELSE o.closed_at END - {before}",
    }


def _trail() -> Iterator[tuple[type[SQLModel], str, Changes]]:
    """Facts, entries, deadlines, alerts and messages, of people first and then of séances."""
    number = {"id": "o.id + {deadline} * n"}
    lives = {
        "dossier": _OF_DOSSIER.format("subject_id") + " AND o.kind = 'dossier'",
        "personne": _RUNNING.format("o.subject_id") + " AND o.kind = 'personne'",
        "seance": f"{_OF_SEANCE} AND o.kind = 'seance'",
    }
    for kind, source in lives.items():
        other = f"o.subject_id + {{{kind}}} * n"
        yield FactRow, source, {"subject_id": other}
        yield JournalRow, source, {"subject_id": other}
        yield DeadlineRow, source, number | _named(kind, other) | _UP
        alerted = source.replace("o.", "e.") + f" AND n % {_LATE} = 0"
        yield (
            Firing,
            f"JOIN deadline e ON e.id = o.deadline_id {alerted}",
            {"deadline_id": "o.deadline_id + {deadline} * n"},
        )
    yield (
        Outbox,
        lives["dossier"],
        {"id": "o.id + {outbox} * n", "subject_id": "o.subject_id + {dossier} * n"}
        | {"message_id": "o.message_id || '-' || n", "routed_at": "o.created_at - late"},
    )


def _named(kind: str, other: str) -> Changes:
    """A deadline is called by its subject and by the entry that opened it, which are copied too."""
    itself = f"'{kind}:' || o.subject_id, '{kind}:' || ({other})"
    named = {"subject_id": other}
    for name in ("lineage", "opening"):
        text = f"REPLACE(o.{name}, {itself})"
        if kind == "personne":
            dossier = f"'dossier:' || o.dossier_id, 'dossier:' || ({_SHARED['dossier_id']})"
            text = f"REPLACE({text}, {dossier})"
        if kind == "seance":
            text = (
                f"COALESCE(REPLACE({text}, '/' || o.child || '|', "
                f"'/' || ({_SHARED['child']}) || '|'), {text})"
            )
        named[name] = text
    if kind != "seance":
        named |= {name: f"o.{name} - late + {_MARGIN}" for name in ("due_at", "next_at")}
    return named


def _insertion(model: type[SQLModel], source: str, changes: Changes) -> str:
    owner = table(model)
    names = list(owner.columns.keys())
    told = {name: f"o.{name} - late" for name in names if name in _INSTANTS}
    told |= {name: value for name, value in _SHARED.items() if name in owner.c} | changes
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(told.get(name, f'o."{name}"') for name in names)
    return f"INSERT INTO {owner.name} ({columns}) SELECT {values} FROM {owner.name} o {source}"


def _words(town: int) -> Iterator[str]:
    """By what the people of the copies are found."""
    for word in ("LOWER(nom)", "LOWER(prenom)", "numero_demande_rsa", "telephone"):
        yield (
            f"INSERT INTO personne_word (personne_id, word) SELECT id, {word} FROM personne "
            f"WHERE id > {town} ON CONFLICT DO NOTHING"
        )
