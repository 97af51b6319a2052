"""The agents, as those who keep them read them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, or_, select

from rules.access.bearers import Employer, capacities
from rules.actors import Actor, Genre, Role
from rules.agents import Habilitation
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.reading.cursors import Cursor, in_order
from workflow.tables import agents
from workflow.tables.columns import table
from workflow.tables.subjects import Service

_AGENT, _HABILITATION = table(agents.Agent), table(agents.Habilitation)
_ABSENCE, _PREFERENCE = table(agents.Absence), table(agents.Preference)
_SERVICE, _OTHER = table(Service), table(agents.Agent).alias("other")
_SORT = "nom"
_ACTING = Query(
    select(_HABILITATION, _SERVICE.c.genre, _SERVICE.c.circonscriptions)
    .join_from(_AGENT, _HABILITATION, _HABILITATION.c.agent_id == _AGENT.c.id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _HABILITATION.c.service_id)
    .where(
        *(_AGENT.c.nom == bindparam("name"), _AGENT.c.actif == 1),
        _HABILITATION.c.du <= bindparam("day"),
        or_(_HABILITATION.c.au.is_(None), _HABILITATION.c.au >= bindparam("day")),
    )
    .order_by(_HABILITATION.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HabilitationLine:
    """What an agent may act as. ``service`` is its name; ``told``: its messages reach them."""

    id: int
    role: str
    service_id: int | None
    service: str | None
    circonscription: str | None
    start: date
    end: date | None
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceLine:
    """Days when an agent is away, and who is told in their place."""

    id: int
    start: date
    end: date
    substitute_id: int | None
    substitute: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceLine:
    """A channel, and how often."""

    channel: str
    rhythm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLine:
    """An agent; without any preference they are told by mail, as things happen."""

    id: int
    version: int
    name: str
    email: str
    active: bool
    habilitations: Sequence[HabilitationLine] = field(default_factory=tuple)
    absences: Sequence[AbsenceLine] = field(default_factory=tuple)
    preferences: Sequence[PreferenceLine] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who may be told in the place of another."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which agents are asked for: habilitated that day, for that role, service, place; with these
    words in their name or address."""

    words: str = ""
    role: str | None = None
    service: int | None = None
    circonscription: str | None = None
    day: date | None = None


def listing(
    store: Store, wanted: Wanted, *, after: str | None = None, most: int = 50
) -> list[AgentLine]:
    """Up to ``most`` agents, by name, each with what they may act as that day (all of it without a
    day), their absences and preferences. ``after``: the ``cursor`` of the last one that was read.
    Raises BadCursor."""
    beyond = None if after is None else Cursor.read(after, _SORT, False, (str, int)).key
    with store.read() as connection:
        named = in_order(_named(connection, wanted), _key, beyond)[:most]
        query = select(_AGENT).where(_AGENT.c.id.in_([one.id for one in named]))
        found = {row.id: row for row in connection.execute(query)}
        return _lines(connection, [found[one.id] for one in named], wanted.day)


def colleagues(store: Store, wanted: Wanted, *, than: int) -> list[Colleague]:
    """The agents ``wanted`` other ``than`` that one, by name."""
    with store.read() as connection:
        named = in_order(_named(connection, wanted), _key)
    return [one for one in named if one.id != than]


def acting(store: Store, name: str, day: date) -> list[Actor]:
    """What those in office who bear that very name may act as that day."""
    with store.read() as connection:
        rows = _ACTING.rows(connection, name=name, day=day.isoformat())
    held: dict[int, list[Habilitation]] = {}
    employers: dict[int, Employer] = {}
    for row in rows:
        held.setdefault(row.agent_id, []).append(
            Habilitation(
                id=row.id,
                role=Role(row.role),
                service=row.service_id,
                circonscription=row.circonscription,
                start=date.fromisoformat(row.du),
                end=None if row.au is None else date.fromisoformat(row.au),
            )
        )
        if row.service_id is not None:
            employers[row.service_id] = Employer(
                genre=None if row.genre is None else Genre(row.genre),
                circonscriptions=frozenset(json.loads(row.circonscriptions)),
            )
    return [actor for theirs in held.values() for actor in capacities(name, theirs, employers, day)]


def cursor(line: AgentLine) -> str:
    """Where the list goes on after that agent."""
    return Cursor(sort=_SORT, backwards=False, key=_key(line)).write()


def agent(store: Store, number: int) -> AgentLine | None:
    """The agent of that number, with all that was told of them."""
    with store.read() as connection:
        row = connection.execute(select(_AGENT).where(_AGENT.c.id == number)).one_or_none()
        return None if row is None else _lines(connection, [row], None)[0]


