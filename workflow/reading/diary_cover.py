"""What a diary covers: whose séances, and whose deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    false,
    or_,
    select,
    true,
)

from rules.actors import Role
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered
from workflow.database.instants import to_micros
from workflow.diaries.owners import UnknownOwner
from workflow.post import outbox
from workflow.reading.yearly import held_for
from workflow.tables.agents import Agent, Habilitation
from workflow.tables.columns import table
from workflow.tables.seats import Membre, Participant
from workflow.tables.subjects import Circonscription, Seance, SeanceService, Service

_SEANCE, _SITS, _AWAITED = table(Seance), table(SeanceService), table(Participant)
_PLACE, _SERVICE, _MEMBER = table(Circonscription), table(Service), table(Membre)
_AGENT, _CAPACITY = table(Agent), table(Habilitation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A role held in a circonscription, or in all of them (None)."""

    role: Role
    circonscription: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a diary covers. ``name`` tells whose it is, and names nobody. ``seances``: those that it
    shows. What is awaited of these ``services`` and ``offices`` is in it."""

    name: str
    seances: ColumnElement[bool]
    services: frozenset[int] = frozenset()
    offices: frozenset[Office] = frozenset()

    def includes(self, address: str, circonscription: str | None) -> bool:
        """Whether what is awaited there of that house address goes into the diary."""
        if address in {f"service:{service}" for service in self.services}:
            return True
        return any(
            address == outbox.office(one.role, circonscription)
            and one.circonscription in (None, circonscription)
            for one in self.offices
        )


def cover_of(connection: Connection, rulebook: Rulebook, whose: Subject, today: date) -> Cover:
    """What the diary of that subject covers, today. Raises UnknownOwner."""
    source = _SOURCES[whose.kind]
    row = connection.execute(select(source).where(source.c.id == whose.id)).first()
    if row is None:
        raise UnknownOwner(whose)
    match whose.kind:
        case SubjectKind.CIRCONSCRIPTION:
            return _circonscription(rulebook, row)
        case SubjectKind.SERVICE:
            return _service(row)
        case SubjectKind.MEMBRE:
            return _member(rulebook, row)
        case _:
            return _agent(connection, rulebook, row, today)


def _circonscription(rulebook: Rulebook, row: Row[Any]) -> Cover:
    """Its séances; what the BAT has to do there."""
    return Cover(
        name=f"{row.code} {row.libelle}",
        seances=_held_there(rulebook, row.code),
        offices=frozenset({Office(role=Role.BAT, circonscription=row.code)}),
    )


def _held_there(rulebook: Rulebook, code: str) -> ColumnElement[bool]:
    """The séances of the circonscription, and those of the whole département that its people come
    before."""
    return and_(held_for([code]), ~_of_others(rulebook, code))


def _of_others(rulebook: Rulebook, code: str) -> ColumnElement[bool]:
    """The séances of the whole département of a kind that the people of that circonscription do not
    come before (an EP of the north, an EP of the south)."""
    kinds = {kind.code for kind in rulebook.kinds if not kind.takes(code)}
    kinds -= {kind.code for kind in rulebook.kinds if kind.takes(code)}
    return and_(_SEANCE.c.circonscription.is_(None), _SEANCE.c.genre.in_(sorted(kinds)))


def _service(row: Row[Any]) -> Cover:
    """The séances in which it sits; what is awaited of it."""
    return Cover(name=row.libelle, seances=_sits_in(row.id), services=frozenset({int(row.id)}))


def _sits_in(service: int) -> ColumnElement[bool]:
    return _SEANCE.c.id.in_(select(_SITS.c.seance_id).where(_SITS.c.service_id == service))


def _member(rulebook: Rulebook, row: Row[Any]) -> Cover:
    """The séances where they are awaited, or will be: those of their mandate, when their seat is
    held at every séance; a deputy only those where they take the place of somebody."""
    awaited = select(_AWAITED.c.seance_id).where(
        _AWAITED.c.sits == 1,
        or_(_AWAITED.c.membre_id == row.id, _AWAITED.c.remplacant_id == row.id),
    )
    return Cover(
        name=f"membre {numbered(row.id)}",
        seances=or_(_SEANCE.c.id.in_(awaited), _of_mandate(rulebook, row)),
    )


def _of_mandate(rulebook: Rulebook, row: Row[Any]) -> ColumnElement[bool]:
    start = date.fromisoformat(row.du)
    kind = rulebook.kinds.at(row.genre, start, row.circonscription)
    seat = None if kind is None else kind.seat(row.siege)
    if row.suppleant_de is not None or seat is None or not seat.permanent:
        return false()
    where = [_SEANCE.c.genre == row.genre, _SEANCE.c.held_at >= _first_of(rulebook, start)]
    if row.circonscription is not None:
        where.append(_SEANCE.c.circonscription == row.circonscription)
    if row.au is not None:
        after = date.fromisoformat(row.au) + timedelta(days=1)
        where.append(_SEANCE.c.held_at < _first_of(rulebook, after))
    return and_(*where)


def _first_of(rulebook: Rulebook, day: date) -> int:
    return to_micros(datetime.combine(day, time(), tzinfo=rulebook.calendar.tz))


def _agent(connection: Connection, rulebook: Rulebook, row: Row[Any], today: date) -> Cover:
    """What their habilitations of the day cover: the séances of their services and of their
    territory, what is awaited of them in each capacity."""
    seances: list[ColumnElement[bool]] = []
    services, offices = set(), set()
    for capacity in connection.execute(_capacities(row.id, today)):
        place = capacity.circonscription
        if capacity.service_id is not None:
            services.add(int(capacity.service_id))
            seances.append(_sits_in(capacity.service_id))
            continue
        offices.add(Office(role=Role(capacity.role), circonscription=place))
        seances.append(true() if place is None else _held_there(rulebook, place))
    return Cover(
        name=f"agent {numbered(row.id)}",
        seances=or_(false(), *seances),
        services=frozenset(services),
        offices=frozenset(offices),
    )


def _capacities(agent: int, today: date) -> Select[Any]:
    day = today.isoformat()
    return select(_CAPACITY).where(
        _CAPACITY.c.agent_id == agent,
        _CAPACITY.c.du <= day,
        or_(_CAPACITY.c.au.is_(None), _CAPACITY.c.au >= day),
    )


_SOURCES: Mapping[SubjectKind, FromClause] = {
    SubjectKind.CIRCONSCRIPTION: _PLACE,
    SubjectKind.SERVICE: _SERVICE,
    SubjectKind.MEMBRE: _MEMBER,
    SubjectKind.AGENT: select(_AGENT).where(_AGENT.c.actif == 1).subquery(),
}
