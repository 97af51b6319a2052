"""What two séances of one hour cannot share: a room, who coordinates them; what they should not:
a service that sits in both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Shared(StrEnum):
    """What two séances that overlap have in common. A service may send two agents: that is told,
    the others are refused."""

    LIEU = "lieu"
    COORDINATION = "coordination"
    SERVICES = "services"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A séance as what it takes up, from ``start`` to ``end``: a place, who coordinates it and the
    services that sit. ``name`` is how a sentence calls it. ``new``: it is only proposed."""

    name: str
    start: datetime
    end: datetime
    place: str | None = None
    coordinator: str | None = None
    services: frozenset[int] = frozenset()
    new: bool = False

    def overlaps(self, other: "Meeting") -> bool:
        """Whether both are held at some same instant; one that follows the other at once does not
        overlap it (ICAG and ICL-I « à la suite », note 2024-045)."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What ``meeting`` shares with ``other``, which overlaps it. ``services`` are those in both."""

    meeting: Meeting
    other: Meeting
    shared: Shared
    services: frozenset[int] = frozenset()

    @property
    def forbidden(self) -> bool:
        """Whether both cannot be."""
        return self.shared is not Shared.SERVICES


def clashes(meetings: Iterable[Meeting]) -> list[Clash]:
    """Every clash of those that are new, with any of them, each told once, in order of time.

    Of two new ones the later in the given order is the one that clashes.
    """
    found: list[Clash] = []
    running: list[Meeting] = []
    for meeting in sorted(meetings, key=lambda one: (one.start, one.new)):
        running = [one for one in running if one.end > meeting.start]
        for other in running:
            pair = (meeting, other) if meeting.new else (other, meeting)
            if pair[0].new and meeting.overlaps(other):
                found.extend(_shared(*pair))
        running.append(meeting)
    return found


def same_place(one: str | None, other: str | None) -> bool:
    """Whether two names are of one place, however spaced and capitalised."""
    return one is not None and other is not None and _plain(one) == _plain(other)


def _shared(meeting: Meeting, other: Meeting) -> Iterable[Clash]:
    if same_place(meeting.place, other.place):
        yield Clash(meeting=meeting, other=other, shared=Shared.LIEU)
    if meeting.coordinator is not None and meeting.coordinator == other.coordinator:
        yield Clash(meeting=meeting, other=other, shared=Shared.COORDINATION)
    both = meeting.services & other.services
    if both:
        yield Clash(meeting=meeting, other=other, shared=Shared.SERVICES, services=both)


def _plain(place: str) -> str:
    return " ".join(place.casefold().split())
