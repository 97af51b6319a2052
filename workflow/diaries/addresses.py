"""The secret addresses of a diary: made, revoked, read.

Of an address only the hash of its secret is kept. It has no end of its own: it is read every few
hours for years, until somebody revokes it. So its uses are no rows, but the instant of the last.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import bindparam, select

from rules.diaries import CREATE, REVOKE, REVOKED, not_allowed
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered
from workflow.acts import receipts
from workflow.acts.commands import journal_refusal
from workflow.acts.receipts import Repeatable
from workflow.database import tokens
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Store, Tx
from workflow.diaries import owners
from workflow.tables.columns import table
from workflow.tables.diaries import DiaryAddress
from workflow.trail import journal
from workflow.trail.journal import Entry, UnknownSubject

_ADDRESS = table(DiaryAddress)
_INSERT = insert_returning_id(
    DiaryAddress, "kind", "subject_id", "token_hash", "created_at", "created_by"
)
_READ = Statement(
    select(_ADDRESS.c.kind, _ADDRESS.c.subject_id, _ADDRESS.c.revoked_at).where(
        _ADDRESS.c.id == bindparam("id")
    )
)
_FIND = Statement(
    select(
        *(_ADDRESS.c[name] for name in ("id", "kind", "subject_id", "revoked_at", "read_at"))
    ).where(_ADDRESS.c.token_hash == bindparam("hash"))
)
_REVOKE = update_by_id(DiaryAddress, "revoked_at", "revoked_by")
_WAS_READ = update_by_id(DiaryAddress, "read_at")

_EXACTNESS = timedelta(minutes=10) // timedelta(microseconds=1)
"""How old « last read » may be: a reading is no reason to write each time."""

_log = structlog.get_logger()

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """An address that was just made. ``token`` is told once: it is kept nowhere, and empty when the
    address had been made already under its key."""

    address_id: int
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept(Repeatable):
    """What a key answers of an address: never its token."""

    address_id: int


class UnknownAddress(LookupError):
    """No address bears that number."""

    def __init__(self, address_id: int) -> None:
        self.address_id = address_id
        super().__init__(f"L’adresse d’agenda {numbered(address_id)} n’existe pas.")


def create(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    of: Subject,
    *,
    agent: int | None = None,
    key: str | None = None,
) -> NewAddress:
    """Makes an address at which the diary of that subject is read. ``agent``: who acts, when the
    door has made sure of it. Raises UnknownOwner, Refused."""
    act = _dated(rulebook, act, CREATE)
    token, whose = tokens.draw(), ("adresse_agenda", of.kind.value, of.id)

    def work(tx: Tx) -> _Kept:
        return receipts.once(tx, key, act, whose, _Kept, lambda: _create(tx, act, of, agent, token))

    kept = _attempt(store, act, of, work)
    return NewAddress(address_id=kept.address_id, token="" if kept.repeated else token)


def _create(tx: Tx, act: Act, of: Subject, agent: int | None, token: str) -> _Kept:
    try:
        chain = journal.lock(tx, of)
    except UnknownSubject as error:
        raise owners.UnknownOwner(of) from error
    refusal = not_allowed(CREATE, act.actor, owners.owner(tx, of), agent)
    if refusal is not None:
        raise Refused(CREATE, (refusal,))
    address_id = tx.insert(
        _INSERT,
        {
            "kind": of.kind.value,
            "subject_id": of.id,
            "token_hash": tokens.hash_of(token),
            "created_at": to_micros(act.known),
            "created_by": act.actor.name,
        },
    )
    journal.append(tx, chain, _entry(act, address_id))
    return _Kept(address_id=address_id)


def revoke(
    store: Store, rulebook: Rulebook, act: Act, address_id: int, *, agent: int | None = None
) -> None:
    """Nothing is read at that address any more; ``agent`` as for ``create``. Raises UnknownAddress,
    Refused."""
    act = _dated(rulebook, act, REVOKE)
    with store.glance() as tx:
        row = tx.one(_READ, {"id": address_id})
    if row is None:
        raise UnknownAddress(address_id)
    of = Subject(SubjectKind(row[0]), row[1])
    _attempt(store, act, of, lambda tx: _revoke(tx, act, of, agent, address_id))


def _revoke(tx: Tx, act: Act, of: Subject, agent: int | None, address_id: int) -> None:
    chain = journal.lock(tx, of)
    row = tx.one(_READ, {"id": address_id})
    assert row is not None  # an address is never removed
    refused = not_allowed(REVOKE, act.actor, owners.owner(tx, of), agent)
    refusals: list[Refusal] = [] if refused is None else [refused]
    if row[2] is not None:
        refusals.append(REVOKED)
    if refusals:
        raise Refused(REVOKE, tuple(refusals))
    tx.write(
        _REVOKE,
        {
            "of_id": address_id,
            "revoked_at": to_micros(act.known),
            "revoked_by": act.actor.name,
        },
    )
    journal.append(tx, chain, _entry(act, address_id))


def whose(store: Store, token: str, now: datetime) -> Subject | None:
    """Whose diary is read with that secret, now; None when it opens nothing, or no longer."""
    hashed = {"hash": tokens.hash_of(token)}
    with store.glance() as tx:
        row = tx.one(_FIND, hashed)
    if row is None or row[3] is not None:
        return None
    address_id, kind, subject_id, _, read_at = row
    at = to_micros(now)
    if read_at is None or at - read_at >= _EXACTNESS:
        with store.write() as tx:
            tx.write(_WAS_READ, {"of_id": address_id, "read_at": at})
    _log.info("diary.read", address=address_id, kind=kind, subject=subject_id)
    return Subject(SubjectKind(kind), subject_id)


def _dated(rulebook: Rulebook, act: Act, event: str) -> Act:
    return replace(act, event=event, occurred=act.occurred.astimezone(rulebook.calendar.tz))


def _attempt(store: Store, act: Act, of: Subject, work: Callable[[Tx], T]) -> T:
    """The work, all of it or nothing but its refusal, in the chain of whose diary it is."""
    try:
        with store.write() as tx:
            return work(tx)
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, of, act, refused)
        raise


def _entry(act: Act, address_id: int) -> Entry:
    return Entry(
        act=act.event,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={"adresse": address_id},
        changes=False,
    )
