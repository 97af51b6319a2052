"""The laws that every delay keeps, whatever its unit and the zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.days.calendar import DAYS_OF, Calendar, Direction, Roll, Unit
from rules.days.closures import Closure
from rules.delays.delay import HOURS, Delay, Pause, due
from tests.rules.chosen import CALENDARS, delays, instants, near_a_night

PARIS = ZoneInfo("Europe/Paris")
METROPOLE = CALENDARS["métropole"]
AGAINST = {Direction.APRES: Roll.PRECEDENT, Direction.AVANT: Roll.SUIVANT}
"""The roll that goes back towards the anchor: a day more off may then bring an end nearer to it."""

zones = st.sampled_from(sorted(CALENDARS))
directions = st.sampled_from(Direction)
counted = st.sampled_from(
    [
        *(Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE),
        *(Unit.SEMAINE, Unit.MOIS, Unit.MOIS_CALENDAIRE),
    ]
)


def reached(anchor: datetime, delay: Delay, calendar: Calendar, *pauses: Pause) -> datetime:
    found = due(anchor, delay, calendar, pauses)
    assert found is not None
    return found


@given(near_a_night, delays(), st.integers(-40, 40), st.integers(0, 6))
@settings(max_examples=60)
def test_a_day_more_off_never_brings_an_end_nearer_to_its_anchor(
    anchor: datetime, delay: Delay, offset: int, length: int
) -> None:
    assume(delay.roll is not AGAINST[delay.direction])
    first = anchor.astimezone(PARIS).date() + timedelta(offset)
    closed = Calendar.compile(
        "93",
        closures=[Closure(first, first + timedelta(length), "férié de plus")],
        first_year=2020,
        last_year=2034,
    )

    with_it, without = reached(anchor, delay, closed), reached(anchor, delay, METROPOLE)

    assert with_it >= without if delay.direction is Direction.APRES else with_it <= without


@given(instants, st.integers(0, 20), st.integers(0, 20), directions, zones)
def test_worked_hours_split_into_sums(
    anchor: datetime, m: int, n: int, direction: Direction, zone: str
) -> None:
    def hours(count: int, unit: Unit) -> Delay:
        return Delay(n=count, unit=unit, direction=direction)

    for unit in HOURS:
        middle = reached(anchor, hours(m, unit), CALENDARS[zone])

        assert reached(middle, hours(n, unit), CALENDARS[zone]) == reached(
            anchor, hours(m + n, unit), CALENDARS[zone]
        )


@given(
    instants,
    st.integers(0, 20),
    st.integers(0, 20),
    directions,
    zones,
    st.sampled_from([Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE, Unit.SEMAINE]),
)
def test_days_and_weeks_split_into_sums(
    anchor: datetime, m: int, n: int, direction: Direction, zone: str, unit: Unit
) -> None:
    def days(count: int) -> Delay:
        return Delay(n=count, unit=unit, direction=direction, hour=time(10))

    middle = reached(anchor, days(m), CALENDARS[zone])

    assert reached(middle, days(n), CALENDARS[zone]) == reached(
        anchor, days(m + n), CALENDARS[zone]
    )


@given(instants, st.integers(1, 12), counted, st.integers(0, 60), st.integers(1, 8))
def test_a_suspension_of_k_counted_days_moves_the_date_by_exactly_k(
    anchor: datetime, n: int, unit: Unit, offset: int, k: int
) -> None:
    delay = Delay(n=n, unit=unit)
    days = DAYS_OF[unit]
    start = anchor.astimezone(PARIS).date()
    without = reached(anchor, delay, METROPOLE).astimezone(PARIS).date()
    first = METROPOLE.add(start, 1 + offset % METROPOLE.count(start, without, days), days)
    last = METROPOLE.add(first, k - 1, days)

    moved = reached(
        anchor, delay, METROPOLE, Pause(number=1, first=first, last=last, motive="grève")
    )

    assert moved.astimezone(PARIS).date() == METROPOLE.add(without, k, days)


def test_the_29th_of_february_is_a_day_like_another_and_a_quantieme_of_leap_years_only() -> None:
    eve = datetime(2028, 2, 28, 9, tzinfo=PARIS)
    leap = datetime(2028, 2, 29, 9, tzinfo=PARIS)

    def end(anchor: datetime, n: int, unit: Unit, direction: Direction) -> date:
        delay = Delay(n=n, unit=unit, direction=direction)
        return reached(anchor, delay, METROPOLE).astimezone(PARIS).date()

    for unit in (Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE):
        assert end(eve, 1, unit, Direction.APRES) == leap.date()
        assert end(leap, 1, unit, Direction.AVANT) == eve.date()
    assert end(leap, 1, Unit.JOUR_FRANC, Direction.APRES) == date(2028, 3, 2)
    assert end(leap, 1, Unit.SEMAINE, Direction.AVANT) == date(2028, 2, 22)
    assert end(leap, 1, Unit.MOIS, Direction.APRES) == date(2028, 3, 29)
    assert end(leap, 12, Unit.MOIS, Direction.APRES) == date(2029, 2, 28)
    assert end(leap, 48, Unit.MOIS, Direction.AVANT) == date(2024, 2, 29)
    assert end(leap, 12, Unit.MOIS_CALENDAIRE, Direction.AVANT) == date(2027, 2, 28)
    assert end(eve, 24, Unit.HEURE, Direction.APRES) == leap.date()
    assert end(eve, 6, Unit.HEURE_OUVREE, Direction.APRES) == eve.date()
    assert end(eve, 7, Unit.HEURE_OUVREE, Direction.APRES) == leap.date()
