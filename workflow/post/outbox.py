"""Messages written in the transaction of the act that occasions them, told later.

At least once: a message is claimed for a lease, sent, marked. A crash between sending and marking
sends it again under the same Message-ID.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_

from rules.actors import Role
from rules.subjects import Subject, SubjectKind
from workflow.database.canonical import encode
from workflow.database.instants import from_micros, micros_or_none, to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import Outbox

TO_SEND, SENT, DEAD = "a_envoyer", "envoye", "mort"

_OUTBOX = table(Outbox)
_INSERT = insert_once(
    Outbox,
    *("kind", "subject_id", "occasion", "recipient", "data", "message_id", "digest"),
    *("created_at", "not_before", "attempts", "status"),
)
_FREE = or_(_OUTBOX.c.lease_until.is_(None), _OUTBOX.c.lease_until <= bindparam("now"))
_DUE = Statement(
    _OUTBOX.select()
    .with_only_columns(
        *(_OUTBOX.c[name] for name in ("id", "kind", "subject_id", "occasion", "recipient")),
        *(_OUTBOX.c[name] for name in ("data", "message_id", "digest", "attempts", "created_at")),
    )
    .where(_OUTBOX.c.status == "a_envoyer", _OUTBOX.c.not_before <= bindparam("now"), _FREE)
    .order_by(_OUTBOX.c.not_before, _OUTBOX.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_LEASE = Statement(_OUTBOX.update().where(_OUTBOX.c.id == bindparam("of_id")), ("lease_until",))
# Whoever outlived their lease finds it settled by another, and changes nothing.
_SETTLE = Statement(
    _OUTBOX.update().where(_OUTBOX.c.id == bindparam("of_id"), _OUTBOX.c.status == TO_SEND),
    ("status", "attempts", "not_before", "lease_until", "sent_at", "error"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to tell. ``recipient`` is an address of the house: ``service:12``,
    ``responsable:12``, ``role:bop``, ``role:bat:<circonscription>``,
    ``intervenant:<genre>:<circonscription>:<jour>``. ``digest`` groups messages of
    one recipient that leave as one mail. ``data`` holds references and codes, never a name."""

    id: int
    subject: Subject
    occasion: str
    recipient: str
    data: Mapping[str, object]
    message_id: str
    digest: str | None
    attempts: int
    created: datetime


_BY_TERRITORY = frozenset({Role.BAT, Role.MANAGER})


def office(role: Role, circonscription: object) -> str:
    """The house address of an office. There is one BOP and one EP; the BAT and the managers are by
    circonscription."""
    everywhere = circonscription is None or role not in _BY_TERRITORY
    return f"role:{role}" if everywhere else f"role:{role}:{circonscription}"


def visitor(genre: object, circonscription: object, day: date) -> str:
    """The house address of whoever comes from outside to séances of that kind, that day, there."""
    return f"intervenant:{genre}:{circonscription or ''}:{day}"


def write(
    tx: Tx,
    *,
    subject: Subject,
    occasion: str,
    recipient: str,
    data: Mapping[str, object],
    key: str,
    now: datetime,
    not_before: datetime | None = None,
    digest: str | None = None,
) -> None:
    """Writes a message down. ``key`` identifies it for ever: a second writing does nothing."""
    tx.write(
        _INSERT,
        {
            "kind": subject.kind.value,
            "subject_id": subject.id,
            "occasion": occasion,
            "recipient": recipient,
            "data": encode(data),
            "message_id": f"<{key}@reorientation.local>",
            "digest": digest,
            "created_at": to_micros(now),
            "not_before": to_micros(not_before or now),
            "attempts": 0,
            "status": TO_SEND,
        },
    )


def claim(tx: Tx, *, now: datetime, lease: timedelta, most: int) -> list[Message]:
    """Takes up to ``most`` due messages for the length of a lease; nobody else gets them."""
    rows = tx.all(_DUE, {"now": to_micros(now), "most": most})
    until = to_micros(now + lease)
    tx.many(_LEASE, [{"of_id": row[0], "lease_until": until} for row in rows])
    return [
        Message(
            id=row[0],
            subject=Subject(SubjectKind(row[1]), row[2]),
            occasion=row[3],
            recipient=row[4],
            data=json.loads(row[5]),
            message_id=row[6],
            digest=row[7],
            attempts=row[8],
            created=from_micros(row[9]),
        )
        for row in rows
    ]


def mark_sent(tx: Tx, message: Message, now: datetime) -> None:
    """The message left."""
    _settle(tx, message, status=SENT, not_before=message.created, sent=now, error=None)


def mark_later(tx: Tx, message: Message, retry_at: datetime, error: str) -> None:
    """The message did not leave; it is due again at ``retry_at``."""
    _settle(tx, message, status=TO_SEND, not_before=retry_at, sent=None, error=error)


def mark_dead(tx: Tx, message: Message, error: str) -> None:
    """The message will not leave by itself any more: a human is told."""
    _settle(tx, message, status=DEAD, not_before=message.created, sent=None, error=error)


def _settle(
    tx: Tx,
    message: Message,
    *,
    status: str,
    not_before: datetime,
    sent: datetime | None,
    error: str | None,
) -> None:
    tx.write(
        _SETTLE,
        {
            "of_id": message.id,
            "status": status,
            "attempts": message.attempts + 1,
            "not_before": to_micros(not_before),
            "lease_until": None,
            "sent_at": micros_or_none(sent),
            "error": error,
        },
    )
