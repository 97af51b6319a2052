"""A session as it is followed: who it is, in which capacity, until when.

Habilitations are read at each request: one that ended cuts at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from rules.access.bearers import Employer, capacities
from rules.accounts.acts import (
    NOT_A_CAPACITY,
    SESSION,
    SESSION_EXPIRED,
    SESSION_OVER,
    unknown_session,
)
from rules.actors import Actor, Genre, Role
from rules.refusals import Refused
from workflow.accounts import records
from workflow.accounts.gate import Gate
from workflow.agents.records import held
from workflow.database import tokens
from workflow.database.canonical import decode
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Tx
from workflow.tables.accounts import Account, AccountSession
from workflow.tables.agents import Agent
from workflow.tables.columns import table
from workflow.tables.subjects import Service

_SESSION, _ACCOUNT = table(AccountSession), table(Account)
_AGENT, _SERVICE = table(Agent), table(Service)
_FIND = Statement(
    select(
        *(_SESSION.c[name] for name in ("id", "account_id", "created_at", "seen_at", "ended_at")),
        *(_SESSION.c.role, _SESSION.c.service_id, _ACCOUNT.c.agent_id, _ACCOUNT.c.locked_at),
        *(_AGENT.c.nom, _AGENT.c.actif),
    )
    .join(_ACCOUNT, _ACCOUNT.c.id == _SESSION.c.account_id)
    .join(_AGENT, _AGENT.c.id == _ACCOUNT.c.agent_id)
    .where(_SESSION.c.token_hash == bindparam("hash"))
)
_SEEN = update_by_id(AccountSession, "seen_at")
_CHOOSE = update_by_id(AccountSession, "role", "service_id")
_OF_SERVICE = Statement(
    select(*(_SERVICE.c[name] for name in ("libelle", "genre", "circonscriptions"))).where(
        _SERVICE.c.id == bindparam("id")
    )
)

_EXACTNESS = timedelta(minutes=1)
"""How old « last seen » may be: a page is no reason to write each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who a session is. ``actors``: what they may act as today, none when they are habilitated for
    nothing; ``actor``: in which of these capacities they act, None as long as they must choose;
    ``service``: the name of the service for which they act, empty when it is for none.
    ``closes``: when the session closes if nothing more is asked after it was ``seen``."""

    session: int
    account: int
    agent: int
    name: str
    actors: tuple[Actor, ...]
    actor: Actor | None
    service: str
    opened: datetime
    seen: datetime
    closes: datetime


def session_of(gate: Gate, token: str, now: datetime) -> Signed:
    """Who bears that token now; being asked keeps the session open. Raises Refused."""
    with gate.store.glance() as tx:
        signed = _signed(tx, gate, token, now)
    if now - signed.seen < min(_EXACTNESS, gate.lasting.idle / 10):
        return signed
    with gate.store.write() as tx:
        tx.write(_SEEN, {"of_id": signed.session, "seen_at": to_micros(now)})
    return replace(signed, seen=now, closes=gate.lasting.closes_at(signed.opened, now))


def choose(gate: Gate, token: str, role: Role, service: int | None, now: datetime) -> Signed:
    """From now on they act in that capacity, which must be one of theirs. Raises Refused."""
    signed = session_of(gate, token, now)
    if not any(_is(one, role, service) for one in signed.actors):
        raise Refused(SESSION, (NOT_A_CAPACITY,))
    with gate.store.write() as tx:
        tx.write(_CHOOSE, {"of_id": signed.session, "role": role.value, "service_id": service})
    return session_of(gate, token, now)


def log_out(gate: Gate, token: str, now: datetime) -> None:
    """Closes the session; its browser stays known. Nothing is said of a session that is over."""
    with gate.store.write() as tx:
        row = tx.one(_FIND, {"hash": tokens.hash_of(token)})
        if row is not None:
            records.end_session(tx, row[1], row[0], now, "soi-même", revoked=False)


def revoke_own(gate: Gate, token: str, session: int, now: datetime) -> None:
    """Closes another session of theirs, from this one. Raises Refused."""
    signed = session_of(gate, token, now)
    with gate.store.write() as tx:
        if not records.end_session(tx, signed.account, session, now, "soi-même", revoked=True):
            raise Refused(SESSION, (unknown_session(session),))


def _signed(tx: Tx, gate: Gate, token: str, now: datetime) -> Signed:
    row = tx.one(_FIND, {"hash": tokens.hash_of(token)})
    if row is None:
        raise Refused(SESSION, (SESSION_OVER,))
    number, account, opened, seen, ended, role, service, agent, locked, name, active = row
    if ended is not None or locked is not None or not active:
        raise Refused(SESSION, (SESSION_OVER,))
    begun, last = from_micros(opened), from_micros(seen)
    closes = gate.lasting.closes_at(begun, last)
    if now >= closes:
        raise Refused(SESSION, (SESSION_EXPIRED,))
    habilitations = held(tx, agent)
    numbers = {one.service for one in habilitations if one.service is not None}
    services = {one: _service(tx, one) for one in numbers}
    employers = {one: found.employer for one, found in services.items()}
    today = gate.rulebook.local_day(now)
    actors = tuple(
        replace(one, agent=agent) for one in capacities(name, habilitations, employers, today)
    )
    actor = _chosen(actors, role, service)
    return Signed(
        session=number,
        account=account,
        agent=agent,
        name=name,
        actors=actors,
        actor=actor,
        service=""
        if actor is None or actor.service_id is None
        else services[actor.service_id].name,
        opened=begun,
        seen=last,
        closes=closes,
    )


def _chosen(actors: tuple[Actor, ...], role: str | None, service: int | None) -> Actor | None:
    """The capacity that was chosen, as long as it is theirs; the only one, if none ever was."""
    if role is None:
        return actors[0] if len(actors) == 1 else None
    return next((one for one in actors if _is(one, Role(role), service)), None)


def _is(actor: Actor, role: Role, service: int | None) -> bool:
    return actor.role is role and actor.service_id == service


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    name: str
    employer: Employer


def _service(tx: Tx, service: int) -> _Service:
    row = tx.one(_OF_SERVICE, {"id": service})
    if row is None:
        return _Service(name="", employer=Employer())
    name, genre, places = row
    employer = Employer(
        genre=None if genre is None else Genre(genre), circonscriptions=frozenset(decode(places))
    )
    return _Service(name=name, employer=employer)
