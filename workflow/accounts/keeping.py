"""The accounts as an administrator keeps them: links, locks, sessions; in the agent's chain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select

from rules import fields
from rules.accounts import acts
from rules.accounts.passwords import objections
from rules.actors import Role
from rules.agents import COURRIEL, NOM, Habilitation
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.accounts import records
from workflow.accounts.gate import Gate
from workflow.accounts.records import Holder
from workflow.acts.commands import journal_refusal
from workflow.agents import records as agents
from workflow.agents.commands import UnknownAgent
from workflow.agents.records import Known
from workflow.database import tokens
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_returning_id
from workflow.database.store import Tx
from workflow.tables.accounts import Account, AccountLink
from workflow.tables.agents import Agent
from workflow.tables.agents import Habilitation as HabilitationRow
from workflow.tables.columns import table
from workflow.trail import journal
from workflow.trail.journal import Chain, Entry, UnknownSubject

_ACCOUNT, _AGENT, _HABILITATION = table(Account), table(Agent), table(HabilitationRow)
_INVITE = insert_returning_id(
    AccountLink, "account_id", "token_hash", "created_at", "created_by", "expires_at"
)
_ADMINISTRATORS = Statement(
    select(_ACCOUNT.c.id)
    .join(_AGENT, _AGENT.c.id == _ACCOUNT.c.agent_id)
    .join(_HABILITATION, _HABILITATION.c.agent_id == _AGENT.c.id)
    .where(
        _AGENT.c.actif == 1,
        _ACCOUNT.c.password_hash.is_not(None),
        _ACCOUNT.c.locked_at.is_(None),
        _HABILITATION.c.role == Role.ADMINISTRATEUR.value,
        _HABILITATION.c.du <= bindparam("day"),
        or_(_HABILITATION.c.au.is_(None), _HABILITATION.c.au >= bindparam("day")),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was done of the account of an agent. ``token`` and ``expires``: of the link that was
    made, told once; ``closed``: how many sessions were."""

    agent: int
    account: int
    token: str | None = None
    expires: datetime | None = None
    closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """An account that an act is about, and the form of the act."""

    gate: Gate
    act: Act
    agent: Known
    holder: Holder | None
    values: Mapping[str, object]


def keep(gate: Gate, act: Act, agent: int) -> Kept:
    """Carries out an act of ``acts.FORMS`` on the account of an agent. Raises UnknownAgent,
    Refused, which is journalled."""
    act = replace(act, occurred=act.occurred.astimezone(gate.rulebook.calendar.tz))
    try:
        with gate.store.write() as tx:
            return _keep(tx, gate, act, agent)
    except Refused as refused:
        with gate.store.write() as tx:
            journal_refusal(tx, Subject(SubjectKind.AGENT, agent), act, refused)
        raise


def first_administrator(gate: Gate, act: Act, password: str) -> Kept:
    """The first administrator: agent, habilitation and account, refused while there is one in
    office. Whoever runs the command holds the machine, and so needs no habilitation. Raises
    Refused."""
    values, refusals = fields.read((NOM, COURRIEL), act.data or {})
    own = [str(one) for one in values.values()]
    refusals += objections(password, own)
    if refusals:
        raise Refused(act.event, tuple(refusals))
    kept = gate.hashing.of(password)
    act = replace(act, occurred=act.occurred.astimezone(gate.rulebook.calendar.tz))
    with gate.store.write() as tx:
        return _first(tx, gate, act, values, kept)


def _keep(tx: Tx, gate: Gate, act: Act, agent: int) -> Kept:
    try:
        chain = journal.lock(tx, Subject(SubjectKind.AGENT, agent))
    except UnknownSubject:
        raise UnknownAgent(agent) from None
    known = agents.read(tx, agent)
    assert known is not None
    values, refusals = fields.read(acts.FORMS[act.event], act.data or {})
    holder = records.by_agent(tx, agent)
    case = _Case(gate=gate, act=act, agent=known, holder=holder, values=values)
    refusals += [
        one for one in (acts.not_allowed(act.event, act.actor), _objection(case)) if one is not None
    ]
    if refusals:
        raise Refused(act.event, tuple(refusals))
    done = _DO[act.event](tx, case)
    _journal(tx, chain, case, done)
    return done


def _objection(case: _Case) -> Refusal | None:
    """Why the account is not in a state for the act."""
    event, holder = case.act.event, case.holder
    if event in (acts.INVITED, acts.RESET) and not case.agent.active:
        return acts.NOT_IN_OFFICE
    if event == acts.INVITED:
        return acts.ALREADY_OPEN if holder is not None and holder.kept is not None else None
    if holder is None:
        return acts.NO_ACCOUNT
    if event == acts.RESET and holder.kept is None:
        return acts.NEVER_OPENED
    if event == acts.LOCKED and holder.locked:
        return acts.ALREADY_LOCKED
    if event == acts.UNLOCKED and not holder.locked:
        return acts.NOT_LOCKED
    return None


