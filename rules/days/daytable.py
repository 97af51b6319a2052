"""A kind of day as a flat table over a range of years."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, compress
from typing import NamedTuple


class DayTable(NamedTuple):
    """``flags[i]`` is 1 when day i counts, ``rank[i]`` how many do up to and with it, ``days`` are
    those that do, in order."""

    flags: Sequence[int]
    rank: Sequence[int]
    days: Sequence[date]


@lru_cache(maxsize=4)
def every_day(first_year: int, last_year: int) -> tuple[date, ...]:
    """All the days of the years, both included."""
    first, last = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    return tuple(map(date.fromordinal, range(first, last + 1)))


def day_table(days: Sequence[date], week: bytes, off: Iterable[int]) -> DayTable:
    """The table of the days whose weekday is set in ``week`` (seven bytes, Monday first), less the
    days of index ``off``."""
    first = days[0].weekday()
    flags = bytearray((week * (len(days) // 7 + 2))[first : first + len(days)])
    for index in off:
        flags[index] = 0
    return DayTable(bytes(flags), list(accumulate(flags)), list(compress(days, flags)))
