"""What came after its delay when the agenda was settled: lines, and answers of services (S0 A.4).

Such a line is marked and told to whoever coordinates; it is kept, or goes to the next séance, as
the kind of séance says. Nobody's request is lost for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.wording import numbered


class Late(StrEnum):
    """What was late. Stored with the line: never renamed."""

    INSCRIPTION = "inscription"
    """The line was inscribed after the delay of its service."""
    TRANSMISSION = "transmission"
    """Its service sent its tableau after its delay, or did not."""
    REPONSE = "reponse"
    """A service that sits did not say in time whether it knows the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """One thing that was late; ``service`` is the one that did not answer."""

    what: Late
    service: int | None = None

    def told(self, services: Mapping[int, str]) -> str:
        """« inscrite après le terme », « sans réponse de Service social »."""
        match self.what:
            case Late.INSCRIPTION:
                return "inscrite après le terme"
            case Late.TRANSMISSION:
                return "tableau de son service non transmis à temps"
            case Late.REPONSE:
                return f"sans réponse {_of(self, services)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """The answer that a service owes a line: ``due`` with its own tableau, None when none is
    awaited of it; ``given`` when it first came, None when it did not."""

    service: int
    due: datetime | None = None
    given: datetime | None = None

    def is_late(self, inscribed: datetime, now: datetime) -> bool:
        """Whether it is, ``now``. To a line inscribed after that delay any answer is in time."""
        if self.due is None or now < self.due:
            return False
        return self.given is None or inscribed <= self.due < self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class Promptness:
    """When things came for one line: ``due`` and ``sent`` are those of its service's tableau, None
    when none is awaited, or none came; ``answers`` are those of the other services that sit."""

    inscribed: datetime
    due: datetime | None = None
    sent: datetime | None = None
    answers: tuple[Awaited, ...] = ()

    def lateness(self, now: datetime) -> Iterator[Lateness]:
        """What is late of it when the agenda is settled ``now``."""
        if self.due is not None and self.inscribed > self.due:
            yield Lateness(what=Late.INSCRIPTION)
        if self.due is not None and (
            now >= self.due if self.sent is None else self.sent > self.due
        ):
            yield Lateness(what=Late.TRANSMISSION)
        for one in self.answers:
            if one.is_late(self.inscribed, now):
                yield Lateness(what=Late.REPONSE, service=one.service)


def words(late: Iterable[Lateness], services: Mapping[int, str]) -> Iterator[str]:
    """Each thing that was late, those who did not answer in one: « sans réponse de A, de B et de
    C »."""
    silent: list[Lateness] = []
    for one in late:
        if one.what is Late.REPONSE:
            silent.append(one)
        else:
            yield one.told(services)
    if silent:
        *others, last = (_of(one, services) for one in silent)
        yield f"sans réponse {' et '.join(filter(None, (', '.join(others), last)))}"


def _of(silent: Lateness, services: Mapping[int, str]) -> str:
    number = silent.service or 0
    return f"de {services.get(number, f'service {numbered(number)}')}"


def spelled(late: Iterable[Lateness]) -> str:
    """As it is kept: « inscription,reponse:12 »."""
    return ",".join(
        one.what if one.service is None else f"{one.what}:{one.service}" for one in late
    )


def read(kept: str | None) -> tuple[Lateness, ...]:
    """What was kept; nothing of a line that was in time."""
    if not kept:
        return ()
    pairs = (one.partition(":") for one in kept.split(","))
    return tuple(
        Lateness(what=Late(what), service=int(service) if service else None)
        for what, _, service in pairs
    )
