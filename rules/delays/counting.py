"""Counting from a day or an instant, over the days that count, around the days that are paused.

``paused`` is a sorted tuple of disjoint ranges of days, both ends included; a pause still running
ends on ``FOREVER``. A paused day does not count, like a holiday: forward it pushes the end later,
backward it brings it earlier. None is the answer that waits for a running pause to end.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pendulum

from rules.days.calendar import Calendar, Direction, Roll, Unit

FOREVER = date.max
ONE_DAY = timedelta(days=1)

Ranges = Sequence[tuple[date, date]]


def merged(ranges: Iterable[tuple[date, date | None]]) -> Ranges:
    """Ranges of paused days, sorted, overlaps joined; an end of None becomes ``FOREVER``."""
    joined: list[tuple[date, date]] = []
    for first, end in sorted((first, last or FOREVER) for first, last in ranges):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined


def is_paused(day: date, paused: Ranges) -> bool:
    """Whether the day is in one of the ranges."""
    return any(first <= day <= last for first, last in paused)


def count_days(
    start: date, n: int, unit: Unit, direction: Direction, calendar: Calendar, paused: Ranges
) -> date | None:
    """The nth counted day after (or before) ``start``, which is not counted itself."""
    if n <= 0 or not paused:
        return calendar.add(start, n if direction is Direction.APRES else -n, unit)
    if direction is Direction.APRES:
        return _count_forward(start, n, unit, calendar, paused)
    return _count_backward(start, n, unit, calendar, paused)


def _count_forward(
    start: date, n: int, unit: Unit, calendar: Calendar, paused: Ranges
) -> date | None:
    end = calendar.add(start, n, unit)
    for first, last in paused:
        if first > end:
            break
        if last == FOREVER:
            return None
        if last > start:
            before = start if first <= start else first - ONE_DAY
            end = calendar.add(end, calendar.count(before, last, unit), unit)
    return end


def _count_backward(
    start: date, n: int, unit: Unit, calendar: Calendar, paused: Ranges
) -> date | None:
    end = calendar.subtract(start, n, unit)
    for first, last in reversed(paused):
        if last < end:
            break
        if first >= start:
            continue
        if last == FOREVER:
            return None
        latest = min(last, start - ONE_DAY)
        end = calendar.subtract(end, calendar.count(first - ONE_DAY, latest, unit), unit)
    return end


def rolled(day: date, roll: Roll, calendar: Calendar, paused: Ranges) -> date | None:
    """The day, or the jour ouvré to which its end is carried when it is off."""
    if roll is Roll.AUCUN:
        return day
    forward = roll is Roll.SUIVANT
    while True:
        day = calendar.next_worked(day) if forward else calendar.previous_worked(day)
        hit = next(((first, last) for first, last in paused if first <= day <= last), None)
        if hit is None:
            return day
        if forward and hit[1] == FOREVER:
            return None
        day = hit[1] + ONE_DAY if forward else hit[0] - ONE_DAY


def months_away(day: date, n: int, month_day: int | None = None) -> date:
    """The same quantième (or ``month_day``) n months away, or the last day of a shorter month.
    Always from the origin: month after month, the 31st would be lost in February."""
    month = pendulum.date(day.year, day.month, 1).add(months=n)
    return date(month.year, month.month, min(month_day or day.day, month.days_in_month))


def friday_after(day: date, n: int) -> date:
    """The Friday of the nth ISO week after the day's own."""
    return day + timedelta(days=7 * n + 4 - day.weekday())


def count_hours(
    anchor: datetime,
    n: int,
    unit: Unit,
    direction: Direction,
    calendar: Calendar,
    paused: Ranges,
) -> datetime | None:
    """The UTC instant when n hours, elapsed or worked, have run from (or up to) ``anchor``."""
    left = timedelta(hours=n)
    cursor = anchor.astimezone(UTC)
    forward = direction is Direction.APRES
    if not left or (unit is Unit.HEURE and not paused):
        return cursor + left if forward else cursor - left
    running = paused[-1][0] if paused and paused[-1][1] == FOREVER else None
    day = anchor.astimezone(calendar.tz).date()
    # Backward from within a running pause there is no end either: the loop is not entered.
    while running is None or day < running:
        spans = openings(day, unit, calendar, paused)
        for opens, closes in spans if forward else reversed(spans):
            begin, end = (max(opens, cursor), closes) if forward else (opens, min(closes, cursor))
            if end - begin >= left:
                return begin + left if forward else end - left
            left -= max(end - begin, timedelta())
        day += ONE_DAY if forward else -ONE_DAY
    return None


def openings(
    day: date, unit: Unit, calendar: Calendar, paused: Ranges
) -> Sequence[tuple[datetime, datetime]]:
    """The spans of the local day, in UTC, whose hours count; none on a paused day or a day off.
    Their length is elapsed time: a DST night makes a day of 23 or 25 hours."""
    if not calendar.is_worked(day, unit) or is_paused(day, paused):
        return ()
    if unit is Unit.HEURE:
        tomorrow = day + ONE_DAY
        return ((at(day, time(), calendar), at(tomorrow, time(), calendar)),)
    return tuple(
        (at(day, opens, calendar), at(day, closes, calendar))
        for opens, closes in calendar.spans_on(day)
    )


def at(day: date, hour: time, calendar: Calendar) -> datetime:
    """The UTC instant of a local hour. An hour that the spring night skips is pushed forward; of
    an hour that the autumn night plays twice, the first."""
    return datetime.combine(day, hour.replace(fold=0), calendar.tz).astimezone(UTC)
