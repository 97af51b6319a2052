"""What came after its delay when the agenda was settled: lines, and answers of services (S0 A.4).

Such a line is marked and told to whoever coordinates; it is kept, or goes to the next séance, as
the kind of séance says. Nobody's request is lost for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.wording import listed, numbered


class Late(StrEnum):
    """What was late. Stored with the line: never renamed."""

    INSCRIPTION = "inscription"
    """The line was inscribed after the delay of its service."""
    TRANSMISSION = "transmission"
    """Its service sent its tableau after its delay, or did not."""
    PARTAGE = "partage"
    """Its service shared its lines with the others after its delay, or did not: they could not
    answer what they did not see."""
    REPONSE = "reponse"
    """A service that sits did not say in time whether it knows the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """One thing that was late; ``service`` is the one that did not answer."""

    what: Late
    service: int | None = None

    def told(self, services: Mapping[int, str]) -> str:
        """« inscrite après le terme », « Service social n’a pas répondu »."""
        match self.what:
            case Late.INSCRIPTION:
                return "inscrite après le terme"
            case Late.TRANSMISSION:
                return "tableau de son service non transmis à temps"
            case Late.PARTAGE:
                return "non partagée à temps par son service"
            case Late.REPONSE:
                return _silent([self], services)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """The answer that a service owes a line: ``due`` with its own tableau, None when none is
    awaited of it; ``given`` when it first came, None when it did not."""

    service: int
    due: datetime | None = None
    given: datetime | None = None

    def is_late(self, seen: datetime | None, now: datetime) -> bool:
        """Whether it is, ``now``. To a line ``seen`` after that delay any answer is in time; to one
        that nobody else saw (None) none is awaited."""
        if seen is None or self.due is None or now < self.due:
            return False
        return self.given is None or seen <= self.due < self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A sending of a service's tableau: ``due`` None when none is awaited of it, ``sent`` None when
    none came."""

    due: datetime | None = None
    sent: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether it is, ``now``."""
        if self.due is None:
            return False
        return now >= self.due if self.sent is None else self.sent > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Promptness:
    """When things came for one line: its service's tableau to whoever coordinates and to the other
    services; ``answers`` are theirs, who sit. ``of_nobody``: no service presents it, all see it."""

    inscribed: datetime
    tableau: Sending = Sending()
    sharing: Sending = Sending()
    of_nobody: bool = False
    answers: tuple[Awaited, ...] = ()

    def lateness(self, now: datetime) -> Iterator[Lateness]:
        """What is late of it when the agenda is settled ``now``."""
        if self.tableau.due is not None and self.inscribed > self.tableau.due:
            yield Lateness(what=Late.INSCRIPTION)
        if self.tableau.is_late(now):
            yield Lateness(what=Late.TRANSMISSION)
        if self.sharing.is_late(now):
            yield Lateness(what=Late.PARTAGE)
        for one in self.answers:
            if one.is_late(self._seen, now):
                yield Lateness(what=Late.REPONSE, service=one.service)

    @property
    def _seen(self) -> datetime | None:
        """When the other services first saw it; None when it was never shared with them."""
        if self.of_nobody:
            return self.inscribed
        return None if self.sharing.sent is None else max(self.inscribed, self.sharing.sent)


def words(late: Iterable[Lateness], services: Mapping[int, str]) -> Iterator[str]:
    """Each thing that was late, those who did not answer in one: « A et B n’ont pas répondu »."""
    silent: list[Lateness] = []
    for one in late:
        if one.what is Late.REPONSE:
            silent.append(one)
        else:
            yield one.told(services)
    if silent:
        yield _silent(silent, services)


def _silent(silent: Sequence[Lateness], services: Mapping[int, str]) -> str:
    names = [
        services.get(one.service or 0, f"service {numbered(one.service or 0)}") for one in silent
    ]
    return f"{listed(names)} {'n’a' if len(names) == 1 else 'n’ont'} pas répondu"


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
