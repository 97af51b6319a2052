"""The programmes of a département: when and where séances are held, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from rules.days.calendar import Calendar
from rules.seances.recurrence import Missing, Planned, Recurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A séance that a programme wants. ``place`` and ``coordinator`` are None when not said;
    ``after``: the one of the same programme right after which it is held."""

    genre: str
    circonscription: str | None
    planned: Planned
    hour: time
    place: str | None = None
    coordinator: str | None = None
    after: "Slot | None" = None

    def followed(self, genre: str, length: timedelta) -> "Slot":
        """That of the kind that is held right after, this one lasting so long."""
        begins = datetime.combine(self.planned.day, self.hour) + length
        return replace(self, genre=genre, hour=begins.time(), after=self)

    def starts(self, calendar: Calendar) -> datetime:
        """The instant of its beginning, where the département lives."""
        return datetime.combine(self.planned.day, self.hour, tzinfo=calendar.tz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A month that a programme leaves without séance, there."""

    genre: str
    circonscription: str | None
    missing: Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The rule of a kind of séance between two days (inclusive; None: open-ended), in each of some
    circonscriptions (None among them: for the whole département).

    ``places`` take turns, séance after séance, each year from the first; ``coordinator`` is who
    leads these séances, and cannot be in two at once. ``length`` None: that of the kind.
    """

    genre: str
    circonscriptions: tuple[str | None, ...]
    recurrence: Recurrence
    hour: time
    length: timedelta | None = None
    places: tuple[str, ...] = ()
    coordinator: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on that day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)

    def year(self, calendar: Calendar, year: int) -> Iterator[Slot | Gap]:
        """The séances of the year and the months without, circonscription by circonscription.

        Raises OutsideCalendar.
        """
        answers = [
            answer
            for answer in self.recurrence.year(calendar, year)
            if self.in_force(answer.wanted if isinstance(answer, Planned) else answer.month.first)
        ]
        for circonscription in self.circonscriptions:
            turn = 0
            for answer in answers:
                if isinstance(answer, Missing):
                    yield Gap(genre=self.genre, circonscription=circonscription, missing=answer)
                    continue
                yield Slot(
                    genre=self.genre,
                    circonscription=circonscription,
                    planned=answer,
                    hour=self.hour,
                    place=self.places[turn % len(self.places)] if self.places else None,
                    coordinator=self.coordinator,
                )
                turn += 1


@dataclass(frozen=True, slots=True)
class Programmes:
    """Every programme of a département, in the order of its configuration."""

    rules: tuple[Programme, ...] = ()

    def year(self, calendar: Calendar, year: int) -> list[Slot | Gap]:
        """All that they want of a year. Raises OutsideCalendar."""
        return [answer for rule in self.rules for answer in rule.year(calendar, year)]

    def of(self, genre: str, circonscription: str | None, day: date) -> Programme | None:
        """The rule that a séance of that day comes under, whoever put it on the programme."""
        for rule in self.rules:
            named = rule.genre == genre and circonscription in rule.circonscriptions
            if named and rule.in_force(day):
                return rule
        return None
