"""Which days make a date another: those of its count that one of two calendars alone counts."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from rules.days.calendar import Calendar, Roll, Unit
from rules.deadlines.rule import Rung
from rules.delays.delay import END_OF_DAY, HOURS, Delay


class Count(NamedTuple):
    """How a date is counted: in what, whether its end is carried off a day off, and the hour of its
    day that a half day may bring forward; None when none does."""

    unit: Unit
    carried: bool
    hour: time | None


def of_delay(delay: Delay) -> Count:
    """How a deadline is counted from its anchor."""
    carried = delay.effective_roll is not Roll.AUCUN
    cut = carried or delay.unit not in HOURS
    return Count(delay.unit, carried, delay.hour or END_OF_DAY if cut else None)


def of_rung(rung: Rung) -> Count:
    """How an alert is counted from the date of its deadline."""
    hour = rung.hour or (None if rung.unit in HOURS else END_OF_DAY)
    return Count(rung.unit, carried=False, hour=hour)


class MovedDays:
    """The days that two calendars count otherwise, ``days`` being all those of which they say
    something else."""

    def __init__(self, old: Calendar, new: Calendar, days: Sequence[date]) -> None:
        self._old, self._new = old, new
        self._cut = {day for day in days if self._stops_otherwise(day, END_OF_DAY)}
        self._of = {unit: [day for day in days if self._differs(day, unit)] for unit in Unit}

    def on_the_way(
        self, count: Count, anchor: datetime | None, dates: Sequence[datetime]
    ) -> Iterator[date]:
        """Those that count from the anchor to these dates, the anchor's own day being none of them,
        and those that the end is carried from, or where it is cut short."""
        start = None if anchor is None else self._day(anchor)
        ends = [self._day(at) for at in dates]
        known = ends if start is None else [start, *ends]
        for day in _between(self._of[count.unit], min(known), max(known)):
            if day != start or count.unit in HOURS:
                yield day
        if count.carried:
            yield from _between(self._of[Unit.JOUR_OUVRE], min(ends), max(ends))
        if count.hour is not None:
            for day in self._cut.intersection(ends):
                if self._stops_otherwise(day, count.hour):
                    yield day

    def _differs(self, day: date, unit: Unit) -> bool:
        if unit is Unit.HEURE_OUVREE and day in self._cut:
            return True
        return self._old.is_worked(day, unit) != self._new.is_worked(day, unit)

    def _stops_otherwise(self, day: date, hour: time) -> bool:
        return _stop(self._old, day, hour) != _stop(self._new, day, hour)

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self._new.tz).date()


def _stop(calendar: Calendar, day: date, hour: time) -> time:
    half = calendar.half_days.get(day)
    return hour if half is None else min(hour, half.until)


def _between(days: Sequence[date], first: date, last: date) -> Sequence[date]:
    return days[bisect_left(days, first) : bisect_right(days, last)]
