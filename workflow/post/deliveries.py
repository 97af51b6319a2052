"""A message on its way to each person by each channel: written, claimed, sent, marked.

At least once: a delivery is claimed for a lease, sent, marked. A crash between sending and marking
sends it again under the same Message-ID. What leaves as one is kept as one: it is sent again whole,
and with nothing that came since, so that a receiver who drops a double loses nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import FromClause, and_, bindparam, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from rules.telling import State
from workflow.database.canonical import encode
from workflow.database.instants import micros_or_none, to_micros
from workflow.database.statements import Statement, insert_once, update_by_id
from workflow.database.store import Tx
from workflow.database.transaction import Row
from workflow.post import outbox
from workflow.post.outbox import Message
from workflow.tables.columns import table
from workflow.tables.post import DeliveryRow, Outbox

NOBODY = ""
"""``who`` of a delivery when nobody stands behind the recipient."""


_DELIVERY, _OUTBOX = table(DeliveryRow), table(Outbox)
_INSERT = insert_once(
    DeliveryRow,
    *("outbox_id", "kind", "subject_id", "thing", "who", "agent_id", "address"),
    *("channel", "digest"),
    *("not_before", "attempts", "state"),
)


def _free(of: FromClause) -> ColumnElement[bool]:
    """Whether a delivery is due and nobody has taken it."""
    return and_(
        of.c.state == State.TO_SEND.value,
        of.c.channel == bindparam("channel"),
        of.c.not_before <= bindparam("now"),
        or_(of.c.lease_until.is_(None), of.c.lease_until <= bindparam("now")),
    )


_COLUMNS = (
    *(_DELIVERY.c[name] for name in ("id", "who", "agent_id", "address", "channel")),
    *(_DELIVERY.c[name] for name in ("digest", "letter", "attempts")),
    *outbox.TOLD,
)
_EARLIER = table(DeliveryRow).alias("earlier")
_FIRST_OF_ITS_DIGEST = ~exists().where(
    _free(_EARLIER),
    _EARLIER.c.who == _DELIVERY.c.who,
    _EARLIER.c.digest == _DELIVERY.c.digest,
    _EARLIER.c.letter.is_not_distinct_from(_DELIVERY.c.letter),
    _EARLIER.c.id < _DELIVERY.c.id,
)
# Whoever takes the first of a digest takes all of it: two processes never share one.
_DUE = Statement(
    select(*_COLUMNS)
    .join_from(_DELIVERY, _OUTBOX, _OUTBOX.c.id == _DELIVERY.c.outbox_id)
    .where(_free(_DELIVERY), or_(_DELIVERY.c.digest.is_(None), _FIRST_OF_ITS_DIGEST))
    .order_by(_DELIVERY.c.not_before, _DELIVERY.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_DELIVERY)
)
_REST_OF_DIGEST = Statement(
    select(*_COLUMNS)
    .join_from(_DELIVERY, _OUTBOX, _OUTBOX.c.id == _DELIVERY.c.outbox_id)
    .where(
        _free(_DELIVERY),
        _DELIVERY.c.who == bindparam("who"),
        _DELIVERY.c.digest == bindparam("digest"),
        _DELIVERY.c.letter.is_not_distinct_from(bindparam("letter")),
        _DELIVERY.c.id > bindparam("first"),
    )
    .order_by(_DELIVERY.c.id)
    .with_for_update(skip_locked=True, of=_DELIVERY)
)
_CHANNELS = Statement(
    select(_DELIVERY.c.channel)
    .distinct()
    .where(_DELIVERY.c.state == State.TO_SEND.value, _DELIVERY.c.not_before <= bindparam("now"))
    .order_by(_DELIVERY.c.channel)
)
_LEASE = update_by_id(DeliveryRow, "lease_until", "letter")
_HOLD = update_by_id(DeliveryRow, "not_before", "lease_until")
# Whoever outlived their lease finds it settled by another, and changes nothing.
_SETTLE = Statement(
    _DELIVERY.update().where(
        _DELIVERY.c.id == bindparam("of_id"), _DELIVERY.c.state == State.TO_SEND.value
    ),
    (
        *("state", "attempts", "not_before", "lease_until", "letter"),
        *("sent_at", "address", "error"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A delivery to write: to ``who`` (``agent:12``, an address, or NOBODY), due ``at``."""

    message: Message
    who: str
    agent: int | None
    address: str | None
    channel: str
    at: datetime
    digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery that is due. ``letter`` is shared by those that leave as one mail; ``sealed``: it
    was taken before, and may have left."""

    id: int
    message: Message
    who: str
    agent: int | None
    address: str | None
    channel: str
    digest: str | None
    letter: int
    sealed: bool
    attempts: int

    @property
    def letter_id(self) -> str:
        """The Message-ID of what it leaves in: the same each time that it is sent."""
        if self.digest is not None:
            return f"<recapitulatif-{self.letter}@reorientation.local>"
        key, at, domain = self.message.message_id.rpartition("@")
        return f"{key}.{self.letter}{at}{domain}"


def thing_of(message: Message) -> str:
    """What is told: the same for two messages that say the same of one subject at one instant."""
    said = (message.occasion, *message.subject, message.created.isoformat(), message.data)
    return hashlib.sha256(encode(said).encode()).hexdigest()


def write(tx: Tx, planned: Iterable[NewDelivery]) -> None:
    """Writes deliveries down, each person told once of one thing by one channel. Two who write the
    same things in another order may be at odds: the work of one is then to be done again."""
    for row in map(_row, planned):
        if not tx.run(_INSERT, row):
            tx.run(_INSERT, row | {"state": State.TOLD.value})


def _row(one: NewDelivery) -> dict[str, object]:
    return {
        "outbox_id": one.message.id,
        "kind": one.message.subject.kind.value,
        "subject_id": one.message.subject.id,
        "thing": thing_of(one.message),
        "who": one.who,
        "agent_id": one.agent,
        "address": one.address,
        "channel": one.channel,
        "digest": one.digest,
        "not_before": to_micros(one.at),
        "attempts": 0,
        "state": State.TO_SEND.value,
    }


def channels_due(tx: Tx, now: datetime) -> list[str]:
    """The channels by which something is due."""
    return [row[0] for row in tx.all(_CHANNELS, {"now": to_micros(now)})]


def due(tx: Tx, *, channel: str, now: datetime, most: int) -> list[list[Delivery]]:
    """What is due by a channel, held until the commit: up to ``most`` letters, each with all that
    leaves in it."""
    asked = {"channel": channel, "now": to_micros(now)}
    letters = []
    for first in tx.all(_DUE, asked | {"most": most}):
        key, who, digest, letter = first[0], first[1], first[5], first[6]
        rest: list[Row] = []
        if digest is not None:
            group = {"who": who, "digest": digest, "letter": letter, "first": key}
            rest = tx.all(_REST_OF_DIGEST, asked | group)
        letters.append([_delivery(row, letter or key) for row in (first, *rest)])
    return letters


def _delivery(row: Row, letter: int) -> Delivery:
    key, who, agent, address, channel, digest, sealed, attempts, *told = row
    return Delivery(
        id=key,
        message=outbox.message_of(tuple(told)),
        who=who,
        agent=agent,
        address=address,
        channel=channel,
        digest=digest,
        letter=letter,
        sealed=sealed is not None,
        attempts=attempts,
    )


def claim(tx: Tx, letters: Iterable[Sequence[Delivery]], until: datetime) -> None:
    """Nobody else gets them until then, and each letter stays what it is."""
    taken = [one for letter in letters for one in letter]
    lease = to_micros(until)
    tx.many(
        _LEASE, [{"of_id": one.id, "lease_until": lease, "letter": one.letter} for one in taken]
    )


def hold(tx: Tx, held: Sequence[Delivery], until: datetime) -> None:
    """It is no hour for them to leave: they are due again then."""
    again = {"not_before": to_micros(until), "lease_until": None}
    tx.many(_HOLD, [{"of_id": one.id, **again} for one in held])


def divert(tx: Tx, strayed: Sequence[Delivery], now: datetime) -> None:
    """Those no longer stand behind the recipient: whoever does is looked up again."""
    for one in strayed:
        _settle(tx, one, state=State.DIVERTED, due=now, letter=one.letter, tries=0)
    outbox.route_again(tx, sorted({one.message.id for one in strayed}), now)


def mark_sent(tx: Tx, one: Delivery, now: datetime) -> None:
    """It left."""
    _settle(tx, one, state=State.SENT, due=now, sent=now, letter=one.letter)


def mark_needless(tx: Tx, one: Delivery, now: datetime, state: State) -> None:
    """It need not leave: something else told them already, or it has no object any more."""
    _settle(tx, one, state=state, due=now, letter=one.letter, tries=0)


def mark_later(
    tx: Tx, one: Delivery, retry_at: datetime, error: str, *, counted: bool = True
) -> None:
    """It did not leave; it is due again at ``retry_at``. ``counted`` False: it was not even tried,
    and may leave with others unless it was before."""
    loose = not counted and not one.sealed
    _settle(
        tx,
        one,
        state=State.TO_SEND,
        due=retry_at,
        error=error,
        tries=1 if counted else 0,
        letter=None if loose else one.letter,
    )


def mark_dead(tx: Tx, one: Delivery, now: datetime, error: str) -> None:
    """It will not leave by itself any more: a human is told."""
    _settle(tx, one, state=State.DEAD, due=now, error=error, letter=one.letter)


def _settle(
    tx: Tx,
    one: Delivery,
    *,
    state: State,
    due: datetime,
    letter: int | None,
    sent: datetime | None = None,
    error: str | None = None,
    tries: int = 1,
) -> None:
    tx.write(
        _SETTLE,
        {
            "of_id": one.id,
            "state": state.value,
            "attempts": one.attempts + tries,
            "not_before": to_micros(due),
            "lease_until": None,
            "letter": letter,
            "sent_at": micros_or_none(sent),
            "address": one.address,
            "error": error,
        },
    )
