"""The calendar against an Easter of our own, the lists of the law, a naive walk and libraries."""

from collections.abc import Callable
from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import (
    Calendar,
    Closure,
    Unit,
)

FIRST, LAST = date(1990, 1, 1), date(2070, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ONE_DAY = timedelta(days=1)

METROPOLE = Calendar.compile("93")
ZONES_SWEPT = {
    "métropole": (METROPOLE, frozenset[str]()),
    "Moselle": (Calendar.compile("57"), frozenset({"vendredi saint", "12-26"})),
    "Alsace": (Calendar.compile("67"), frozenset({"vendredi saint", "12-26"})),
    "Alsace sans Vendredi saint": (
        Calendar.compile("68", good_friday=False),
        frozenset({"12-26"}),
    ),
    "Guadeloupe": (Calendar.compile("971"), frozenset({"05-27"})),
    "Martinique": (Calendar.compile("972"), frozenset({"05-22"})),
    "Guyane": (Calendar.compile("973"), frozenset({"06-10"})),
    "La Réunion": (Calendar.compile("974"), frozenset({"12-20"})),
    "Mayotte": (Calendar.compile("976"), frozenset({"04-27"})),
}

day_units = st.sampled_from(
    [Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE, Unit.JOUR_FRANC]
)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def easter(year: int) -> date:
    """Butcher's rule: nothing in common with the library's tables."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    correction = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * correction) // 433
    month = (h + correction - 7 * m + 90) // 25
    return date(year, month, (h + correction - 7 * m + 33 * month + 19) % 32)


def feasts_in_law(year: int, local: frozenset[str]) -> set[date]:
    """Code du travail L3133-1, with the local days (L3134-13, L3422-2)."""
    paques = easter(year)
    fixed = {"01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"}
    found = {
        date.fromisoformat(f"{year}-{day}") for day in fixed | (local - {"vendredi saint"})
    } | {paques + timedelta(days=1), paques + timedelta(days=39)}
    if not 2005 <= year <= 2007:  # worked by law those years (2004-626, undone by 2008-351)
        found.add(paques + timedelta(days=50))
    if "vendredi saint" in local:
        found.add(paques - timedelta(days=2))
    return found


def walk(day: date, n: int, step: timedelta, worked: Callable[[date], bool]) -> date:
    while n:
        day += step
        n -= worked(day)
    return day


@pytest.mark.parametrize("name", ZONES_SWEPT)
def test_every_holiday_from_1990_to_2070_is_the_one_of_the_law(name: str) -> None:
    calendar, local = ZONES_SWEPT[name]

    expected = {day for year in range(1990, 2071) for day in feasts_in_law(year, local)}

    assert set(calendar.feasts) == expected


@pytest.mark.parametrize("name", ZONES_SWEPT)
def test_every_day_from_1990_to_2070_is_worked_as_a_naive_reading_says(name: str) -> None:
    calendar, local = ZONES_SWEPT[name]
    feasts = {day for year in range(1990, 2071) for day in feasts_in_law(year, local)}

    wrong = [
        day
        for day in EVERY_DAY
        if calendar.is_worked(day, Unit.JOUR_OUVRE) != (day.weekday() < 5 and day not in feasts)
        or calendar.is_worked(day, Unit.JOUR_OUVRABLE) != (day.weekday() < 6 and day not in feasts)
    ]

    assert wrong == []


@pytest.mark.parametrize("unit", [Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE])
def test_from_every_day_adding_and_going_back_walk_day_by_day(unit: Unit) -> None:
    feasts = {day for year in range(1990, 2071) for day in feasts_in_law(year, frozenset())}
    last_weekday = 5 if unit is Unit.JOUR_OUVRE else 6

    def worked(day: date) -> bool:
        return day.weekday() < last_weekday and day not in feasts

    wrong = [
        (day, n)
        for day in EVERY_DAY[20:-20]
        for n in (1, 2, 5)
        if METROPOLE.add(day, n, unit) != walk(day, n, ONE_DAY, worked)
        or METROPOLE.subtract(day, n, unit) != walk(day, n, -ONE_DAY, worked)
    ]

    assert wrong == []


@pytest.mark.parametrize("name", ZONES_SWEPT)
@pytest.mark.parametrize(
    ("unit", "mask"), [(Unit.JOUR_OUVRE, "1111100"), (Unit.JOUR_OUVRABLE, "1111110")]
)
def test_numpy_agrees_from_every_day(name: str, unit: Unit, mask: str) -> None:
    calendar, local = ZONES_SWEPT[name]
    feasts = sorted(day for year in range(1990, 2071) for day in feasts_in_law(year, local))
    busy = np.busdaycalendar(mask, np.array(feasts, "datetime64[D]"))
    starts = EVERY_DAY[60:-60]
    table = np.array(starts, "datetime64[D]")
    # roll: from a day off, numpy must begin before it to go forward, after it to go back.
    later = np.busday_offset(table, 30, roll="backward", busdaycal=busy).astype(object)
    earlier = np.busday_offset(table, -30, roll="forward", busdaycal=busy).astype(object)
    counts = np.busday_count(table + 1, table + 41, busdaycal=busy)

    assert [calendar.add(day, 30, unit) for day in starts] == later.tolist()
    assert [calendar.subtract(day, 30, unit) for day in starts] == earlier.tolist()
    assert [
        calendar.count(day, day + timedelta(days=40), unit) for day in starts
    ] == counts.tolist()


@pytest.mark.parametrize(("departement", "subdivision"), [("93", None), ("67", "6AE")])
def test_the_library_itself_agrees_where_it_means_the_same(
    departement: str, subdivision: str | None
) -> None:
    calendar = Calendar.compile(departement)
    library = holidays.country_holidays("FR", subdiv=subdivision, years=range(2023, 2028))

    for day in EVERY_DAY[12_500:12_900]:
        assert library.get_nth_working_day(day, 7) == calendar.add(day, 7)
        assert library.get_nth_working_day(day, -7) == calendar.subtract(day, 7)
        assert library.get_nth_working_day(day, 0) == calendar.next_worked(day)
        # The library counts both ends.
        assert library.get_working_days_count(day + ONE_DAY, day + timedelta(days=30)) == (
            calendar.count(day, day + timedelta(days=30))
        )


@given(days, st.integers(1, 400), day_units)
def test_add_and_count_are_inverse(day: date, n: int, unit: Unit) -> None:
    reached = METROPOLE.add(day, n, unit)

    assert METROPOLE.is_worked(reached, unit)
    assert METROPOLE.count(day, reached, unit) == n
    assert METROPOLE.count(reached, day, unit) == -n
    assert METROPOLE.add(day, -n, unit) == METROPOLE.subtract(day, n, unit)


@given(days, st.integers(0, 200), st.integers(0, 200), day_units)
def test_a_count_splits_into_sums(day: date, m: int, n: int, unit: Unit) -> None:
    middle = METROPOLE.add(day, m, unit)
    end = METROPOLE.add(middle, n, unit)

    assert end == METROPOLE.add(day, m + n, unit)
    assert METROPOLE.count(day, end, unit) == METROPOLE.count(day, middle, unit) + n


@given(days, st.integers(1, 200), day_units)
def test_going_back_undoes_going_forward_from_a_worked_day(day: date, n: int, unit: Unit) -> None:
    day = METROPOLE.next_worked(day, unit)

    assert METROPOLE.subtract(METROPOLE.add(day, n, unit), n, unit) == day


@given(days, st.integers(0, 30), days, st.integers(0, 30), day_units)
def test_a_closure_never_brings_a_forward_date_earlier(
    day: date, n: int, first: date, length: int, unit: Unit
) -> None:
    first = day + (first - day) % timedelta(days=40)
    closed = Calendar.compile("93", closures=[Closure(first, first + timedelta(length), "pont")])

    assert closed.add(day, n, unit) >= METROPOLE.add(day, n, unit)
    assert closed.subtract(day, n, unit) <= METROPOLE.subtract(day, n, unit)


@given(days)
def test_the_next_and_previous_worked_days_are_the_nearest(day: date) -> None:
    if METROPOLE.is_worked(day):
        assert METROPOLE.next_worked(day) == METROPOLE.previous_worked(day) == day
    else:
        assert METROPOLE.next_worked(day) == METROPOLE.add(day, 1)
        assert METROPOLE.previous_worked(day) == METROPOLE.subtract(day, 1)


def test_zero_days_stay_on_the_day_even_off() -> None:
    assert METROPOLE.add(date(2026, 5, 1), 0) == date(2026, 5, 1)
    assert METROPOLE.subtract(date(2026, 5, 1), 0) == date(2026, 5, 1)
