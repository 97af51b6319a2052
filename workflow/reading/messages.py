"""What screens show of messages: to whom each left, by which channel, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    bindparam,
    func,
    select,
    union_all,
)

from rules.subjects import Subject, SubjectKind
from rules.telling import State
from workflow.database.instants import from_micros, to_micros
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.post import outbox
from workflow.post.outbox import Message
from workflow.reading import own_guests
from workflow.reading.dossiers import instant_of
from workflow.tables.agents import Agent
from workflow.tables.columns import table
from workflow.tables.post import DeliveryRow, Outbox

_OUTBOX, _DELIVERY, _AGENT = table(Outbox), table(DeliveryRow), table(Agent)
_UNROUTED = _OUTBOX.c.routed_at.is_(None)
_state = func.coalesce(_DELIVERY.c.state, State.TO_SEND.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A message on its way to somebody. ``id`` None: nobody was looked up yet. ``agent`` is their
    number, ``name`` their name; ``address`` None: nobody is known. ``state`` is a ``State``;
    ``due`` the instant from which it leaves; ``digest`` with what it leaves; ``error`` why it did
    not."""

    id: int | None
    message: int
    subject: Subject
    occasion: str
    recipient: str
    created: datetime
    agent: int | None
    name: str | None
    address: str | None
    channel: str | None
    state: str
    due: datetime
    digest: str | None
    sent: datetime | None
    attempts: int
    error: str | None


class UnknownMessage(LookupError):
    """No message bears that number."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"Le message n° {number} n’existe pas.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which messages are asked for: those of a subject, of an occasion, in a state, of an agent."""

    subject: Subject | None = None
    occasion: str | None = None
    state: str | None = None
    agent: int | None = None


def listing(store: Store, asked: Asked, *, most: int = 50) -> list[DeliveryLine]:
    """Up to ``most`` deliveries, those of the newest message first; a message for which nobody was
    looked up yet has one line."""
    query = _newest_first(*_wanted(asked)).limit(most)
    with store.read() as connection:
        return [_line(row) for row in connection.execute(query)]


def of_dossier(store: Store, number: int, *, most: int = 50) -> list[DeliveryLine]:
    """The same of a dossier."""
    with store.read() as connection:
        return [_line(row) for row in _of_dossier().rows(connection, number=number, most=most)]


def message(store: Store, number: int) -> tuple[Message, Sequence[DeliveryLine]]:
    """A message, and how it left to each. Raises UnknownMessage."""
    one = select(*outbox.TOLD).where(_OUTBOX.c.id == number)
    with store.read() as connection:
        row = connection.execute(one).one_or_none()
        if row is None:
            raise UnknownMessage(number)
        found = connection.execute(_lines().where(_OUTBOX.c.id == number).order_by(_DELIVERY.c.id))
        return outbox.message_of(tuple(row)), [_line(line) for line in found]


def waiting(store: Store, now: datetime) -> int:
    """How many messages are due: to be looked up, or to leave to somebody."""
    return queue(store, now).due


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What should have left by now: how many messages, and since when the oldest should have."""

    due: int
    since: datetime | None


def queue(store: Store, now: datetime) -> Queue:
    """What waits to leave at that instant."""
    at = to_micros(now)
    unrouted = select(func.count(), func.min(_OUTBOX.c.not_before)).where(
        _UNROUTED, _OUTBOX.c.not_before <= at
    )
    due = select(func.count(), func.min(_DELIVERY.c.not_before)).where(
        _DELIVERY.c.state == State.TO_SEND.value, _DELIVERY.c.not_before <= at
    )
    with store.read() as connection:
        found = [connection.execute(query).one() for query in (unrouted, due)]
    oldest = [row[1] for row in found if row[1] is not None]
    return Queue(
        due=sum(row[0] for row in found), since=from_micros(min(oldest)) if oldest else None
    )


@cache
def _lines() -> Select[Any]:
    return (
        select(
            *(_OUTBOX.c[name] for name in ("kind", "subject_id", "occasion", "recipient")),
            *(_OUTBOX.c[name] for name in ("created_at", "digest")),
            _OUTBOX.c.id.label("message"),
            _OUTBOX.c.not_before.label("waits_until"),
            *(_DELIVERY.c[name] for name in ("id", "agent_id", "address", "channel", "state")),
            *(_DELIVERY.c[name] for name in ("not_before", "sent_at", "attempts", "error")),
            _DELIVERY.c.digest.label("together"),
            _AGENT.c.nom,
        )
        .select_from(_OUTBOX)
        .outerjoin(_DELIVERY, _DELIVERY.c.outbox_id == _OUTBOX.c.id)
        .outerjoin(_AGENT, _AGENT.c.id == _DELIVERY.c.agent_id)
    )


def _newest_first(*where: ColumnElement[bool]) -> Select[Any]:
    return _lines().where(*where).order_by(_OUTBOX.c.id.desc(), _DELIVERY.c.id)


@cache
def _of_dossier() -> Query:
    its = _of(SubjectKind.DOSSIER, bindparam("number", type_=BigInteger))
    return Query(_newest_first(_OUTBOX.c.id.in_(its)).limit(bindparam("most")))


def _wanted(asked: Asked) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if asked.subject is not None:
        where.append(_OUTBOX.c.id.in_(_of(*asked.subject)))
    if asked.occasion is not None:
        where.append(_OUTBOX.c.occasion == asked.occasion)
    if asked.agent is not None:
        where.append(_DELIVERY.c.agent_id == asked.agent)
    if asked.state is not None:
        # Only what is to leave may have no delivery yet: the others are found by their own index.
        told = _state if asked.state == State.TO_SEND.value else _DELIVERY.c.state
        where.append(told == asked.state)
    return where


def _of(kind: SubjectKind, number: own_guests.Number) -> CompoundSelect[Any]:
    """The numbers of the messages of a subject: by their deliveries, or among the few for which
    nobody was looked up yet. What a séance tells the guests of a dossier's lines is of the dossier
    too."""
    told, waiting = select(_DELIVERY.c.outbox_id), select(_OUTBOX.c.id).where(_UNROUTED)
    found = [
        told.where(_DELIVERY.c.kind == kind.value, _DELIVERY.c.subject_id == number),
        waiting.where(_OUTBOX.c.kind == kind.value, _OUTBOX.c.subject_id == number),
    ]
    if kind is SubjectKind.DOSSIER:
        to_guests = _OUTBOX.c.recipient.in_(own_guests.addresses(number))
        there = _DELIVERY.c.subject_id.in_(own_guests.seances(number))
        found += [
            told.join_from(_DELIVERY, _OUTBOX, _OUTBOX.c.id == _DELIVERY.c.outbox_id).where(
                _DELIVERY.c.kind == SubjectKind.SEANCE.value, there, to_guests
            ),
            waiting.where(to_guests),
        ]
    return union_all(*found)


def _line(row: Row[Any]) -> DeliveryLine:
    unrouted = row.id is None
    return DeliveryLine(
        id=row.id,
        message=row.message,
        subject=Subject(SubjectKind(row.kind), row.subject_id),
        occasion=row.occasion,
        recipient=row.recipient,
        created=from_micros(row.created_at),
        agent=row.agent_id,
        name=row.nom,
        address=row.address,
        channel=row.channel,
        state=State.TO_SEND.value if unrouted else row.state,
        due=from_micros(row.waits_until if unrouted else row.not_before),
        digest=row.digest if unrouted else row.together,
        sent=instant_of(row.sent_at),
        attempts=row.attempts or 0,
        error=row.error,
    )
