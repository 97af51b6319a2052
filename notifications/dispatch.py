"""One run of the messenger: what the outbox holds due is claimed, sent, and marked.

Each step has its own short transaction; no transaction is open while a server is awaited. A crash
between sending and marking sends the mail again, under the same Message-ID, once the lease is over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from notifications.channels import (
    Channel,
    ChannelUnavailable,
    PermanentFailure,
    TemporaryFailure,
)
from notifications.writing import Text, UnwritableMessage, digest_of, mail_of, text_of
from rules.days.zones import METROPOLE
from workflow.database.store import Store
from workflow.post import outbox
from workflow.post.outbox import Message

PARIS = ZoneInfo(METROPOLE.timezone)

LEASE = timedelta(minutes=15)
"""How long a claim keeps others away: a batch must be sent within it."""

MOST = 100
"""Messages claimed at once."""

MAX_ATTEMPTS = 8

_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=4)

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class AddressBook(Protocol):
    """Who stands behind a recipient of the house (``service:12``, ``role:bat:Bobigny``…)."""

    def addresses(self, recipient: str) -> list[str]:
        """The mail addresses of the recipient, today; none when nobody is known."""


class UnknownRecipient(LookupError):
    """Nobody has an address behind this recipient."""

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        super().__init__(
            f"Aucune adresse n’est connue pour le destinataire « {recipient} » : "
            "complétez la fiche du service ou la configuration des rôles."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """How many messages left, wait for another try, or will not leave by themselves any more.

    ``stopped``: why the run ended before its end, in French; None when it went through.
    """

    sent: int
    later: int
    dead: int
    stopped: str | None = None


def dispatch(
    store: Store,
    channel: Channel,
    address_book: AddressBook,
    *,
    now: datetime,
    sender: str,
    progress: Callable[[int], None] | None = None,
    tz: tzinfo = PARIS,
    rng: Random | None = None,
    lease: timedelta = LEASE,
    most: int = MOST,
    max_attempts: int = MAX_ATTEMPTS,
) -> Dispatched:
    """Sends all that is due at ``now``. Safe to run late, twice, or on several machines.

    ``sender``: the From header. ``progress`` is told how many messages were just settled. ``rng``
    spreads the retries; by default it is seeded by ``now``, so that a virtual year replays alike.
    """
    run = _Run(
        store=store,
        channel=channel,
        address_book=address_book,
        now=now,
        sender=sender,
        progress=progress or _quietly,
        tz=tz,
        rng=rng or Random(now.isoformat()),
        max_attempts=max_attempts,
    )
    try:
        while run.stopped is None:
            with store.write() as tx:
                claimed = outbox.claim(tx, now=now, lease=lease, most=most)
            if not claimed:
                break
            run.deliver(claimed)
    finally:
        channel.close()
    return Dispatched(sent=run.sent, later=run.later, dead=run.dead, stopped=run.stopped)


def retry_delay(attempts: int, rng: Random) -> timedelta:
    """How long to wait after ``attempts`` earlier failures: a minute, doubled each time, at most
    four hours, of which a random half is kept apart so that retries do not come all together."""
    doubled = _FIRST_DELAY * (1 << min(attempts, 16))
    return min(doubled, _LONGEST_DELAY) * rng.uniform(0.5, 1)


def _quietly(_settled: int) -> None:
    """Nobody watches."""


@dataclass(slots=True, kw_only=True)
class _Letter:
    """What leaves as one mail: one message, or the several of a digest."""

    messages: list[Message] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Run:
    store: Store
    channel: Channel
    address_book: AddressBook
    now: datetime
    sender: str
    progress: Callable[[int], None]
    tz: tzinfo
    rng: Random
    max_attempts: int
    sent: int = 0
    later: int = 0
    dead: int = 0
    stopped: str | None = None

    def deliver(self, claimed: Sequence[Message]) -> None:
        """Settles every message of a claim; on ``stopped``, those not tried are put off."""
        letters = self._letters(claimed)
        for position, letter in enumerate(letters, start=1):
            try:
                self._send(letter)
            except (PermanentFailure, UnknownRecipient) as failure:
                self._bury(letter.messages, failure)
            except TemporaryFailure as failure:
                blameless = isinstance(failure, ChannelUnavailable)
                self._try_again(letter.messages, failure, counted=not blameless)
                # A server that falls silent would cost a timeout a mail, and outlast the lease.
                if blameless or failure.code is None:
                    self.stopped = str(failure)
                    untried = [one for other in letters[position:] for one in other.messages]
                    self._try_again(untried, failure, counted=False)
                    return
            else:
                self._settle(letter.messages)

    def _letters(self, claimed: Sequence[Message]) -> list[_Letter]:
        """Messages of one recipient and one digest make one letter, at the place of the first."""
        letters: dict[object, _Letter] = {}
        for message in claimed:
            try:
                text = text_of(message, now=self.now, tz=self.tz)
            except UnwritableMessage as failure:
                self._bury([message], failure)
                continue
            key = message.id if message.digest is None else (message.recipient, message.digest)
            letter = letters.setdefault(key, _Letter())
            letter.messages.append(message)
            letter.texts.append(text)
        return list(letters.values())

    def _send(self, letter: _Letter) -> None:
        first = letter.messages[0]
        to = self.address_book.addresses(first.recipient)
        if not to:
            raise UnknownRecipient(first.recipient)
        text = letter.texts[0] if len(letter.texts) == 1 else digest_of(letter.texts)
        try:
            mail = mail_of(
                text,
                message_id=first.message_id,
                sender=self.sender,
                to=to,
                now=self.now,
                tz=self.tz,
            )
        except ValueError as error:
            raise PermanentFailure(
                f"Une adresse du destinataire « {first.recipient} » est mal écrite."
            ) from error
        self.channel.send(mail)

    def _settle(self, messages: Sequence[Message]) -> None:
        with self.store.write() as tx:
            for message in messages:
                outbox.mark_sent(tx, message, self.now)
        self.sent += len(messages)
        self.progress(len(messages))

    def _bury(self, messages: Sequence[Message], failure: Exception) -> None:
        with self.store.write() as tx:
            for message in messages:
                outbox.mark_dead(tx, message, str(failure))
        for message in messages:
            _log.error(
                "message_dead",
                message_id=message.message_id,
                occasion=message.occasion,
                recipient=message.recipient,
                failure=type(failure).__name__,
            )
        self.dead += len(messages)
        self.progress(len(messages))

    def _try_again(
        self, messages: Sequence[Message], failure: TemporaryFailure, *, counted: bool
    ) -> None:
        """Messages that failed together are due again together, so that a digest stays one."""
        lost = [one for one in messages if counted and one.attempts + 1 >= self.max_attempts]
        if lost:
            self._bury(lost, failure)
        waiting = [one for one in messages if one not in lost]
        if not waiting:
            return
        attempts = max(one.attempts for one in waiting) if counted else 0
        retry_at = self.now + retry_delay(attempts, self.rng)
        with self.store.write() as tx:
            for message in waiting:
                # Marking counts an attempt: an outage of the server must not use up those of a
                # message, or a week-end would bury all that was written in it.
                shown = message if counted else replace(message, attempts=message.attempts - 1)
                outbox.mark_later(tx, shown, retry_at, str(failure))
        self.later += len(waiting)
        self.progress(len(waiting))
