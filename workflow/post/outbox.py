"""Messages written in the transaction of the act that occasions them, told later.

Here is what is to be told, and to which house address; to whom it then leaves is ``deliveries``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from rules.actors import Role
from rules.subjects import Subject, SubjectKind
from workflow.database.canonical import decode, encode
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_once, update_by_id
from workflow.database.store import Tx
from workflow.database.transaction import Row
from workflow.tables.columns import table
from workflow.tables.post import Outbox

_OUTBOX = table(Outbox)
_INSERT = insert_once(
    Outbox,
    *("kind", "subject_id", "occasion", "recipient", "data", "message_id", "digest"),
    *("created_at", "not_before", "version", "seq", "head"),
)
TOLD = tuple(
    _OUTBOX.c[name]
    for name in (
        *("id", "kind", "subject_id", "occasion", "recipient"),
        *("data", "message_id", "digest", "created_at"),
    )
)
"""The columns of a ``Message``, in the order that ``message_of`` takes them."""
_TO_ROUTE = Statement(
    _OUTBOX.select()
    .with_only_columns(*TOLD)
    .where(_OUTBOX.c.routed_at.is_(None), _OUTBOX.c.not_before <= bindparam("now"))
    .order_by(_OUTBOX.c.not_before, _OUTBOX.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
_LAST = Statement(select(func.coalesce(func.max(_OUTBOX.c.id), 0)))
_SINCE = Statement(
    select(func.count()).where(
        _OUTBOX.c.id > bindparam("last"), _OUTBOX.c.created_at == bindparam("now")
    )
)
_HOLD = update_by_id(Outbox, "not_before")
_ROUTED = update_by_id(Outbox, "routed_at")
_ROUTE_AGAIN = update_by_id(Outbox, "routed_at", "not_before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to tell. ``recipient`` is an address of the house: ``service:12``,
    ``responsable:12``, ``role:bop``, ``role:bat:<circonscription>``, ``agent:12``,
    ``intervenant:<genre>:<circonscription>:<jour>``, ``intervenant:<participant>``. ``digest``
    groups messages of one recipient that leave as one mail. ``data`` holds references and codes,
    never a name."""

    id: int
    subject: Subject
    occasion: str
    recipient: str
    data: Mapping[str, object]
    message_id: str
    digest: str | None
    created: datetime


NOWHERE = Subject(SubjectKind.CIRCONSCRIPTION, 0)
"""The subject of what concerns the whole département: no circonscription has this number."""

_BY_TERRITORY = frozenset({Role.BAT, Role.MANAGER})


def office(role: Role, circonscription: object) -> str:
    """The house address of an office. There is one BOP and one EP; the BAT and the managers are by
    circonscription."""
    everywhere = circonscription is None or role not in _BY_TERRITORY
    return f"role:{role}" if everywhere else f"role:{role}:{circonscription}"


def visitor(genre: object, circonscription: object, day: date) -> str:
    """The house address of whoever comes from outside to séances of that kind, that day, there."""
    return f"intervenant:{genre}:{circonscription or ''}:{day}"


def named_visitor(participant: int) -> str:
    """The house address of whoever is named to come to one séance from outside."""
    return f"intervenant:{participant}"


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
            "version": 0,
            "seq": 0,
            "head": "",
        },
    )


def last(tx: Tx) -> int:
    """The number of the last message that was written down, 0 when there is none."""
    row = tx.one(_LAST, {})
    return 0 if row is None else int(row[0])


def since(tx: Tx, last: int, now: datetime) -> int:
    """How many were written down after that one, at that instant."""
    row = tx.one(_SINCE, {"last": last, "now": to_micros(now)})
    return 0 if row is None else int(row[0])


def to_route(tx: Tx, *, now: datetime, most: int) -> list[Message]:
    """Up to ``most`` messages for which nobody was looked up yet, held until the commit."""
    return [message_of(row) for row in tx.all(_TO_ROUTE, {"now": to_micros(now), "most": most})]


def hold(tx: Tx, messages: Sequence[Message], until: datetime) -> None:
    """They are looked at again then: it is no hour to tell them."""
    tx.many(_HOLD, [{"of_id": one.id, "not_before": to_micros(until)} for one in messages])


def routed(tx: Tx, messages: Sequence[Message], now: datetime) -> None:
    """Their deliveries are written."""
    tx.many(_ROUTED, [{"of_id": one.id, "routed_at": to_micros(now)} for one in messages])


def route_again(tx: Tx, numbers: Sequence[int], now: datetime) -> None:
    """Whoever stands behind their recipients now is looked up once more."""
    back = {"routed_at": None, "not_before": to_micros(now)}
    tx.many(_ROUTE_AGAIN, [{"of_id": number, **back} for number in numbers])


def message_of(row: Row) -> Message:
    """The message of a row of the columns ``TOLD``."""
    key, kind, subject_id, occasion, recipient, data, message_id, digest, created = row
    return Message(
        id=key,
        subject=Subject(SubjectKind(kind), subject_id),
        occasion=occasion,
        recipient=recipient,
        data=decode(data),
        message_id=message_id,
        digest=digest,
        created=from_micros(created),
    )
