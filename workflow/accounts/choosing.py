"""A password as its owner chooses it: by a link that serves once, or knowing the present one."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.accounts.acts import (
    CHANGED,
    LINK_OVER,
    LOCKED_ACCOUNT,
    OPENED,
    SAME_PASSWORD,
    USE_LINK,
    WRONG_PASSWORD,
)
from rules.accounts.attempts import Attempts
from rules.accounts.passwords import normal, objections
from rules.actors import Actor, Role
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from workflow.accounts import records
from workflow.accounts.gate import Gate
from workflow.accounts.records import Holder
from workflow.accounts.sessions import session_of
from workflow.database import tokens
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.accounts import AccountLink
from workflow.tables.columns import table
from workflow.trail import journal
from workflow.trail.journal import Entry

_LINK = table(AccountLink)
_FIND = Statement(
    select(
        *(_LINK.c[name] for name in ("id", "account_id", "expires_at", "used_at", "revoked_at"))
    ).where(_LINK.c.token_hash == bindparam("hash"))
)
_USE = Statement(
    _LINK.update().where(
        _LINK.c.id == bindparam("of_id"), _LINK.c.used_at.is_(None), _LINK.c.revoked_at.is_(None)
    ),
    ("used_at",),
)


def link_over(gate: Gate, token: str, now: datetime) -> tuple[Refusal, ...]:
    """Why the link lets nobody choose a password; nothing when it does. Looking uses nothing."""
    try:
        with gate.store.glance() as tx:
            _for_whom(tx, token, now)
    except Refused as refused:
        return refused.refusals
    return ()


def use_link(gate: Gate, token: str, password: str, now: datetime) -> int:
    """Chooses the password of whom the link is for: their number. What they had open elsewhere is
    closed, their failures are forgotten. A password that will not do leaves the link as it was.

    Raises Refused.
    """
    with gate.store.write() as tx:
        holder = _for_whom(tx, token, now)
    refusals = tuple(objections(password, holder.own_words))
    if refusals:
        raise Refused(USE_LINK, refusals)
    kept = gate.hashing.of(password)
    with gate.store.write() as tx:
        chain = journal.lock(tx, Subject(SubjectKind.AGENT, holder.agent))
        found = _for_whom(tx, token, now)
        used = tx.one(_FIND, {"hash": tokens.hash_of(token)})
        assert used is not None
        if not tx.run(_USE, {"of_id": used[0], "used_at": to_micros(now)}):
            raise Refused(USE_LINK, (LINK_OVER,))
        _keep(tx, found, kept, now)
        journal.append(tx, chain, _entry(OPENED, found, now))
    return holder.agent


def change_password(gate: Gate, token: str, old: str, new: str, now: datetime) -> None:
    """Chooses another password, knowing the present one, which is attempted as in ``log_in``;
    their other sessions are closed. Raises Refused."""
    signed = session_of(gate, token, now)
    with gate.store.write() as tx:
        holder = _attempting(tx, gate, signed.account, signed.session, now)
    if not gate.hashing.matches(None if holder is None else holder.kept, old) or holder is None:
        raise Refused(CHANGED, (WRONG_PASSWORD,))
    with gate.store.write() as tx:
        records.count(tx, signed.account, Attempts(), signed.session)
    refusals = tuple(_unsuitable(old, new, holder))
    if refusals:
        raise Refused(CHANGED, refusals)
    kept = gate.hashing.of(new)
    with gate.store.write() as tx:
        chain = journal.lock(tx, Subject(SubjectKind.AGENT, holder.agent))
        _keep(tx, holder, kept, now, but=signed.session)
        journal.append(tx, chain, _entry(CHANGED, holder, now))


def _for_whom(tx: Tx, token: str, now: datetime) -> Holder:
    row = tx.one(_FIND, {"hash": tokens.hash_of(token)})
    if row is None:
        raise Refused(USE_LINK, (LINK_OVER,))
    _, account, expires, used, revoked = row
    holder = records.by_id(tx, account)
    assert holder is not None  # an account is never removed
    over = used is not None or revoked is not None or now >= from_micros(expires)
    if over or not holder.active:
        raise Refused(USE_LINK, (LINK_OVER,))
    if holder.locked:
        raise Refused(USE_LINK, (LOCKED_ACCOUNT,))
    return holder


def _attempting(tx: Tx, gate: Gate, account: int, session: int, now: datetime) -> Holder | None:
    """Whose password is attempted, counted against this session; None when it must wait."""
    holder = records.by_id(tx, account)
    assert holder is not None
    attempts = records.of_session(tx, session)
    if attempts.closed(gate.lasting.lockout, now):
        return None
    records.count(tx, account, attempts.one_more(gate.lasting.lockout, now), session)
    return holder


def _unsuitable(old: str, new: str, holder: Holder) -> Iterator[Refusal]:
    yield from objections(new, holder.own_words)
    if normal(old) == normal(new):
        yield SAME_PASSWORD


def _keep(tx: Tx, holder: Holder, kept: str, now: datetime, *, but: int = 0) -> None:
    records.keep_password(tx, holder.account, kept, now)
    records.count(tx, holder.account, Attempts())
    records.end_sessions(tx, holder.account, now, holder.name, but=but)
    records.revoke_links(tx, holder.account, now)


def _entry(event: str, holder: Holder, now: datetime) -> Entry:
    return Entry(
        act=event,
        actor=Actor(name=holder.name, role=Role.TITULAIRE),
        occurred=now,
        known=now,
        body={"compte": holder.account},
        changes=False,
    )
