"""A mail and a password in, a session out.

An attempt is counted before its password is looked at, so that many at once are no more than as
many in turn. A browser that came in before has a count of its own: strangers who try on close the
door to strangers, not to whoever works there. What is answered never tells whether the account
exists, and takes as long.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from rules.accounts.acts import LOCKED_ACCOUNT, LOG_IN, NO_ENTRY
from rules.accounts.attempts import Attempts
from rules.refusals import Refused
from workflow.accounts import alarm, records
from workflow.accounts.gate import Gate
from workflow.accounts.records import Holder
from workflow.database import tokens
from workflow.database.instants import to_micros
from workflow.database.statements import insert_returning_id
from workflow.database.store import Tx
from workflow.tables.accounts import AccountSession

_OPEN = insert_returning_id(
    AccountSession,
    *("account_id", "token_hash", "created_at", "seen_at", "browser", "revoked", "failures"),
)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A session that was just opened. ``token`` is told once: it is kept nowhere. ``failures``: how
    many attempts of strangers failed since the last time, ``failed`` when the last did: their owner
    is told."""

    token: str
    session: int
    agent: int
    failures: int
    failed: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """An attempt that was counted, in the account or in the session of a known browser: the
    ``failures`` there with it, and those of strangers before it."""

    holder: Holder
    session: int | None
    failures: int
    before: Attempts


def log_in(
    gate: Gate,
    email: str,
    password: str,
    now: datetime,
    *,
    known: str | None = None,
    browser: str = "",
) -> Entry:
    """Opens a session. ``known``: the token of the last session of this browser, if it kept one;
    ``browser``: its family, in words. Raises Refused."""
    with gate.store.write() as tx:
        attempt = _counted(tx, gate, email, now, known)
    holder = None if attempt is None else attempt.holder
    right = gate.hashing.matches(None if holder is None else holder.kept, password)
    if attempt is None or holder is None or holder.kept is None or not right:
        _log.info("account.refused", account=None if holder is None else holder.account)
        if attempt is not None and attempt.failures == gate.lasting.lockout.free:
            with gate.store.write() as tx:
                alarm.ring(
                    *(tx, attempt.holder, attempt.failures, now),
                    known=attempt.session is not None,
                )
        raise Refused(LOG_IN, (NO_ENTRY,))
    again = gate.hashing.of(password) if gate.hashing.is_old(holder.kept) else None
    with gate.store.write() as tx:
        return _opened(tx, attempt, again, now, browser)


def _counted(tx: Tx, gate: Gate, email: str, now: datetime, known: str | None) -> _Attempt | None:
    """The attempt, counted; None when there is nothing to attempt, or not yet."""
    holder = records.by_mail(tx, email)
    if holder is None or holder.kept is None or not holder.active:
        return None
    lockout = gate.lasting.lockout
    browser = None
    if known is not None:
        browser = records.browser(tx, holder.account, tokens.hash_of(known))
    if browser is not None and now - browser.opened >= gate.lasting.known:
        browser = None
    attempts = holder.attempts if browser is None else browser.attempts
    if attempts.closed(lockout, now):
        return None
    session = None if browser is None else browser.session
    counted = attempts.one_more(lockout, now)
    records.count(tx, holder.account, counted, session)
    before = holder.attempts.remembered(lockout, now)
    return _Attempt(holder=holder, session=session, failures=counted.failures, before=before)


def _opened(tx: Tx, attempt: _Attempt, again: str | None, now: datetime, browser: str) -> Entry:
    """The session, unless the account changed while its password was looked at."""
    found = records.by_id(tx, attempt.holder.account)
    assert found is not None  # an account is never removed
    if not found.active or found.kept != attempt.holder.kept:
        raise Refused(LOG_IN, (NO_ENTRY,))
    if found.locked:
        raise Refused(LOG_IN, (LOCKED_ACCOUNT,))
    records.count(tx, found.account, Attempts())
    if attempt.session is not None:
        records.count(tx, found.account, Attempts(), attempt.session)
    if again is not None:
        records.keep_again(tx, found.account, again)
    token = tokens.draw()
    session = tx.insert(
        _OPEN,
        {
            "account_id": found.account,
            "token_hash": tokens.hash_of(token),
            "created_at": to_micros(now),
            "seen_at": to_micros(now),
            "browser": browser,
            "revoked": 0,
            "failures": 0,
        },
    )
    _log.info("account.entered", account=found.account, session=session)
    return Entry(
        token=token,
        session=session,
        agent=found.agent,
        failures=attempt.before.failures,
        failed=attempt.before.last,
    )
