"""Due instants of many anchors at once: the arithmetic of ``rules.delays.due``, without pauses.

Anchors and answers are microseconds since 1970, UTC. A delay in days depends on the local day of
its anchor alone: it is counted once from every day of the calendar, then looked up. Elapsed hours
are added; heures ouvrées are read on a line where only they pass. A day is told by its place in
the calendar, from 0.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.delays.delay import END_OF_DAY, HOURS, NAMED_DAYS, Delay, WeekMode, due

Micros = NDArray[np.int64]
_Days = NDArray[np.int64]

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_HOUR = timedelta(hours=1) // _MICROSECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOWHERE = np.int64(-1)
"""The place of a day that the calendar has not."""
_NEVER = np.int64(np.iinfo(np.int64).min)
"""The due instant of a delay that ends outside the calendar."""


def due_micros(anchors: Micros, delay: Delay, calendar: Calendar) -> Micros:
    """The due instant of each anchor, exactly as ``due`` gives it.

    Raises what ``due`` raises for the first anchor that it refuses (``OutsideCalendar``).
    """
    clock = _clock(calendar)
    days = _held(clock.day(anchors), calendar)
    if delay.unit in HOURS:
        found = _count_hours(anchors, delay, calendar, clock)
    else:
        found = _ends(delay, calendar)[days]
    refused = (days == _NOWHERE) | (found == _NEVER)
    if refused.any():
        first = int(anchors[refused][0])
        alone = due(_EPOCH + first * _MICROSECOND, delay, calendar)
        raise AssertionError(f"{first}: {alone} alone, refused among others")
    return found


def days_between(starts: Micros, ends: Micros, unit: Unit, calendar: Calendar) -> NDArray[np.int64]:
    """How many days that count lie between each pair of instants, the first local day not counted,
    exactly as ``elapsed`` counts them; the unit is one of days, francs excepted.

    Raises ``OutsideCalendar``.
    """
    clock, rank = _clock(calendar), _worked(calendar, unit).rank
    first, last = (_held(clock.day(instants), calendar) for instants in (starts, ends))
    for days, instants in ((first, starts), (last, ends)):
        if (days == _NOWHERE).any():
            outside = _EPOCH + int(instants[days == _NOWHERE][0]) * _MICROSECOND
            calendar.require(outside.astimezone(calendar.tz).date())
    between: NDArray[np.int64] = rank[last] - rank[first]
    return between


class _Clock(NamedTuple):
    """The local time of a calendar: its offsets (µs), in order, and when each but the first begins,
    in UTC and on the wall. ``origin`` is the first day of the calendar, in days since 1970."""

    origin: int
    offsets: Micros
    begins: Micros
    walls: Micros

    def local(self, instants: Micros) -> Micros:
        """Microseconds of local time since 1970."""
        return instants + self.offsets[np.searchsorted(self.begins, instants, side="right")]

    def day(self, instants: Micros) -> _Days:
        """The place of the local day, below 0 or beyond the last when the calendar has it not."""
        return self.local(instants) // _DAY - self.origin

    def at(self, days: _Days, hours: Micros | np.int64) -> Micros:
        """The instant of a local hour (µs since midnight), read as ``counting.at`` does: an hour
        that is skipped is pushed forward, of one that is played twice the first is meant."""
        wall = (days + self.origin) * _DAY + hours
        return wall - self.offsets[np.searchsorted(self.walls, wall, side="right")]


def _clock(calendar: Calendar) -> _Clock:
    return _clock_of(calendar.tz, calendar.first_day.toordinal(), calendar.last_day.toordinal())


@lru_cache(maxsize=16)
def _clock_of(tz: ZoneInfo, first: int, last: int) -> _Clock:
    origin = first - _EPOCH.toordinal()

    def offset(second: int) -> timedelta:
        found = (_EPOCH + timedelta(seconds=second)).astimezone(tz).utcoffset()
        assert found is not None
        return found

    offsets, begins = [offset((origin - 2) * 86_400)], []
    for day in range(origin - 1, last - first + origin + 3):
        low, high = (day - 1) * 86_400, day * 86_400
        if (after := offset(high)) == offsets[-1]:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if offset(middle) == after else (middle, high)
        offsets.append(after)
        begins.append(high * 1_000_000)
    spans = np.array([one // _MICROSECOND for one in offsets], np.int64)
    starts = np.array(begins, np.int64)
    return _Clock(origin, spans, starts, starts + np.maximum(spans[:-1], spans[1:]))


def _held(days: _Days, calendar: Calendar) -> _Days:
    """The days, those that the calendar has not being nowhere."""
    size = len(calendar.table(Unit.JOUR_CALENDAIRE).flags)
    return np.where((days >= 0) & (days < size), days, _NOWHERE)


class _Worked(NamedTuple):
    """``rules.daytable.DayTable`` as arrays; ``days`` are the places of the days that count."""

    flags: NDArray[np.uint8]
    rank: _Days
    days: _Days

    def nth(self, places: _Days) -> _Days:
        """The days that count of these ranks, from 0."""
        inside = (places >= 0) & (places < len(self.days))
        return np.where(inside, self.days[np.where(inside, places, 0)], _NOWHERE)


@lru_cache(maxsize=32)
def _worked(calendar: Calendar, unit: Unit) -> _Worked:
    table = calendar.table(unit)
    flags = np.frombuffer(bytes(table.flags), np.uint8)
    return _Worked(flags, np.array(table.rank, np.int64), np.flatnonzero(flags))


@lru_cache(maxsize=64)
def _ends(delay: Delay, calendar: Calendar) -> Micros:
    """The due instant of a delay in days, weeks or months, by the local day of its anchor."""
    start = np.arange(len(calendar.table(delay.unit).flags))
    final = _rolled(_counted(start, delay, calendar), delay.effective_roll, calendar)
    hours = np.minimum(_micros(delay.hour or END_OF_DAY), _closings(calendar))
    due_at = _clock(calendar).at(final, hours[final])
    return np.where(final == _NOWHERE, _NEVER, due_at)


def _counted(start: _Days, delay: Delay, calendar: Calendar) -> _Days:
    """The days where the count ends, before any roll."""
    if delay.unit in NAMED_DAYS:
        return _held(_named(start, delay, calendar) - delay.strict, calendar)
    worked, n = _worked(calendar, delay.unit), delay.n + (delay.unit is Unit.JOUR_FRANC)
    if delay.direction is Direction.APRES:
        n -= delay.strict
        return worked.nth(worked.rank + n - 1) if n else start
    n += delay.strict
    return worked.nth(worked.rank - worked.flags - n) if n else start


def _named(start: _Days, delay: Delay, calendar: Calendar) -> _Days:
    """The days named by weeks or months (``delays.quantieme``)."""
    n = delay.n if delay.direction is Direction.APRES else -delay.n
    if delay.week_mode is WeekMode.VENDREDI_SUIVANT:
        weekday = (start + calendar.first_day.weekday()) % 7
        return start + 7 * n + 4 - weekday
    if delay.unit is Unit.SEMAINE:
        return start + 7 * n
    origin = np.datetime64(calendar.first_day, "D")
    days = origin + start
    months = days.astype("datetime64[M]")
    first = (months + n).astype("datetime64[D]")
    length = (months + n + 1).astype("datetime64[D]") - first
    if delay.unit is Unit.MOIS:
        wanted = days - months.astype("datetime64[D]")
    else:
        wanted = np.full_like(length, (delay.month_day or 31) - 1)
    found: _Days = (first + np.minimum(wanted, length - 1) - origin).astype(np.int64)
    return found


def _rolled(days: _Days, roll: Roll, calendar: Calendar) -> _Days:
    """The days, or the jours ouvrés to which those that are off are carried."""
    if roll is Roll.AUCUN:
        return days
    worked = _worked(calendar, Unit.JOUR_OUVRE)
    rank = worked.rank[days]
    carried = worked.nth(rank - worked.flags[days] if roll is Roll.SUIVANT else rank - 1)
    return np.where(days == _NOWHERE, _NOWHERE, carried)


@lru_cache(maxsize=32)
def _closings(calendar: Calendar) -> Micros:
    """The hour when each day stops, in µs since midnight: the end of the day but on half days."""
    closings = np.full(len(calendar.table(Unit.JOUR_CALENDAIRE).flags), _DAY, np.int64)
    for day, half in calendar.half_days.items():
        closings[(day - calendar.first_day).days] = _micros(half.until)
    return closings


def _count_hours(anchors: Micros, delay: Delay, calendar: Calendar, clock: _Clock) -> Micros:
    forward = delay.direction is Direction.APRES
    length = np.int64(delay.n * _HOUR if forward else -delay.n * _HOUR)
    if delay.unit is Unit.HEURE or not delay.n:
        ended = anchors + length
    else:
        ended = _line(calendar).moved(anchors, length)
    counted = np.where(ended == _NEVER, _NOWHERE, _held(clock.day(ended), calendar))
    final = _rolled(counted, delay.roll, calendar)
    if delay.roll is not Roll.AUCUN:
        hour = clock.local(ended) % _DAY
        wanted = np.minimum(hour, _closings(calendar)[final])
        carried = (final != counted) | (wanted != hour)
        ended = np.where(carried, clock.at(final, wanted), ended)
    return np.where(final == _NOWHERE, _NEVER, ended)


class _Line(NamedTuple):
    """The spans of heures ouvrées, in UTC: when each opens, and the time worked by then and by its
    end since the first of them."""

    opens: Micros
    by_then: Micros
    by_end: Micros

    def moved(self, anchors: Micros, length: np.int64) -> Micros:
        """The instants so much worked time later, or earlier when it is below 0."""
        last = np.maximum(np.searchsorted(self.opens, anchors, side="right") - 1, 0)
        passed = np.clip(anchors - self.opens[last], 0, (self.by_end - self.by_then)[last])
        target = self.by_then[last] + passed + length
        if length > 0:
            # At the very end of a span, its evening and not the next morning.
            span = np.searchsorted(self.by_end, target, side="left")
        else:
            span = np.searchsorted(self.by_then, target, side="right") - 1
        inside = (span >= 0) & (span < len(self.opens))
        span = np.where(inside, span, 0)
        return np.where(inside, self.opens[span] + target - self.by_then[span], _NEVER)


@lru_cache(maxsize=8)
def _line(calendar: Calendar) -> _Line:
    clock, days = _clock(calendar), _worked(calendar, Unit.JOUR_OUVRE).days
    stop = _closings(calendar)[days]
    opens, closes = (
        np.stack(
            [clock.at(days, np.minimum(_micros(span[end]), stop)) for span in calendar.spans]
        ).T.ravel()
        for end in (0, 1)
    )
    real = closes > opens
    worked = np.cumsum((closes - opens)[real])
    return _Line(opens[real], worked - (closes - opens)[real], worked)


def _micros(hour: time) -> np.int64:
    """Microseconds since midnight."""
    seconds = (hour.hour * 60 + hour.minute) * 60 + hour.second
    return np.int64(seconds * 1_000_000 + hour.microsecond)
