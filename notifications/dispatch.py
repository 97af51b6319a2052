"""One run of the messenger: what is due is looked up, claimed, sent, and marked.

Each step has its own short transaction; no transaction is open while a server is awaited. A crash
between sending and marking sends the mail again, under the same Message-ID, once the lease is over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import structlog

from notifications.channels.contract import (
    Channel,
    ChannelUnavailable,
    PermanentFailure,
    TemporaryFailure,
)
from notifications.enclosures import AlreadyTold, Clerk, NoClerk, Pointless
from notifications.packing import Letter, Packer, UnknownRecipient
from notifications.routing import AddressBook, Room, Router, route
from notifications.writing import UnwritableMessage
from rules.days.calendar import Calendar
from rules.telling import State, Terms
from rules.words import USUAL, Words
from workflow.agents.directory import Directory
from workflow.database.store import Store, Tx
from workflow.post import deliveries, lost
from workflow.post.deliveries import Delivery

LEASE = timedelta(minutes=15)
"""How long a claim keeps others away: a batch must be sent within it."""

MOST = 100
"""Messages looked up, or letters claimed, at once."""

_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=4)

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """How many messages left to somebody, wait for another try, or will not leave by themselves any
    more. ``stopped``: why a channel was given up for this run, in French; None when none was."""

    sent: int
    later: int
    dead: int
    stopped: str | None = None


def dispatch(
    store: Store,
    channels: Mapping[str, Channel],
    address_book: AddressBook,
    *,
    now: datetime,
    sender: str,
    calendar: Calendar,
    terms: Terms | None = None,
    rooms: Sequence[Room] = (),
    clerk: Clerk | None = None,
    web: str | None = None,
    words: Words = USUAL,
    progress: Callable[[int], None] | None = None,
    rng: Random | None = None,
    lease: timedelta = LEASE,
    most: int = MOST,
) -> Dispatched:
    """Sends all that is due at ``now``. Safe to run late, twice, or on several machines.

    ``channels``: each by its code, that of the mail among them. ``sender``: the From header.
    ``calendar`` and ``terms`` say when what may leave. ``rooms``: what is told beside people.
    ``clerk`` makes the files that leave with messages, by default none. ``web``: the application's
    address, that messages give; ``words``: how the département calls its offices. ``progress`` is
    told how many messages were just settled. ``rng`` spreads the retries; by default it is seeded
    by ``now``, so that a virtual year replays alike.
    """
    terms = terms or Terms()
    today = now.astimezone(calendar.tz).date()
    run = _Run(
        store=store,
        channels=channels,
        router=Router(
            address_book,
            Directory.of(store, today),
            hours=terms.hours,
            calendar=calendar,
            channels=set(channels),
            rooms=rooms,
        ),
        packer=Packer(
            clerk or NoClerk(), sender=sender, now=now, tz=calendar.tz, web=web, words=words
        ),
        now=now,
        attempts=terms.attempts,
        progress=progress or _quietly,
        rng=rng or Random(now.isoformat()),
        lease=lease,
        most=most,
    )
    lost.tell(store, terms, now=now, calendar=calendar)
    try:
        run.send()
    finally:
        for channel in channels.values():
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
class _Run:
    store: Store
    channels: Mapping[str, Channel]
    router: Router
    packer: Packer
    now: datetime
    attempts: int
    progress: Callable[[int], None]
    rng: Random
    lease: timedelta
    most: int
    sent: int = 0
    later: int = 0
    dead: int = 0
    stopped: str | None = None
    closed: set[str] = field(default_factory=set)

    def send(self) -> None:
        """Looks up whoever is told of what is due, and sends it, until nothing is left."""
        going_on = True
        while going_on:
            self._look_up()
            with self.store.write() as tx:
                due = deliveries.channels_due(tx, self.now)
            going_on = False
            for code in due:
                if code not in self.closed and (claimed := self._claim(code)) is not None:
                    self._deliver(code, claimed)
                    going_on = True

    def _look_up(self) -> None:
        def some(tx: Tx) -> int:
            return route(tx, self.router, now=self.now, most=self.most)

        while self.store.attempt(some) == self.most:
            pass

    def _claim(self, code: str) -> list[list[Delivery]] | None:
        """The letters of a channel that may leave at this hour to people who still stand there;
        None when nothing was due."""

        def some(tx: Tx) -> list[list[Delivery]] | None:
            due = deliveries.due(tx, channel=code, now=self.now, most=self.most)
            letters = [kept for letter in due if (kept := self._leaving(tx, letter))]
            deliveries.claim(tx, letters, self.now + self.lease)
            return letters if due else None

        return self.store.attempt(some)

    def _leaving(self, tx: Tx, letter: Sequence[Delivery]) -> list[Delivery]:
        """Those of a letter that may leave, each to the address of whom it is for as it is now."""
        leaving, strayed = [], []
        for one in letter:
            opening = self.router.opening(self.now, one.message.occasion)
            reached = self.router.current(one)
            if reached is None or one.channel not in self.channels:
                strayed.append(one)
            elif opening > self.now:
                deliveries.hold(tx, [one], opening)
            else:
                leaving.append(replace(one, address=reached.address))
        deliveries.divert(tx, strayed, self.now)
        return leaving

    def _deliver(self, code: str, claimed: Sequence[Sequence[Delivery]]) -> None:
        """Settles every letter of a claim; when the channel is given up, the rest are put off."""
        letters = self._written(claimed)
        for position, letter in enumerate(letters, start=1):
            try:
                self.channels[code].send(self.packer.parcel(letter))
            except (PermanentFailure, UnknownRecipient) as failure:
                self._bury(letter.parts, failure)
            except AlreadyTold:
                self._leave(letter.parts, State.TOLD)
            except Pointless:
                self._leave(letter.parts, State.POINTLESS)
            except TemporaryFailure as failure:
                blameless = isinstance(failure, ChannelUnavailable)
                self._try_again(letter.parts, failure, counted=not blameless)
                if failure.halts:
                    self.closed.add(code)
                    self.stopped = str(failure)
                    untried = [one for other in letters[position:] for one in other.parts]
                    self._try_again(untried, failure, counted=False)
                    return
            else:
                self._settle(letter.parts)

    def _written(self, claimed: Sequence[Sequence[Delivery]]) -> list[Letter]:
        """The letters in words; what cannot be put into any leaves its letter."""
        letters = []
        for letter in claimed:
            parts, texts = [], []
            for one in sorted(letter, key=lambda one: one.message.id):
                try:
                    texts.append(self.packer.words(one.message))
                except UnwritableMessage as failure:
                    self._bury([one], failure)
                else:
                    parts.append(one)
            if parts:
                letters.append(Letter(parts=parts, texts=texts))
        return letters

    def _settle(self, parts: Sequence[Delivery]) -> None:
        with self.store.write() as tx:
            for one in parts:
                deliveries.mark_sent(tx, one, self.now)
        self.sent += len(parts)
        self.progress(len(parts))

    def _leave(self, parts: Sequence[Delivery], state: State) -> None:
        with self.store.write() as tx:
            for one in parts:
                deliveries.mark_needless(tx, one, self.now, state)
        self.progress(len(parts))

    def _bury(self, parts: Sequence[Delivery], failure: Exception) -> None:
        with self.store.write() as tx:
            for one in parts:
                deliveries.mark_dead(tx, one, self.now, str(failure))
        for one in parts:
            _log.error(
                "message_dead",
                message=one.message.id,
                delivery=one.id,
                occasion=one.message.occasion,
                recipient=one.message.recipient,
                failure=type(failure).__name__,
            )
        self.dead += len(parts)
        self.progress(len(parts))

    def _try_again(
        self, parts: Sequence[Delivery], failure: TemporaryFailure, *, counted: bool
    ) -> None:
        """Messages that failed together are due again together, so that a digest stays one. An
        outage of the server must not use up their attempts, or a week-end would bury all that was
        written in it."""
        spent = [one for one in parts if counted and one.attempts + 1 >= self.attempts]
        if spent:
            self._bury(spent, failure)
        waiting = [one for one in parts if one not in spent]
        if not waiting:
            return
        attempts = max(one.attempts for one in waiting) if counted else 0
        delay = retry_delay(attempts, self.rng)
        retry_at = self.now + max(delay, failure.wait or delay)
        with self.store.write() as tx:
            for one in waiting:
                deliveries.mark_later(tx, one, retry_at, str(failure), counted=counted)
        self.later += len(waiting)
        self.progress(len(waiting))