def _named(connection: Connection, wanted: Wanted) -> list[Colleague]:
    """Those ``wanted``, in no order."""
    rows = connection.execute(select(_AGENT.c.id, _AGENT.c.nom).where(*_among(wanted)))
    return [Colleague(id=row.id, name=row.nom) for row in rows]


def _key(one: AgentLine | Colleague) -> tuple[str, int]:
    return one.name, one.id


def _among(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = [_HABILITATION.c.agent_id == _AGENT.c.id]
    if wanted.role is not None:
        asked.append(_HABILITATION.c.role == wanted.role)
    if wanted.service is not None:
        asked.append(_HABILITATION.c.service_id == wanted.service)
    if wanted.circonscription is not None:
        here = _HABILITATION.c.circonscription
        asked.append(or_(here == wanted.circonscription, here.is_(None)))
    where: list[ColumnElement[bool]] = []
    if len(asked) > 1:
        where.append(exists().where(*asked, *_on(wanted.day)))
    if wanted.day is not None:
        where.append(_AGENT.c.actif == 1)
    for word in wanted.words.split():
        said = (_AGENT.c.nom, _AGENT.c.email)
        where.append(or_(*(one.icontains(word, autoescape=True) for one in said)))
    return where


def _on(day: date | None) -> list[ColumnElement[bool]]:
    if day is None:
        return []
    last = _HABILITATION.c.au
    return [
        and_(_HABILITATION.c.du <= day.isoformat(), or_(last.is_(None), last >= day.isoformat()))
    ]


def _lines(connection: Connection, rows: Sequence[Row[Any]], day: date | None) -> list[AgentLine]:
    numbers = [row.id for row in rows]
    habilitations = _habilitations(connection, numbers, day)
    absences = _absences(connection, numbers)
    preferences = _preferences(connection, numbers)
    return [
        AgentLine(
            id=row.id,
            version=row.version,
            name=row.nom,
            email=row.email,
            active=bool(row.actif),
            habilitations=habilitations.get(row.id, ()),
            absences=absences.get(row.id, ()),
            preferences=preferences.get(row.id, ()),
        )
        for row in rows
    ]


def _habilitations(
    connection: Connection, numbers: Sequence[int], day: date | None
) -> Mapping[int, Sequence[HabilitationLine]]:
    query = (
        select(_HABILITATION, _SERVICE.c.libelle)
        .outerjoin(_SERVICE, _SERVICE.c.id == _HABILITATION.c.service_id)
        .where(_HABILITATION.c.agent_id.in_(numbers), *_on(day))
        .order_by(_HABILITATION.c.id)
    )
    found: dict[int, list[HabilitationLine]] = {}
    for one in connection.execute(query):
        line = HabilitationLine(
            id=one.id,
            role=one.role,
            service_id=one.service_id,
            service=one.libelle,
            circonscription=one.circonscription,
            start=date.fromisoformat(one.du),
            end=None if one.au is None else date.fromisoformat(one.au),
            told=bool(one.recoit),
        )
        found.setdefault(one.agent_id, []).append(line)
    return found


def _absences(
    connection: Connection, numbers: Sequence[int]
) -> Mapping[int, Sequence[AbsenceLine]]:
    query = (
        select(_ABSENCE, _OTHER.c.nom)
        .outerjoin(_OTHER, _OTHER.c.id == _ABSENCE.c.suppleant_id)
        .where(_ABSENCE.c.agent_id.in_(numbers), _ABSENCE.c.au >= _ABSENCE.c.du)
        .order_by(_ABSENCE.c.du, _ABSENCE.c.id)
    )
    found: dict[int, list[AbsenceLine]] = {}
    for one in connection.execute(query):
        line = AbsenceLine(
            id=one.id,
            start=date.fromisoformat(one.du),
            end=date.fromisoformat(one.au),
            substitute_id=one.suppleant_id,
            substitute=one.nom,
        )
        found.setdefault(one.agent_id, []).append(line)
    return found


def _preferences(
    connection: Connection, numbers: Sequence[int]
) -> Mapping[int, Sequence[PreferenceLine]]:
    query = (
        select(_PREFERENCE).where(_PREFERENCE.c.agent_id.in_(numbers)).order_by(_PREFERENCE.c.canal)
    )
    found: dict[int, list[PreferenceLine]] = {}
    for one in connection.execute(query):
        line = PreferenceLine(channel=one.canal, rhythm=one.rythme)
        found.setdefault(one.agent_id, []).append(line)
    return found
