"""An outbox to send, a channel that keeps what it is given, and what became of each message."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from zlib import crc32

from sqlalchemy import select

from notifications.channels.contract import Channel, Parcel
from notifications.channels.mail import mail_of
from notifications.dispatch import Dispatched, dispatch
from rules.days.calendar import Calendar
from rules.subjects import Subject, SubjectKind
from rules.telling import MAIL
from tests.notifications.samples import DOSSIER, ECHEANCE
from workflow.database.store import Store
from workflow.post import outbox
from workflow.tables.columns import table
from workflow.tables.post import DeliveryRow, Outbox

NOW = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
"""A Monday, nine o’clock in Paris."""

CALENDAR = Calendar.compile("93")
SENDER = "Réorientation RSA <rsa@departement.example>"
URGENT: dict[str, Any] = {"occasion": "echeance_niveau_1", "data": {**DOSSIER, **ECHEANCE}}
"""What leaves at any hour."""


class Book:
    """Everybody has an address but those of ``unknown``; ``others`` have theirs."""

    def __init__(self, *unknown: str, **others: list[str]) -> None:
        self.unknown = unknown
        self.others = others

    def addresses(self, recipient: str) -> list[str]:
        name = recipient.replace(":", "-")
        return [] if recipient in self.unknown else self.others.get(name, [f"{name}@rsa.example"])

    def by_post(self, recipient: str) -> bool:
        return recipient in self.unknown


class Box:
    """A channel that keeps the mails, after ``before`` each has had its say."""

    def __init__(self, before: Callable[[EmailMessage], None] = lambda _mail: None) -> None:
        self.mails: list[EmailMessage] = []
        self.parcels: list[Parcel] = []
        self.closed = 0
        self.before = before

    def send(self, parcel: Parcel) -> None:
        mail = mail_of(parcel)
        self.before(mail)
        self.mails.append(mail)
        self.parcels.append(parcel)

    def close(self) -> None:
        self.closed += 1

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    @property
    def keys(self) -> list[str]:
        """The key of each mail’s message: what comes before the number of its delivery."""
        return [one.strip("<>").partition("@")[0].partition(".")[0] for one in self.ids]

    @property
    def to(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]


def write(
    store: Store,
    *keys: str,
    occasion: str = "demande_retiree",
    recipient: str = "service:12",
    data: Mapping[str, object] = DOSSIER,
    digest: str | None = None,
    now: datetime = NOW,
    dossier: int | None = None,
) -> None:
    """Puts a message down under each key. The dossier of each is another, unless one is given."""
    with store.write() as tx:
        for key in keys:
            outbox.write(
                tx,
                subject=Subject(SubjectKind.DOSSIER, dossier or crc32(key.encode())),
                occasion=occasion,
                recipient=recipient,
                data=data,
                key=key,
                now=now,
                digest=digest,
            )


def send(store: Store, channel: Channel, now: datetime = NOW, **options: Any) -> Dispatched:
    """One run of the messenger, by mail alone."""
    book = options.pop("book", Book())
    calendar = options.pop("calendar", CALENDAR)
    channels = options.pop("channels", {MAIL: channel})
    return dispatch(store, channels, book, now=now, sender=SENDER, calendar=calendar, **options)


def rows(store: Store) -> dict[str, tuple[str, int, str | None]]:
    """Key → state, attempts, error of the last delivery of each message."""
    sent, kept = table(DeliveryRow), table(Outbox)
    query = (
        select(kept.c.message_id, sent.c.state, sent.c.attempts, sent.c.error)
        .join_from(sent, kept, kept.c.id == sent.c.outbox_id)
        .order_by(sent.c.id)
    )
    with store.read() as connection:
        return {
            row[0].removeprefix("<").partition("@")[0]: (row[1], row[2], row[3])
            for row in connection.execute(query)
        }
