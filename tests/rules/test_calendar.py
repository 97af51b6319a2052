"""The calendar against the lists of the law and the answers of libraries, and its own laws."""

from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.days.calendar import Calendar, Unit
from tests.rules.law import EVERY_DAY, METROPOLE, ZONES_SWEPT, feasts_of

ONE_DAY = timedelta(days=1)

day_units = st.sampled_from(
    [Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE, Unit.JOUR_FRANC]
)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize("name", ZONES_SWEPT)
def test_every_holiday_from_1990_to_2070_is_the_one_of_the_law(name: str) -> None:
    calendar, _ = ZONES_SWEPT[name]

    assert set(calendar.feasts) == feasts_of(name)


@pytest.mark.parametrize("name", ZONES_SWEPT)
def test_every_day_from_1990_to_2070_is_worked_as_a_naive_reading_says(name: str) -> None:
    calendar, feasts = ZONES_SWEPT[name][0], feasts_of(name)

    wrong = [
        day
        for day in EVERY_DAY
        if calendar.is_worked(day, Unit.JOUR_OUVRE) != (day.weekday() < 5 and day not in feasts)
        or calendar.is_worked(day, Unit.JOUR_OUVRABLE) != (day.weekday() < 6 and day not in feasts)
    ]

    assert wrong == []


@pytest.mark.parametrize("name", ZONES_SWEPT)
@pytest.mark.parametrize(
    ("unit", "mask"), [(Unit.JOUR_OUVRE, "1111100"), (Unit.JOUR_OUVRABLE, "1111110")]
)
def test_numpy_agrees_from_every_day(name: str, unit: Unit, mask: str) -> None:
    calendar, _ = ZONES_SWEPT[name]
    busy = np.busdaycalendar(mask, np.array(sorted(feasts_of(name)), "datetime64[D]"))
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
