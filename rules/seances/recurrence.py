"""The rule of a programme, « le 2e jeudi », and the days that it gives in a year.

A day that the rule names may be off: the séance is then moved, within its month, and it is told
from which day and why.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.days.calendar import Calendar
from rules.days.months import Month
from rules.wording import known_year, ordinal

_WEEK = 7


class Weekday(StrEnum):
    """The days on which séances are held, as a configuration names them."""

    LUNDI = "lundi"
    MARDI = "mardi"
    MERCREDI = "mercredi"
    JEUDI = "jeudi"
    VENDREDI = "vendredi"

    @property
    def number(self) -> int:
        """As ``date.weekday`` counts: Monday is 0."""
        return list(Weekday).index(self)


class WhenOff(StrEnum):
    """Where the séance of a day off goes first: the nearest jour ouvré on one side, or the same
    weekday of another week."""

    JOUR_SUIVANT = "jour_ouvre_suivant"
    JOUR_PRECEDENT = "jour_ouvre_precedent"
    SEMAINE_SUIVANTE = "semaine_suivante"
    SEMAINE_PRECEDENTE = "semaine_precedente"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A day of the programme. ``wanted`` is the day that the rule names, ``off`` why the séance is
    not held then (None: it is)."""

    wanted: date
    day: date
    off: str | None = None

    @property
    def moved(self) -> str | None:
        """« au lieu du jeudi 14 mai (Ascension) »; None when it was not moved."""
        if self.off is None:
            return None
        return f"au lieu du {known_year(self.wanted)} ({self.off})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A month without séance, and why."""

    month: Month
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """One séance a month (S3, S2), on the ``rank``-th weekday of that name (None: the last).
    ``without``: the months left out, by number."""

    rank: int | None
    weekday: Weekday
    without: frozenset[int] = frozenset()
    when_off: WhenOff = WhenOff.JOUR_SUIVANT

    @property
    def told(self) -> str:
        """« 2e jeudi », « dernier jeudi »."""
        match self.rank:
            case None:
                return f"dernier {self.weekday}"
            case 1:
                return f"1er {self.weekday}"
            case rank:
                return f"{ordinal(rank)} {self.weekday}"

    def year(self, calendar: Calendar, year: int) -> tuple[Planned | Missing, ...]:
        """The answer of each of the twelve months, in order. Never a day off, never another month.

        Raises OutsideCalendar.
        """
        return tuple(self._of_month(calendar, Month(year, number)) for number in range(1, 13))

    def _of_month(self, calendar: Calendar, month: Month) -> Planned | Missing:
        if month.number in self.without:
            return Missing(month=month, why="mois sans séance")
        wanted = self._wanted(month)
        if wanted is None:
            return Missing(month=month, why=f"pas de {self.told}")
        off = calendar.reason_off(wanted)
        if off is None:
            return Planned(wanted=wanted, day=wanted)
        for day in self._instead(wanted):
            if calendar.is_worked(day):
                return Planned(wanted=wanted, day=day, off=off)
        return Missing(month=month, why="aucun jour ouvré")

    def _wanted(self, month: Month) -> date | None:
        """The day that the rule names in that month; None when it has no fifth."""
        days = [day for day in _days_of(month) if day.weekday() == self.weekday.number]
        if self.rank is None:
            return days[-1]
        return days[self.rank - 1] if self.rank <= len(days) else None

    def _instead(self, wanted: date) -> Iterator[date]:
        """The other days of the month, the best first. One that would leave its month goes the
        other way: a month would have no séance, and its neighbour two."""
        days = _days_of(Month.of(wanted))
        later = [day for day in days if day > wanted]
        earlier = [day for day in reversed(days) if day < wanted]
        sides = (later, earlier)
        if self.when_off in (WhenOff.JOUR_PRECEDENT, WhenOff.SEMAINE_PRECEDENTE):
            sides = (earlier, later)
        if self.when_off in (WhenOff.SEMAINE_SUIVANTE, WhenOff.SEMAINE_PRECEDENTE):
            for side in sides:
                yield from side[_WEEK - 1 :: _WEEK]
        for side in sides:
            yield from side


def _days_of(month: Month) -> list[date]:
    _, length = monthrange(month.year, month.number)
    return [date(month.year, month.number, day) for day in range(1, length + 1)]
