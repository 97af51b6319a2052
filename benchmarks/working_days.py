"""Working days: our table against the library it is compiled from, and against numpy."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter

import holidays
import numpy as np

from benchmarks.measure import Measure, ratio
from rules.calendar import Calendar

OPERATIONS, LIBRARY, VECTOR, RUNS = 20_000, 1_000, 200_000, 5
YEARS = range(2015, 2036)
DAY = timedelta(days=1)

Case = tuple[date, int]


class Disagreement(AssertionError):
    """The table and the library do not give the same day: no speed is worth anything then."""

    def __init__(self, name: str, case: Case) -> None:
        self.case = case
        super().__init__(f"{name} : le calendrier et la bibliothèque diffèrent pour {case}.")


def measure(scale: float) -> Iterator[Measure]:
    """Nanoseconds of each operation: ours one by one, the library's one by one, numpy's at once."""
    calendar = Calendar.compile("93")
    library = holidays.country_holidays("FR", years=YEARS, language="fr")
    few = _cases(max(50, int(LIBRARY * scale)))
    many = _cases(max(500, int(OPERATIONS * scale)))
    every = _cases(max(1_000, int(VECTOR * scale)))
    days = np.array([day for day, _ in every], dtype="datetime64[D]")
    steps = np.array([n for _, n in every])
    off = np.array(sorted(calendar.feasts), dtype="datetime64[D]")
    operations: dict[str, tuple[_Scalar, _Scalar, Callable[[], object]]] = {
        "add": (
            lambda day, n: calendar.add(day, n),
            lambda day, n: library.get_nth_working_day(day, n),
            lambda: np.busday_offset(days, steps, roll="backward", holidays=off),
        ),
        "subtract": (
            lambda day, n: calendar.subtract(day, n),
            lambda day, n: library.get_nth_working_day(day, -n),
            lambda: np.busday_offset(days, -steps, roll="forward", holidays=off),
        ),
        "count": (
            lambda day, n: calendar.count(day, day + n * DAY),
            lambda day, n: library.get_working_days_count(day + DAY, day + n * DAY),
            lambda: np.busday_count(days + 1, days + steps + 1, holidays=off),
        ),
        "next": (
            lambda day, _: calendar.next_worked(day),
            lambda day, _: library.get_nth_working_day(day, 0),
            lambda: np.busday_offset(days, 0, roll="forward", holidays=off),
        ),
    }
    for name, (ours, theirs, vector) in operations.items():
        _agree(name, ours, theirs, few)
        table = _each(ours, many)
        slow = _each(theirs, few)
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


_Scalar = Callable[[date, int], object]


def _cases(number: int) -> list[Case]:
    rng = Random(2026)
    first, last = date(2016, 1, 1).toordinal(), date(2034, 1, 1).toordinal()
    return [(date.fromordinal(rng.randint(first, last)), rng.randint(1, 60)) for _ in range(number)]


def _agree(name: str, ours: _Scalar, theirs: _Scalar, cases: Sequence[Case]) -> None:
    for case in cases:
        if ours(*case) != theirs(*case):
            raise Disagreement(name, case)


def _each(operation: _Scalar, cases: Sequence[Case]) -> float:
    """Median nanoseconds of one call, the loop and the call of a lambda included."""
    runs = []
    for _ in range(RUNS):
        began = perf_counter()
        for day, n in cases:
            operation(day, n)
        runs.append((perf_counter() - began) / len(cases) * 1e9)
    return median(runs)


def _whole(operation: Callable[[], object], number: int) -> float:
    runs = []
    for _ in range(RUNS):
        began = perf_counter()
        operation()
        runs.append((perf_counter() - began) / number * 1e9)
    return median(runs)
