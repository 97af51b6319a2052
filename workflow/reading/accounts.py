"""Accounts as lists show them: of each agent, whether and how they come in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.reading.cursors import in_order
from workflow.tables.accounts import Account, AccountLink, AccountSession
from workflow.tables.agents import Agent
from workflow.tables.columns import table

_ACCOUNT, _AGENT = table(Account), table(Agent)
_SESSION, _LINK = table(AccountSession), table(AccountLink)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """The account of an agent. ``chosen``: since when they have their password; ``invited``: until
    when a link that was not used opens; ``seen``: when they last were there; ``failures``: the
    attempts that failed since."""

    agent: int
    name: str
    email: str
    active: bool
    created: datetime
    chosen: datetime | None
    locked: datetime | None
    locked_by: str | None
    invited: datetime | None
    seen: datetime | None
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A session. ``ended`` None: nobody closed it, it may have closed by itself."""

    id: int
    opened: datetime
    seen: datetime
    browser: str
    ended: datetime | None
    ended_by: str | None


def listing(
    store: Store, now: datetime, *, most: int = 50, agents: Collection[int] | None = None
) -> list[AccountLine]:
    """Up to ``most`` accounts, by name; of these agents, when some are named."""
    seen = (
        select(_SESSION.c.account_id, func.max(_SESSION.c.seen_at).label("at"))
        .group_by(_SESSION.c.account_id)
        .subquery()
    )
    invited = (
        select(_LINK.c.account_id, func.max(_LINK.c.expires_at).label("until"))
        .where(_LINK.c.used_at.is_(None), _LINK.c.revoked_at.is_(None))
        .group_by(_LINK.c.account_id)
        .subquery()
    )
    query = (
        select(
            _ACCOUNT,
            *(_AGENT.c[name] for name in ("nom", "email", "actif")),
            *(seen.c.at, invited.c.until),
        )
        .join(_AGENT, _AGENT.c.id == _ACCOUNT.c.agent_id)
        .outerjoin(seen, seen.c.account_id == _ACCOUNT.c.id)
        .outerjoin(invited, invited.c.account_id == _ACCOUNT.c.id)
        .where(*(() if agents is None else (_AGENT.c.id.in_(agents),)))
    )
    with store.read() as connection:
        found = [
            AccountLine(
                agent=row.agent_id,
                name=row.nom,
                email=row.email,
                active=bool(row.actif),
                created=from_micros(row.created_at),
                chosen=instant_or_none(row.password_at),
                locked=instant_or_none(row.locked_at),
                locked_by=row.locked_by,
                invited=_still(instant_or_none(row.until), now),
                seen=instant_or_none(row.at),
                failures=row.failures,
            )
            for row in connection.execute(query)
        ]
    return in_order(found, lambda one: (one.name, one.agent))[:most]


def sessions(store: Store, agent: int, *, most: int = 50) -> Sequence[SessionLine]:
    """Up to ``most`` sessions of an agent, the last opened first."""
    query = (
        select(_SESSION)
        .join(_ACCOUNT, _ACCOUNT.c.id == _SESSION.c.account_id)
        .where(_ACCOUNT.c.agent_id == agent)
        .order_by(_SESSION.c.created_at.desc(), _SESSION.c.id.desc())
        .limit(most)
    )
    with store.read() as connection:
        return [
            SessionLine(
                id=row.id,
                opened=from_micros(row.created_at),
                seen=from_micros(row.seen_at),
                browser=row.browser,
                ended=instant_or_none(row.ended_at),
                ended_by=row.ended_by,
            )
            for row in connection.execute(query)
        ]


def _still(until: datetime | None, now: datetime) -> datetime | None:
    return until if until is not None and now < until else None