def _invite(tx: Tx, case: _Case) -> Kept:
    account = records.create(tx, case.agent.id, case.act.known) if case.holder is None else None
    return _link(tx, case, account, case.gate.lasting.invitation)


def _reset(tx: Tx, case: _Case) -> Kept:
    return _link(tx, case, None, case.gate.lasting.reset)


def _link(tx: Tx, case: _Case, created: int | None, lasts: timedelta) -> Kept:
    """A new link; those of before open nothing any more."""
    account = _account(case) if created is None else created
    now = case.act.known
    records.revoke_links(tx, account, now)
    token = tokens.draw()
    tx.insert(
        _INVITE,
        {
            "account_id": account,
            "token_hash": tokens.hash_of(token),
            "created_at": to_micros(now),
            "created_by": case.act.actor.name,
            "expires_at": to_micros(now + lasts),
        },
    )
    return Kept(agent=case.agent.id, account=account, token=token, expires=now + lasts)


def _lock(tx: Tx, case: _Case) -> Kept:
    account, act = _account(case), case.act
    records.lock(tx, account, act.known, act.actor.name)
    records.revoke_links(tx, account, act.known)
    closed = records.end_sessions(tx, account, act.known, act.actor.name)
    return Kept(agent=case.agent.id, account=account, closed=closed)


def _unlock(tx: Tx, case: _Case) -> Kept:
    records.lock(tx, _account(case), None, None)
    return Kept(agent=case.agent.id, account=_account(case))


def _revoke(tx: Tx, case: _Case) -> Kept:
    account, act = _account(case), case.act
    number = case.values.get("session")
    if not isinstance(number, int):
        closed = records.end_sessions(tx, account, act.known, act.actor.name)
        return Kept(agent=case.agent.id, account=account, closed=closed)
    if not records.end_session(tx, account, number, act.known, act.actor.name, revoked=True):
        raise Refused(act.event, (acts.unknown_session(number),))
    return Kept(agent=case.agent.id, account=account, closed=1)


_DO: Mapping[str, Callable[[Tx, _Case], Kept]] = {
    acts.INVITED: _invite,
    acts.RESET: _reset,
    acts.LOCKED: _lock,
    acts.UNLOCKED: _unlock,
    acts.REVOKED: _revoke,
}


def _account(case: _Case) -> int:
    assert case.holder is not None
    return case.holder.account


def _first(tx: Tx, gate: Gate, act: Act, values: Mapping[str, object], kept: str) -> Kept:
    today = gate.rulebook.local_day(act.known)
    if tx.one(_ADMINISTRATORS, {"day": today.isoformat()}) is not None:
        raise Refused(act.event, (acts.THERE_IS_ONE,))
    number = agents.holder_of(tx, str(values["courriel"]))
    number = agents.create(tx, values) if number is None else number
    chain = journal.lock(tx, Subject(SubjectKind.AGENT, number))
    known = agents.read(tx, number)
    assert known is not None
    asked = _administers(today)
    if not any(one.meets(asked) for one in known.held):
        agents.habilitate(tx, known, asked, told=True)
    if not known.active:
        agents.change(tx, known, {"actif": True})
    holder = records.by_agent(tx, number)
    account = records.create(tx, number, act.known) if holder is None else holder.account
    records.keep_password(tx, account, kept, act.known)
    records.lock(tx, account, None, None)
    case = _Case(gate=gate, act=act, agent=known, holder=holder, values=values)
    done = Kept(agent=number, account=account)
    _journal(tx, chain, case, done)
    return done


def _administers(today: date) -> Habilitation:
    return Habilitation(
        id=None,
        role=Role.ADMINISTRATEUR,
        service=None,
        circonscription=None,
        start=today,
        end=None,
    )


def _journal(tx: Tx, chain: Chain, case: _Case, done: Kept) -> None:
    act = case.act
    told = {field.name: field for field in acts.FORMS.get(act.event, (NOM, COURRIEL))}
    body = {n: v for n, v in case.values.items() if not told[n].personal}
    journal.append(
        tx,
        chain,
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"compte": done.account, "sessions_fermees": done.closed, "valeurs": body},
            personal={n: v for n, v in case.values.items() if told[n].personal},
            changes=act.event == acts.FIRST,
        ),
    )
