"""How many units have run between two instants: the delay counted the other way round."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given

from rules.days.calendar import Calendar, Direction, OutsideCalendar, Unit
from rules.days.closures import HalfDay
from rules.delays.delay import HOURS, Delay, WeekMode, due
from rules.delays.elapsed import elapsed
from tests.rules.chosen import CALENDARS, delays, instants

PARIS = ZoneInfo("Europe/Paris")
METROPOLE = CALENDARS["métropole"]


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("unit", "start", "end", "number"),
    [
        (Unit.JOUR_OUVRE, "2025-05-05T09:00", "2025-05-12T08:00", 4),
        (Unit.JOUR_OUVRABLE, "2025-05-05T09:00", "2025-05-12T08:00", 5),
        (Unit.JOUR_CALENDAIRE, "2025-05-05T23:59", "2025-05-06T00:01", 1),
        (Unit.JOUR_FRANC, "2025-05-05T09:00", "2025-05-08T09:00", 2),
        (Unit.JOUR_FRANC, "2025-05-05T09:00", "2025-05-05T10:00", 0),
        (Unit.SEMAINE, "2025-05-05T09:00", "2025-05-18T09:00", 1),
        (Unit.MOIS, "2026-01-31T09:00", "2026-02-27T09:00", 0),
        (Unit.MOIS, "2026-01-31T09:00", "2026-02-28T09:00", 1),
        (Unit.MOIS, "2024-02-29T09:00", "2025-02-28T09:00", 12),
        (Unit.MOIS_CALENDAIRE, "2026-01-31T09:00", "2026-02-01T09:00", 1),
        (Unit.HEURE, "2027-03-27T12:00", "2027-03-28T12:00", 23),
        (Unit.HEURE, "2026-10-24T12:00", "2026-10-25T12:00", 25),
        (Unit.HEURE_OUVREE, "2025-05-07T15:30", "2025-05-09T10:00", 2),
    ],
)
def test_the_units_between_two_instants(unit: Unit, start: str, end: str, number: int) -> None:
    assert elapsed(paris(start), paris(end), unit, METROPOLE) == number
    assert elapsed(paris(end), paris(start), unit, METROPOLE) == -number


@given(instants, delays())
def test_from_its_anchor_to_its_end_a_delay_has_run_as_many_units_as_it_says(
    anchor: datetime, delay: Delay
) -> None:
    assume(delay.direction is Direction.APRES and delay.week_mode is WeekMode.SEPT_JOURS)
    delay = Delay(n=delay.n, unit=delay.unit)
    end = due(anchor, delay, METROPOLE)
    assert end is not None

    # The day before its evening, were that day of 25 hours.
    before = end - (timedelta(microseconds=1) if delay.unit in HOURS else timedelta(hours=26))

    found = elapsed(anchor, end, delay.unit, METROPOLE)

    if delay.unit is Unit.JOUR_FRANC:  # carried over the days off that follow it
        assert found >= delay.n
    else:
        assert found == delay.n
        # A calendar month has come from its first day on.
        if delay.n and delay.unit is not Unit.MOIS_CALENDAIRE:
            assert elapsed(anchor, before, delay.unit, METROPOLE) < delay.n


def test_worked_hours_are_those_of_half_days_too() -> None:
    eve = HalfDay(date(2026, 12, 24), time(12), "veille de Noël")
    calendar = Calendar.compile("93", half_days=[eve])
    start, end = paris("2026-12-24T09:00"), paris("2026-12-28T09:00")

    assert elapsed(start, end, Unit.HEURE_OUVREE, calendar) == 3
    assert elapsed(start, end, Unit.HEURE_OUVREE, METROPOLE) == 6


@pytest.mark.parametrize("unit", Unit)
def test_years_that_the_calendar_has_not_are_an_error(unit: Unit) -> None:
    with pytest.raises(OutsideCalendar):
        elapsed(paris("1989-12-31T09:00"), paris("2026-01-01T09:00"), unit, METROPOLE)
    with pytest.raises(OutsideCalendar):
        elapsed(paris("2026-01-01T09:00"), paris("2071-01-01T09:00"), unit, METROPOLE)
