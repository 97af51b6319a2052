"""How many whole units of a delay have run between two instants."""

from datetime import UTC, date, datetime, timedelta

from rules.days.calendar import Calendar, Unit
from rules.delays.counting import ONE_DAY, months_away, openings

_HOUR = timedelta(hours=1)


def elapsed(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> int:
    """The whole units from ``start`` to ``end``, below 0 when ``end`` is the earlier.

    Days, weeks and months are those of the local days, the first not counted: from an anchor to the
    end of its delay there are as many as the delay says. Jours francs are the days between the two.
    Raises ``OutsideCalendar``.
    """
    # Two instants of one zone are compared, and subtracted, as its wall clock reads them.
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end < start:
        return -elapsed(end, start, unit, calendar)
    first, last = (one.astimezone(calendar.tz).date() for one in (start, end))
    calendar.require(first)
    calendar.require(last)
    match unit:
        case Unit.JOUR_FRANC:
            return max(0, (last - first).days - 1)
        case Unit.SEMAINE:
            return (last - first).days // 7
        case Unit.MOIS:
            return _months(first, last)
        case Unit.MOIS_CALENDAIRE:
            return (last.year - first.year) * 12 + last.month - first.month
        case Unit.HEURE:
            return (end - start) // _HOUR
        case Unit.HEURE_OUVREE:
            return _worked(start, end, calendar) // _HOUR
        case _:
            return calendar.count(first, last, unit)


def _months(first: date, last: date) -> int:
    """The months whose quantième has come: from 31 January, one on 28 February."""
    n = (last.year - first.year) * 12 + last.month - first.month
    return n if months_away(first, n) <= last else n - 1


def _worked(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    day, last = (one.astimezone(calendar.tz).date() for one in (start, end))
    run = timedelta()
    while day <= last:
        for opens, closes in openings(day, Unit.HEURE_OUVREE, calendar, ()):
            run += max(min(closes, end) - max(opens, start), timedelta())
        day += ONE_DAY
    return run
