"""What a séance can hold, in minutes, and how much of it a list of lines takes."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.wording import lasting, quantity


class ImpossibleCapacity(ValueError):
    """A séance that could not examine a single situation."""

    def __init__(self, longest: int, duration: int) -> None:
        self.longest, self.duration = longest, duration
        super().__init__(
            f"Une situation de {lasting(longest)} ne tient pas dans une séance de"
            f" {lasting(duration)}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How long a séance lasts and what it gives to a situation, in minutes (S2, D16 to D19);
    ``with_guest``: when an outside partner or the allocataire is invited. Raises
    ImpossibleCapacity."""

    duration: int
    per_situation: int
    with_guest: int

    def __post_init__(self) -> None:
        longest = max(self.per_situation, self.with_guest)
        if longest > self.duration:
            raise ImpossibleCapacity(longest, self.duration)

    def minutes(self, guests: int) -> int:
        """What a line takes."""
        return self.with_guest if guests else self.per_situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """Where fewer than ``below`` lines are on the agenda, whoever coordinates is there all the same
    for the first ``minutes``, for whoever comes (S2, D20)."""

    below: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much of the séance its lines take. ``minutes`` and ``duration`` are None where the kind
    of séance counts no time."""

    situations: int
    minutes: int | None = None
    duration: int | None = None

    @classmethod
    def of(cls, guests: Iterable[int], capacity: Capacity | None, points: int = 0) -> "Load":
        """That of lines, each with so many guests, besides ``points`` minutes about nobody."""
        lines = list(guests)
        if capacity is None:
            return cls(situations=len(lines))
        return cls(
            situations=len(lines),
            minutes=points + sum(map(capacity.minutes, lines)),
            duration=capacity.duration,
        )

    @property
    def excess(self) -> int:
        """The minutes that the lines take beyond the séance."""
        if self.minutes is None or self.duration is None:
            return 0
        return max(0, self.minutes - self.duration)

    @property
    def sentence(self) -> str:
        """« 7 situations, 3 h 45 sur 3 h »."""
        lines = quantity(self.situations, "situation", "situations")
        if self.minutes is None or self.duration is None:
            return lines
        return f"{lines}, {lasting(self.minutes)} sur {lasting(self.duration)}"
