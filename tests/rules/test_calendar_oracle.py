"""Every start day of 1990 to 2070, every kind of delay and every zone, against a naive walk."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from rules.days.calendar import Calendar, Direction, OutsideCalendar, Unit
from rules.delays.bulk import due_micros
from rules.delays.delay import Delay, due
from tests.rules.law import EVERY_DAY, METROPOLE, ZONES_SWEPT
from tests.rules.oracle import Walker, micros

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAYS = (Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE)
AMOUNTS = {**dict.fromkeys(Unit, 3), Unit.MOIS: 1, Unit.HEURE: 48, Unit.HEURE_OUVREE: 10}


@cache
def walker(zone: str) -> Walker:
    return Walker(zone, ZONES_SWEPT[zone][0].tz)


@pytest.mark.parametrize("zone", ZONES_SWEPT)
@pytest.mark.parametrize("unit", DAYS)
@pytest.mark.parametrize("n", [1, 2, 5])
def test_from_every_day_adding_and_going_back_walk_day_by_day(
    zone: str, unit: Unit, n: int
) -> None:
    calendar, walk = ZONES_SWEPT[zone][0], walker(zone)

    for ahead, signed in ((True, n), (False, -n)):
        expected = walk.nth(n, unit, ahead=ahead)

        told = [day for day, end in zip(EVERY_DAY, expected, strict=True) if end is not None]
        beyond = [day for day, end in zip(EVERY_DAY, expected, strict=True) if end is None]
        assert [calendar.add(day, signed, unit) for day in told] == [
            EVERY_DAY[end] for end in expected if end is not None
        ]
        assert 0 < len(beyond) < 10
        assert all(is_beyond(calendar, day, signed, unit) for day in beyond)


@pytest.mark.parametrize("zone", ZONES_SWEPT)
@pytest.mark.parametrize("unit", DAYS)
def test_from_every_day_the_next_worked_day_and_the_days_of_six_weeks_are_found(
    zone: str, unit: Unit
) -> None:
    calendar, walk = ZONES_SWEPT[zone][0], walker(zone)
    counts = walk.ouvre if unit is Unit.JOUR_OUVRE else walk.ouvrable
    after = walk.nth(1, unit, ahead=True)
    length, inside = 42, range(len(EVERY_DAY) - 42)

    nearest = [place if counts[place] else after[place] for place in inside]
    between = [sum(counts[place + 1 : place + length + 1]) for place in inside]

    assert [calendar.next_worked(EVERY_DAY[place], unit) for place in inside] == [
        EVERY_DAY[place] for place in nearest if place is not None
    ]
    assert [
        calendar.count(EVERY_DAY[place], EVERY_DAY[place + length], unit) for place in inside
    ] == between


@pytest.mark.parametrize("zone", ZONES_SWEPT)
@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("unit", Unit)
def test_from_every_day_a_delay_ends_where_a_walk_does(
    zone: str, direction: Direction, unit: Unit
) -> None:
    calendar, walk, n = ZONES_SWEPT[zone][0], walker(zone), AMOUNTS[unit]
    delay = Delay(n=n, unit=unit, direction=direction)

    expected = walk.due(n, unit, ahead=direction is Direction.APRES)

    pairs = list(zip(walk.anchors, expected, strict=True))
    told = np.array([anchor for anchor, instant in pairs if instant is not None])
    beyond = [anchor for anchor, instant in pairs if instant is None]
    assert due_micros(told, delay, calendar).tolist() == [
        instant for instant in expected if instant is not None
    ]
    assert 0 < len(beyond) < 100
    for anchor in beyond:
        with pytest.raises(OutsideCalendar):
            alone(anchor, delay, calendar)


@pytest.mark.parametrize("unit", Unit)
def test_a_delay_counted_alone_ends_where_a_walk_does(unit: Unit) -> None:
    walk, n = walker("métropole"), AMOUNTS[unit]
    both = [(Delay(n=n, unit=unit, direction=one), one is Direction.APRES) for one in Direction]
    expected = [walk.due(n, unit, ahead=ahead) for _, ahead in both]

    wrong = [
        EVERY_DAY[place]
        # Every third day, one forward, the next backward: counting all of them at once is tried
        # above, and that both are the same in test_bulk.
        for place in range(100, len(EVERY_DAY) - 100, 3)
        if alone(walk.anchors[place], both[place % 2][0], METROPOLE) != expected[place % 2][place]
    ]

    assert wrong == []


def alone(anchor: int, delay: Delay, calendar: Calendar) -> int:
    found = due(EPOCH + timedelta(microseconds=anchor), delay, calendar)
    assert found is not None
    return micros(found)


def is_beyond(calendar: Calendar, day: date, n: int, unit: Unit) -> bool:
    try:
        calendar.add(day, n, unit)
    except OutsideCalendar:
        return True
    return False
