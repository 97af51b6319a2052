"""A delay counted naively: day after day, half hour after half hour, by someone without a table.

Every start day of 1990 to 2070 is walked from at once. Days are told by their place from 1 January
1990; None is beyond the years. Nothing is shared with rules/, but the names of the units.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from rules.days.calendar import Unit
from tests.rules.law import EVERY_DAY, FIRST, LAST, feasts_of

Places = list[int | None]
HALF_HOURS = [time(9 + half // 2, 30 * (half % 2)) for half in range(16) if not 6 <= half < 10]
"""When each half hour of 9–12 and 14–17 begins."""

HOUR = 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


class Walker:
    """Walks through the days of a zone, both ways."""

    def __init__(self, zone: str, tz: ZoneInfo) -> None:
        feasts = feasts_of(zone)
        self.tz = tz
        self.ouvre = [day.weekday() < 5 and day not in feasts for day in EVERY_DAY]
        self.ouvrable = [day.weekday() < 6 and day not in feasts for day in EVERY_DAY]
        self.anchors = [micros(datetime.combine(day, time(9, 30), tz)) for day in EVERY_DAY]
        self._evenings = [micros(datetime.combine(day, time(23, 59), tz)) for day in EVERY_DAY]
        ends = FIRST, LAST + timedelta(days=1)
        self._midnights = [micros(datetime.combine(day, time(0), tz)) for day in ends]

    def nth(self, n: int, unit: Unit, *, ahead: bool) -> Places:
        """From each day, the nth that counts, one after another."""
        step = _neighbours(self.ouvre if unit is Unit.JOUR_OUVRE else self.ouvrable, ahead=ahead)
        places: Places = list(range(len(EVERY_DAY)))
        for _ in range(n):
            places = [None if place is None else step[place] for place in places]
        return places

    def due(self, n: int, unit: Unit, *, ahead: bool) -> list[int | None]:
        """The due instants, in microseconds, of n units from 9:30 of each day."""
        if unit is Unit.HEURE:
            found = [anchor + (n if ahead else -n) * HOUR for anchor in self.anchors]
            first, last = self._midnights
            return [instant if first <= instant < last else None for instant in found]
        if unit is Unit.HEURE_OUVREE:
            return [self._hours(start, n, ahead=ahead) for start in range(len(EVERY_DAY))]
        if unit in (Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE):
            places = self.nth(n, unit, ahead=ahead)
        elif unit is Unit.JOUR_FRANC:
            places = self._francs(n, ahead=ahead)
        elif unit in (Unit.MOIS, Unit.MOIS_CALENDAIRE):
            places = _months(n, to_the_end=unit is Unit.MOIS_CALENDAIRE, ahead=ahead)
        else:
            places = _days(7 * n if unit is Unit.SEMAINE else n, ahead=ahead)
        return [None if place is None else self._evenings[place] for place in places]

    def _francs(self, n: int, *, ahead: bool) -> Places:
        """n whole days, then the end, carried outward while it is off."""
        outward = _neighbours(self.ouvre, ahead=ahead)
        return [
            place if place is None or self.ouvre[place] else outward[place]
            for place in _days(n + 1, ahead=ahead)
        ]

    def _hours(self, start: int, n: int, *, ahead: bool) -> int | None:
        """Half hour after half hour of the working hours; no clock changes during them."""
        left, place = 2 * n, start
        hours = HALF_HOURS[1:] if ahead else HALF_HOURS[:1]
        while 0 <= place < len(EVERY_DAY):
            if self.ouvre[place]:
                if left <= len(hours):
                    begin = hours[left - 1] if ahead else hours[-left]
                    end = datetime.combine(EVERY_DAY[place], begin, self.tz)
                    return micros(end + timedelta(minutes=30) if ahead else end)
                left -= len(hours)
            hours = HALF_HOURS
            place += 1 if ahead else -1
        return None


@cache
def _days(n: int, *, ahead: bool) -> Places:
    size, ends = len(EVERY_DAY), range(n, len(EVERY_DAY) + n)
    if not ahead:
        ends = range(-n, size - n)
    return [place if 0 <= place < size else None for place in ends]


@cache
def _months(n: int, *, to_the_end: bool, ahead: bool) -> Places:
    return [_month(day, n, to_the_end=to_the_end, ahead=ahead) for day in EVERY_DAY]


def _month(day: date, n: int, *, to_the_end: bool, ahead: bool) -> int | None:
    year, month = day.year, day.month
    for _ in range(n):
        month += 1 if ahead else -1
        if month == 13:
            year, month = year + 1, 1
        elif month == 0:
            year, month = year - 1, 12
    length = monthrange(year, month)[1]
    end = date(year, month, length if to_the_end else min(day.day, length))
    return (end - FIRST).days if FIRST <= end <= LAST else None


def _neighbours(counts: Sequence[bool], *, ahead: bool) -> Places:
    """For each day, the nearest one after it (or before it) that counts."""
    found: Places = [None] * len(counts)
    near: int | None = None
    for place in reversed(range(len(counts))) if ahead else range(len(counts)):
        found[place] = near
        if counts[place]:
            near = place
    return found
