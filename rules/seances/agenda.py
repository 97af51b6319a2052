"""The agenda of a séance: the lines that ask for a place, and what becomes of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.actors import Genre
from rules.seances.capacity import Capacity, Load
from rules.seances.lateness import Lateness
from rules.seances.reasons import Reason, told
from rules.wording import colon, ordinal


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A line that asks for a place on an agenda.

    ``requested``: the day of its request. ``service``, of that ``genre``: the structure that
    presents it. ``traveller``: who comes for it, when it is known. ``priority``: its place among
    the lines of its service, from 1, when the service said it. ``appraised``: whoever coordinates
    judged how urgent it is; otherwise the service alone said it. ``reports``: how many séances put
    it off. ``late``: what came of it after its delay, at the cut-off; ``rolls``: it goes to the
    next séance for it.
    """

    line: int
    dossier: int
    requested: date
    service: int | None = None
    genre: Genre | None = None
    traveller: str | None = None
    priority: int | None = None
    urgent: bool = False
    appraised: bool = False
    reports: int = 0
    guests: int = 0
    late: tuple[Lateness, ...] = ()
    rolls: bool = False

    @property
    def claim(self) -> tuple[int, bool]:
        """What nothing stands above but whoever coordinates; the smaller comes first."""
        return (-self.reports, not self.urgent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """What whoever coordinates wants otherwise: lines and the rank of each, lines that stay, lines
    that go."""

    moved: tuple[tuple[int, int], ...] = ()
    kept: tuple[int, ...] = ()
    put_off: tuple[int, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "Adjustments":
        """Those of a form that was read."""
        moved, kept, put_off = (
            values.get(name, ()) for name in ("deplacer", "retenir", "reporter")
        )
        assert isinstance(moved, tuple)
        assert isinstance(kept, tuple)
        assert isinstance(put_off, tuple)
        return cls(moved=moved, kept=kept, put_off=put_off)

    @property
    def stay(self) -> frozenset[int]:
        """The lines that are wanted on the agenda, whatever they claim."""
        return frozenset((*self.kept, *(line for line, _ in self.moved)))

    def __bool__(self) -> bool:
        """Whether anything is wanted otherwise."""
        return bool(self.moved or self.kept or self.put_off)


AS_PROPOSED = Adjustments()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    """A line of an agenda, or one that was put off (no rank), with every reason."""

    line: int
    dossier: int
    rank: int | None
    guests: int
    reports: int
    reasons: tuple[Reason, ...]

    @property
    def sentence(self) -> str:
        """« retenue 4e : demande du 3 mars 2026, urgente »."""
        verdict = "reportée"
        if self.rank is not None:
            verdict = f"retenue {'1re' if self.rank == 1 else ordinal(self.rank)}"
        return colon(verdict, told(self.reasons)) if self.reasons else verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The lines of a séance in the order of their examination, and those that were put off.
    ``points``: the minutes that its points about nobody take."""

    retained: tuple[AgendaLine, ...]
    postponed: tuple[AgendaLine, ...] = ()
    capacity: Capacity | None = None
    points: int = 0

    @property
    def load(self) -> Load:
        """How much of the séance the retained lines take."""
        return Load.of((line.guests for line in self.retained), self.capacity, self.points)

    @property
    def demand(self) -> Load:
        """How much of it everything that was asked would take."""
        every = (*self.retained, *self.postponed)
        return Load.of((line.guests for line in every), self.capacity, self.points)
