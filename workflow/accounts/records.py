"""An account, its sessions and its links as the registry has them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.accounts.attempts import Attempts
from workflow.database.instants import instant_or_none, micros_or_none, to_micros
from workflow.database.statements import Statement, insert_returning_id, locking, update_by_id
from workflow.database.store import Tx
from workflow.database.transaction import Row
from workflow.tables.accounts import Account, AccountLink, AccountSession
from workflow.tables.agents import Agent
from workflow.tables.columns import table

_ACCOUNT, _AGENT = table(Account), table(Agent)
_SESSION, _LINK = table(AccountSession), table(AccountLink)
_WHOSE = (
    *(_ACCOUNT.c[name] for name in ("id", "agent_id", "password_hash", "failures", "failed_at")),
    *(_ACCOUNT.c.locked_at, _AGENT.c.nom, _AGENT.c.email, _AGENT.c.actif),
)
_OF = select(*_WHOSE).join(_AGENT, _AGENT.c.id == _ACCOUNT.c.agent_id)
_BY_MAIL = locking(_OF.where(_AGENT.c.email == bindparam("email")), of=_ACCOUNT)
_BY_AGENT = locking(_OF.where(_ACCOUNT.c.agent_id == bindparam("agent")), of=_ACCOUNT)
_BY_ID = locking(_OF.where(_ACCOUNT.c.id == bindparam("id")), of=_ACCOUNT)

_CREATE = insert_returning_id(Account, "agent_id", "created_at", "password_hash", "failures")
_COUNT = update_by_id(Account, "failures", "failed_at")
_COUNT_THERE = update_by_id(AccountSession, "failures", "failed_at")
_HASH = update_by_id(Account, "password_hash", "password_at")
_REHASH = update_by_id(Account, "password_hash")
_LOCK = update_by_id(Account, "locked_at", "locked_by")

_BROWSER = Statement(
    select(*(_SESSION.c[name] for name in ("id", "created_at", "failures", "failed_at"))).where(
        _SESSION.c.token_hash == bindparam("hash"),
        _SESSION.c.account_id == bindparam("account"),
        _SESSION.c.revoked == 0,
    )
)
_THERE = Statement(
    select(_SESSION.c.failures, _SESSION.c.failed_at).where(_SESSION.c.id == bindparam("id"))
)
_END_ALL = Statement(
    _SESSION.update().where(
        _SESSION.c.account_id == bindparam("of_account"),
        _SESSION.c.id != bindparam("but"),
        _SESSION.c.ended_at.is_(None),
    ),
    ("ended_at", "ended_by", "revoked"),
)
_END_ONE = Statement(
    _SESSION.update().where(
        _SESSION.c.account_id == bindparam("of_account"),
        _SESSION.c.id == bindparam("of_id"),
        _SESSION.c.ended_at.is_(None),
    ),
    ("ended_at", "ended_by", "revoked"),
)
_REVOKE_LINKS = Statement(
    _LINK.update().where(
        _LINK.c.account_id == bindparam("of_account"),
        _LINK.c.used_at.is_(None),
        _LINK.c.revoked_at.is_(None),
    ),
    ("revoked_at",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """An account, and the agent whose it is."""

    account: int
    agent: int
    name: str
    email: str
    active: bool
    kept: str | None
    attempts: Attempts
    locked: bool

    @property
    def own_words(self) -> tuple[str, str]:
        """What their password may not hold."""
        return self.name, self.email


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser that came in once, and its own attempts since."""

    session: int
    opened: datetime
    attempts: Attempts


def by_mail(tx: Tx, email: str) -> Holder | None:
    """The account of that address, locked."""
    return _holder(tx.one(_BY_MAIL, {"email": email.strip().lower()}))


def by_agent(tx: Tx, agent: int) -> Holder | None:
    """The account of that agent, locked."""
    return _holder(tx.one(_BY_AGENT, {"agent": agent}))


def by_id(tx: Tx, account: int) -> Holder | None:
    """The account of that number, locked."""
    return _holder(tx.one(_BY_ID, {"id": account}))


def create(tx: Tx, agent: int, now: datetime) -> int:
    """An account without a password."""
    return tx.insert(
        _CREATE,
        {"agent_id": agent, "created_at": to_micros(now), "password_hash": None, "failures": 0},
    )


def browser(tx: Tx, account: int, token_hash: str) -> Browser | None:
    """The browser that bears the token of a session of the account, open or over, not revoked."""
    row = tx.one(_BROWSER, {"account": account, "hash": token_hash})
    if row is None:
        return None
    opened = instant_or_none(row[1])
    assert opened is not None
    return Browser(session=row[0], opened=opened, attempts=_attempts(row[2], row[3]))


def of_session(tx: Tx, session: int) -> Attempts:
    """The attempts counted against a session."""
    row = tx.one(_THERE, {"id": session})
    return Attempts() if row is None else _attempts(*row)


def count(tx: Tx, account: int, attempts: Attempts, session: int | None = None) -> None:
    """The attempts so far, of strangers or of the browser of that session."""
    written = {"failures": attempts.failures, "failed_at": micros_or_none(attempts.last)}
    if session is None:
        tx.write(_COUNT, {"of_id": account, **written})
    else:
        tx.write(_COUNT_THERE, {"of_id": session, **written})


def keep_password(tx: Tx, account: int, kept: str, now: datetime) -> None:
    """A password that was just chosen."""
    tx.write(_HASH, {"of_id": account, "password_hash": kept, "password_at": to_micros(now)})


def keep_again(tx: Tx, account: int, kept: str) -> None:
    """The same password, at another cost."""
    tx.write(_REHASH, {"of_id": account, "password_hash": kept})


def lock(tx: Tx, account: int, now: datetime | None, by: str | None) -> None:
    """Closes the account; None opens it again."""
    tx.write(_LOCK, {"of_id": account, "locked_at": micros_or_none(now), "locked_by": by})


def end_sessions(
    tx: Tx, account: int, now: datetime, by: str, *, but: int = 0, revoked: bool = True
) -> int:
    """Closes the open sessions of the account, ``but`` that one; how many. Of a ``revoked`` one the
    browser is no longer known."""
    ended = {"ended_at": to_micros(now), "ended_by": by, "revoked": int(revoked)}
    return tx.run(_END_ALL, {"of_account": account, "but": but, **ended})


def end_session(
    tx: Tx, account: int, session: int, now: datetime, by: str, *, revoked: bool
) -> bool:
    """Closes one session of the account; whether it was open."""
    ended = {"ended_at": to_micros(now), "ended_by": by, "revoked": int(revoked)}
    return tx.run(_END_ONE, {"of_account": account, "of_id": session, **ended}) == 1


def revoke_links(tx: Tx, account: int, now: datetime) -> None:
    """The links that were not used open nothing any more."""
    tx.run(_REVOKE_LINKS, {"of_account": account, "revoked_at": to_micros(now)})


def _holder(row: Row | None) -> Holder | None:
    if row is None:
        return None
    account, agent, kept, failures, failed, locked, name, email, active = row
    return Holder(
        account=account,
        agent=agent,
        name=name,
        email=email,
        active=bool(active),
        kept=kept,
        attempts=_attempts(failures, failed),
        locked=locked is not None,
    )


def _attempts(failures: int, last: int | None) -> Attempts:
    return Attempts(failures=failures, last=instant_or_none(last))
