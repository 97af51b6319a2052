"""From a house address to people: who is told, by which channel, when; and what else is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifications.enclosures import ON_PAPER
from rules.days.calendar import Calendar
from rules.telling import MAIL, PAPER, Hours, Rhythm, is_urgent
from workflow.agents.directory import Directory, Told, Way
from workflow.database.store import Tx
from workflow.post import deliveries, outbox
from workflow.post.deliveries import NOBODY, Delivery, NewDelivery
from workflow.post.outbox import Message

_AGENT = "agent"
_OFFICES = frozenset({"service", "responsable", "role"})
"""House addresses behind which agents take turns. The others name somebody, who sits or comes."""


class AddressBook(Protocol):
    """Who stands behind a recipient of the house (``service:12``, ``role:bat:93-01``…) when no
    agent does."""

    def addresses(self, recipient: str) -> list[str]:
        """The mail addresses of the recipient, today; none when nobody is known."""

    def by_post(self, recipient: str) -> bool:
        """Whether they have no address of mail, and can be written to on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What is told beside people, by a channel of its own: a chat room, or an application. An empty
    set chooses nothing. ``recipients``: roles, or « service »; ``places``: circonscriptions.
    ``apart``: each thing by itself, never in a digest."""

    code: str
    occasions: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    apart: bool = False

    @property
    def reached(self) -> "Reached":
        """The room, as somebody who is told."""
        return Reached(
            who=f"canal:{self.code}", agent=None, address=self.code, ways=(Way(channel=self.code),)
        )

    def is_told(self, message: Message) -> bool:
        """Whether a message is for it."""
        kind, _, rest = message.recipient.partition(":")
        role, _, place = rest.partition(":")
        return (
            (not self.occasions or message.occasion in self.occasions)
            and (not self.recipients or (role if kind == "role" else kind) in self.recipients)
            and (not self.places or (message.data.get("circonscription") or place) in self.places)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Somebody who stands behind a recipient. ``who`` is the same by whatever way they are
    reached; ``address`` None: nobody has one."""

    who: str
    agent: int | None
    address: str | None
    ways: tuple[Way, ...] = (Way(),)


class Router:
    """Who is told on one day. ``channels``: the codes of those that are open: what an agent
    wanted by another leaves by mail."""

    def __init__(
        self,
        book: AddressBook,
        directory: Directory,
        *,
        hours: Hours,
        calendar: Calendar,
        channels: Collection[str],
        rooms: Sequence[Room] = (),
    ) -> None:
        self._book = book
        self._directory = directory
        self._hours = hours
        self._calendar = calendar
        self._channels = channels
        self._rooms = {room.code: room for room in rooms}
        self._found: dict[str, tuple[Reached, ...]] = {}

    def behind(self, recipient: str) -> tuple[Reached, ...]:
        """Whoever stands behind a recipient: the agents habilitated for it, else the addresses of
        the book, else nobody in particular; of an agent themselves, they alone."""
        if recipient not in self._found:
            agents = [self._agent(told) for told in self._directory.behind(recipient)]
            agents += self._themselves(recipient)
            self._found[recipient] = tuple(agents or self._of_the_book(recipient))
        return self._found[recipient]

    def opening(self, now: datetime, occasion: str) -> datetime:
        """When what could leave ``now`` may, whoever it is for."""
        return now if is_urgent(occasion) else self._hours.opening(now, self._calendar)

    def plan(self, message: Message, now: datetime) -> list[NewDelivery]:
        """The deliveries of a message that may leave."""
        if self._on_paper(message):
            told: Sequence[Reached] = [_by_post(message.recipient)]
        else:
            told = self.behind(message.recipient)
        rooms = [room.reached for room in self._rooms.values() if room.is_told(message)]
        return [
            self._delivery(message, reached, way, now)
            for reached in (*told, *rooms)
            for way in reached.ways
        ]

    def current(self, one: Delivery) -> Reached | None:
        """Whoever a delivery is for, as they are now; None when they no longer stand there."""
        if one.channel in self._rooms:
            return self._rooms[one.channel].reached
        if one.channel == PAPER:
            return _by_post(one.who) if self._on_paper(one.message) else None
        standing = (found for found in self.behind(one.message.recipient) if found.who == one.who)
        return next(standing, None)

    def _on_paper(self, message: Message) -> bool:
        return (
            PAPER in self._channels
            and message.occasion in ON_PAPER
            and self._book.by_post(message.recipient)
        )

    def _delivery(self, message: Message, reached: Reached, way: Way, now: datetime) -> NewDelivery:
        room = self._rooms.get(way.channel)
        together = None if room is not None and room.apart else message.digest
        if way.rhythm is not Rhythm.IMMEDIAT and not is_urgent(message.occasion):
            together = way.rhythm.value
        return NewDelivery(
            message=message,
            # Those who read a room are told there together, once.
            who=reached.who if room is None else room.reached.who,
            agent=reached.agent,
            address=reached.address if room is None else room.code,
            channel=way.channel,
            at=self._hours.departure(now, message.occasion, way.rhythm, self._calendar),
            digest=together,
        )

    def _themselves(self, recipient: str) -> list[Reached]:
        """Behind ``agent:12``, what is nobody else's business: by mail, whoever is told in their
        place and whatever they chose."""
        kind, _, number = recipient.partition(":")
        told = self._directory.agent(int(number)) if kind == _AGENT else None
        return [] if told is None else [Reached(who=_name(told), agent=told.id, address=told.email)]

    def _of_the_book(self, recipient: str) -> list[Reached]:
        an_office = recipient.partition(":")[0] in _OFFICES
        found = [self._at(one, an_office=an_office) for one in self._book.addresses(recipient)]
        return found or [Reached(who=NOBODY, agent=None, address=None)]

    def _at(self, address: str, *, an_office: bool) -> Reached:
        """Behind an address: an agent, when it is one's; whom it names is written to there, and
        nobody in their place."""
        owner = self._directory.known_by(address)
        if owner is None:
            return Reached(who=address.lower(), agent=None, address=address)
        if not an_office:
            return Reached(who=_name(owner), agent=owner.id, address=address)
        return self._agent(self._directory.stands_in(owner.id) or owner)

    def _agent(self, told: Told) -> Reached:
        ways = tuple(way for way in told.ways if way.channel in self._channels)
        return Reached(
            who=_name(told), agent=told.id, address=told.email, ways=ways or _by_mail(told.ways)
        )


def _by_post(recipient: str) -> Reached:
    return Reached(who=recipient, agent=None, address=PAPER, ways=(Way(channel=PAPER),))


def _name(told: Told) -> str:
    return f"{_AGENT}:{told.id}"


def _by_mail(ways: Sequence[Way]) -> tuple[Way, ...]:
    """By mail what was wanted by a channel that is closed, as often."""
    return (Way(channel=MAIL, rhythm=min((way.rhythm for way in ways), key=list(Rhythm).index)),)


def route(tx: Tx, router: Router, *, now: datetime, most: int) -> int:
    """Writes the deliveries of up to ``most`` messages, or puts off those that may not leave at
    this hour. Says how many it looked at."""
    found = outbox.to_route(tx, now=now, most=most)
    leaving = []
    for message in found:
        opening = router.opening(now, message.occasion)
        if opening > now:
            outbox.hold(tx, [message], opening)
        else:
            leaving.append(message)
    deliveries.write(tx, (one for message in leaving for one in router.plan(message, now)))
    outbox.routed(tx, leaving, now)
    return len(found)
