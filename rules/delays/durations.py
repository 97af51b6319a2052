"""How long a deadline really took, in the unit of its rule, and what to say of many of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.days.calendar import Calendar, Direction, Unit
from rules.delays.counting import ONE_DAY, merged, openings
from rules.delays.delay import HOURS, NAMED_DAYS, Delay, Pause
from rules.delays.elapsed import elapsed

_NONE, _HOUR = timedelta(), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What is said of many times, in one unit. ``median`` and ``ninth_decile`` are by nearest rank:
    the smallest value that half, or nine tenths, of the cases do not exceed; somebody had it."""

    unit: Unit
    number: int
    median: int
    ninth_decile: int
    mean: float

    @classmethod
    def of(cls, unit: Unit, values: Sequence[int]) -> "Times":
        """Those values, at least one, in any order."""
        ordered = sorted(values)
        return cls(
            unit=unit,
            number=len(ordered),
            median=_nearest(ordered, 50),
            ninth_decile=_nearest(ordered, 90),
            mean=sum(ordered) / len(ordered),
        )


def measured_in(unit: Unit) -> Unit:
    """The unit that a time is told in: weeks and months are told in days, as they are not whole."""
    return Unit.JOUR_CALENDAIRE if unit in NAMED_DAYS else unit


def time_taken(
    anchor: datetime,
    met: datetime,
    delay: Delay,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> int:
    """The whole units from the anchor to what met it, the anchor's day not counted, without those
    that were suspended. What was done beforehand took 0.

    Of a delay counted back from its anchor (a séance), it is how long before: below 0 then, above
    when it came after. Raises ``OutsideCalendar``.
    """
    unit = measured_in(delay.unit)
    if met < anchor:
        if delay.direction is Direction.APRES:
            return 0
        return -_counted(met, anchor, unit, calendar, pauses)
    return _counted(anchor, met, unit, calendar, pauses)


def _nearest(ordered: Sequence[int], percent: int) -> int:
    return ordered[-(-len(ordered) * percent // 100) - 1]


def _counted(
    start: datetime, end: datetime, unit: Unit, calendar: Calendar, pauses: Sequence[Pause]
) -> int:
    if not pauses:
        return elapsed(start, end, unit, calendar)
    paused = merged((pause.first, pause.last) for pause in pauses)
    first, last = (one.astimezone(calendar.tz).date() for one in (start, end))
    if unit in HOURS:
        days = (first + n * ONE_DAY for n in range((last - first).days + 1))
        spans = (span for day in days for span in openings(day, unit, calendar, paused))
        run = sum(
            (max(min(closes, end) - max(opens, start), _NONE) for opens, closes in spans), _NONE
        )
        return run // _HOUR
    whole = elapsed(start, end, unit, calendar)
    if unit is Unit.JOUR_FRANC:
        unit, last = Unit.JOUR_CALENDAIRE, last - ONE_DAY
    for begins, ends in paused:
        opens, closes = max(begins, first), min(ends, last)
        if opens <= closes:
            # The anchor's day is not counted, suspended or not.
            itself = opens > first and calendar.is_worked(opens, unit)
            whole -= calendar.count(opens, closes, unit) + itself
    return max(whole, 0)
