"""Working days: our table against the library it is compiled from, and against numpy; then the due
dates of a million anchors at once, against the same ones by one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from time import process_time

import holidays
import numpy as np

from benchmarks.measure import Measure, ratio
from rules.days.calendar import Calendar, Unit
from rules.delays.bulk import Micros, due_micros
from rules.delays.delay import Delay, due

OPERATIONS, LIBRARY, VECTOR, RUNS = 20_000, 1_000, 200_000, 5
ANCHORS, ALONE = 1_000_000, 20_000
YEARS = range(2015, 2036)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Case = tuple[date, int]


class Disagreement(AssertionError):
    """Two ways of counting do not give the same day: no speed is worth anything then."""

    def __init__(self, name: str, case: object) -> None:
        self.case = case
        super().__init__(f"{name} : les deux comptes diffèrent pour {case}.")


def measure(scale: float) -> Iterator[Measure]:
    """Nanoseconds of each operation: ours one by one, the library's one by one, numpy's at once;
    then a million due dates of each unit, at once and one by one."""
    calendar = Calendar.compile("93")
    yield from _operations(calendar, scale)
    yield from _due_dates(calendar, scale)


def _operations(calendar: Calendar, scale: float) -> Iterator[Measure]:
    library = holidays.country_holidays("FR", years=YEARS, language="fr")
    few = _cases(max(50, int(LIBRARY * scale)))
    many = _cases(max(500, int(OPERATIONS * scale)))
    every = _cases(max(1_000, int(VECTOR * scale)))
    days = np.array([day for day, _ in every], dtype="datetime64[D]")
    steps = np.array([n for _, n in every])
    off = np.array(sorted(calendar.feasts), dtype="datetime64[D]")
    operations: dict[str, tuple[_Asked, _Scalar, _Scalar, Callable[[], object]]] = {
        "add": (
            lambda day, n: (day, n),
            calendar.add,
            lambda day, n: library.get_nth_working_day(day, n),
            lambda: np.busday_offset(days, steps, roll="backward", holidays=off),
        ),
        "subtract": (
            lambda day, n: (day, n),
            calendar.subtract,
            lambda day, n: library.get_nth_working_day(day, -n),
            lambda: np.busday_offset(days, -steps, roll="forward", holidays=off),
        ),
        "count": (
            lambda day, n: (day, day + n * DAY),
            calendar.count,
            lambda day, end: library.get_working_days_count(day + DAY, end),
            lambda: np.busday_count(days + 1, days + steps + 1, holidays=off),
        ),
        "next": (
            lambda day, _: (day,),
            calendar.next_worked,
            lambda day: library.get_nth_working_day(day, 0),
            lambda: np.busday_offset(days, 0, roll="forward", holidays=off),
        ),
    }
    for name, (asked, ours, theirs, vector) in operations.items():
        _agree(name, ours, theirs, [asked(*case) for case in few])
        table = _each(ours, [asked(*case) for case in many])
        slow = _each(theirs, [asked(*case) for case in few])
        fast = _whole(vector, len(every))
        yield Measure(
            name="calendar",
            what=name,
            n=len(many) * RUNS,
            figures={
                "ours_ns": round(table),
                "holidays_ns": round(slow),
                "numpy_vector_ns": round(fast),
                "times_faster_than_holidays": round(slow / table),
            },
            ratio=ratio(table, slow),
        )


def _due_dates(calendar: Calendar, scale: float) -> Iterator[Measure]:
    anchors = _anchors(max(1_000, int(ANCHORS * scale)))
    few = anchors[: max(50, int(ALONE * scale))]
    instants = [(EPOCH + int(anchor) * MICROSECOND,) for anchor in few]
    for unit in Unit:
        delay = Delay(n=5, unit=unit)

        def alone(anchor: datetime, delay: Delay = delay) -> object:
            return due(anchor, delay, calendar)

        def together(delay: Delay = delay) -> Micros:
            return due_micros(anchors, delay, calendar)

        for (instant,), found in zip(instants, due_micros(few, delay, calendar), strict=True):
            if alone(instant) != EPOCH + int(found) * MICROSECOND:
                raise Disagreement(unit, instant)
        one, all_of_them = _each(alone, instants), _whole(together, len(anchors))
        yield Measure(
            name="calendar",
            what=f"due {unit}",
            n=len(anchors) * RUNS,
            figures={
                "one_by_one_us": round(one / 1e3, 1),
                "together_ns": round(all_of_them),
                "a_million_s": round(all_of_them * 1e-3, 3),
                "times_faster": round(one / all_of_them),
            },
            ratio=ratio(all_of_them, one),
        )


_Asked = Callable[[date, int], tuple[object, ...]]
_Scalar = Callable[..., object]


def _cases(number: int) -> list[Case]:
    rng = Random(2026)
    first, last = date(2016, 1, 1).toordinal(), date(2034, 1, 1).toordinal()
    return [(date.fromordinal(rng.randint(first, last)), rng.randint(1, 60)) for _ in range(number)]


def _anchors(number: int) -> Micros:
    first, last = (
        (datetime(year, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND for year in (2016, 2034)
    )
    return np.random.default_rng(2026).integers(first, last, number, np.int64)


def _agree(name: str, ours: _Scalar, theirs: _Scalar, cases: Sequence[tuple[object, ...]]) -> None:
    for case in cases:
        if ours(*case) != theirs(*case):
            raise Disagreement(name, case)


def _each(operation: _Scalar, cases: Sequence[tuple[object, ...]]) -> float:
    """Median nanoseconds of one call, the loop included: the processor's, which other work on the
    machine does not lengthen."""
    runs = []
    for _ in range(RUNS):
        began = process_time()
        for case in cases:
            operation(*case)
        runs.append((process_time() - began) / len(cases) * 1e9)
    return median(runs)


def _whole(operation: Callable[[], object], number: int) -> float:
    runs = []
    for _ in range(RUNS):
        began = process_time()
        operation()
        runs.append((process_time() - began) / number * 1e9)
    return median(runs)
