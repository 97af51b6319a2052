"""How long deadlines took: counted day by day by a naive oracle, alone and by thousands."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.days.calendar import Direction, OutsideCalendar, Unit
from rules.delays.bulk import days_between
from rules.delays.delay import Delay, Pause
from rules.delays.durations import Times, measured_in, time_taken
from rules.delays.elapsed import elapsed
from tests.rules.derivation import CALENDAR

TZ = CALENDAR.tz
DAYS = (Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE)


def at(text: str) -> datetime:
    """« 2026-03-02 10:00 » in Paris; noon when no hour is given."""
    whole = text if " " in text else f"{text} 12:00"
    return datetime.fromisoformat(whole).replace(tzinfo=TZ)


def pause(first: str, last: str | None) -> Pause:
    return Pause(
        number=1,
        first=date.fromisoformat(first),
        last=None if last is None else date.fromisoformat(last),
        motive="service fermé",
    )


def taken(start: str, end: str, unit: Unit = Unit.JOUR_OUVRE, *pauses: Pause) -> int:
    return time_taken(at(start), at(end), Delay(n=3, unit=unit), CALENDAR, pauses)


def test_weeks_and_months_are_told_in_days() -> None:
    assert measured_in(Unit.SEMAINE) is measured_in(Unit.MOIS) is Unit.JOUR_CALENDAIRE
    assert measured_in(Unit.JOUR_OUVRE) is Unit.JOUR_OUVRE
    assert taken("2024-03-05", "2024-04-05", Unit.MOIS) == 31


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("2024-03-28 23:00", 0),
        ("2024-03-29", 1),
        ("2024-03-31", 1),  # a Sunday
        ("2024-04-01", 1),  # lundi de Pâques
        ("2024-04-03", 3),
    ],
)
def test_jours_ouvres_are_counted_without_the_anchor_s_day_nor_holidays(
    end: str, days: int
) -> None:
    assert taken("2024-03-28 08:00", end) == days


def test_what_was_done_beforehand_took_nothing() -> None:
    assert taken("2024-04-25", "2024-04-24") == 0
    assert taken("2024-04-25 18:00", "2024-04-25 09:00") == 0


def test_before_a_seance_it_is_how_long_before_and_how_long_after() -> None:
    before = Delay(n=2, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT)

    assert time_taken(at("2025-05-12 09:30"), at("2025-05-07"), before, CALENDAR) == -2
    assert time_taken(at("2025-05-12 09:30"), at("2025-05-13"), before, CALENDAR) == 1


def test_suspended_days_are_taken_off() -> None:
    ten_days = pause("2024-03-25", "2024-04-03")

    assert taken("2024-03-20", "2024-04-26", Unit.JOUR_CALENDAIRE, ten_days) == 27
    # Of those ten, 25 to 29 March, 2 and 3 April are jours ouvrés.
    assert taken("2024-03-20", "2024-04-26", Unit.JOUR_OUVRE, ten_days) == (
        taken("2024-03-20", "2024-04-26") - 7
    )
    assert taken("2024-03-25", "2024-03-27", Unit.JOUR_CALENDAIRE, pause("2024-03-20", None)) == 0


def test_suspended_hours_are_taken_off_too() -> None:
    one_day = pause("2024-03-26", "2024-03-26")

    assert taken("2024-03-25 10:00", "2024-03-27 10:00", Unit.HEURE, one_day) == 24
    assert taken("2024-03-25 10:00", "2024-03-27 10:00", Unit.HEURE) == 48
    assert taken("2024-03-25 10:00", "2024-03-27 10:00", Unit.JOUR_FRANC, one_day) == 0


@given(
    start=st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    length=st.integers(0, 80),
    spans=st.lists(st.tuples(st.integers(-5, 85), st.integers(0, 15)), max_size=3),
    unit=st.sampled_from(DAYS),
)
def test_a_day_counts_when_it_is_worked_after_the_anchor_and_not_suspended(
    start: date, length: int, spans: list[tuple[int, int]], unit: Unit
) -> None:
    pauses = [
        Pause(
            number=number,
            first=start + timedelta(days=after),
            last=start + timedelta(days=after + days),
            motive="",
        )
        for number, (after, days) in enumerate(spans, start=1)
    ]
    days = [start + timedelta(days=n) for n in range(1, length + 1)]
    counted = [
        day
        for day in days
        if CALENDAR.is_worked(day, unit)
        and not any(one.first <= day <= (one.last or day) for one in pauses)
    ]

    end = start + timedelta(days=length)
    assert taken(str(start), str(end), unit, *pauses) == len(counted)


@given(
    pairs=st.lists(
        st.tuples(
            st.integers(915_145_200, 2_840_137_200),
            st.integers(-400, 4_000),  # 1999 to 2060
        ),
        min_size=1,
        max_size=20,
    ),
    unit=st.sampled_from(DAYS),
)
def test_thousands_are_counted_as_each_alone(pairs: list[tuple[int, int]], unit: Unit) -> None:
    starts = [datetime.fromtimestamp(second, UTC) for second, _ in pairs]
    ends = [one + timedelta(hours=hours) for one, (_, hours) in zip(starts, pairs, strict=True)]
    first, last = (
        np.array([int(one.timestamp()) * 1_000_000 for one in some], np.int64)
        for some in (starts, ends)
    )

    found = days_between(first, last, unit, CALENDAR)
    assert found.tolist() == [
        elapsed(start, end, unit, CALENDAR) for start, end in zip(starts, ends, strict=True)
    ]


def test_a_day_outside_the_calendar_is_no_number() -> None:
    inside, outside = (
        np.array([int(at(day).timestamp()) * 1_000_000]) for day in ("2026-03-02", "1950-01-01")
    )

    with pytest.raises(OutsideCalendar):
        days_between(inside, outside, Unit.JOUR_OUVRE, CALENDAR)


@pytest.mark.parametrize(
    ("values", "median", "ninth"),
    [
        ([4], 4, 4),
        ([9, 1], 1, 9),
        ([3, 1, 2], 2, 3),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 12)), 6, 10),
    ],
)
def test_percentiles_are_by_nearest_rank(values: list[int], median: int, ninth: int) -> None:
    told = Times.of(Unit.JOUR_OUVRE, values)

    assert (told.median, told.ninth_decile, told.number) == (median, ninth, len(values))
    assert told.mean == sum(values) / len(values)


@given(values=st.lists(st.integers(0, 300), min_size=1, max_size=60))
def test_half_and_nine_tenths_of_the_cases_are_within_and_not_with_one_day_less(
    values: list[int],
) -> None:
    told = Times.of(Unit.JOUR_OUVRE, values)

    for share, value in ((0.5, told.median), (0.9, told.ninth_decile)):
        assert sum(one <= value for one in values) >= share * len(values)
        assert sum(one < value for one in values) < share * len(values)
        assert value in values
