"""Many due instants at once are those of ``due``, one by one, whatever the delay and the zone."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.days.calendar import Calendar, Direction, OutsideCalendar, Roll, Unit
from rules.delays.bulk import due_micros
from rules.delays.delay import Delay, due
from tests.rules.chosen import CALENDARS, NIGHTS, delays, instants
from tests.rules.oracle import micros


def one_by_one(anchors: list[datetime], delay: Delay, calendar: Calendar) -> list[int]:
    found = [due(anchor, delay, calendar) for anchor in anchors]
    return [micros(instant) for instant in found if instant is not None]


def at_once(anchors: list[datetime], delay: Delay, calendar: Calendar) -> list[int]:
    found: list[int] = due_micros(
        np.array([micros(anchor) for anchor in anchors], np.int64), delay, calendar
    ).tolist()
    return found


@given(delays(), st.sampled_from(sorted(CALENDARS)), st.lists(instants, min_size=1, max_size=30))
@settings(max_examples=150)
def test_many_at_once_are_each_alone(delay: Delay, zone: str, anchors: list[datetime]) -> None:
    calendar = CALENDARS[zone]

    assert at_once(anchors, delay, calendar) == one_by_one(anchors, delay, calendar)


@pytest.mark.parametrize("zone", CALENDARS)
@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("direction", Direction)
def test_around_the_nights_when_clocks_change_every_half_hour_is_right(
    zone: str, unit: Unit, direction: Direction
) -> None:
    anchors = [
        night + timedelta(minutes=30 * half) for night in NIGHTS for half in range(-52, 52, 5)
    ]
    for n, roll in ((1, Roll.AUCUN), (2, Roll.SUIVANT), (30, Roll.PRECEDENT)):
        delay = Delay(n=n, unit=unit, direction=direction, roll=roll)

        assert at_once(anchors, delay, CALENDARS[zone]) == one_by_one(
            anchors, delay, CALENDARS[zone]
        )


def test_the_answer_has_the_shape_of_the_question() -> None:
    delay, calendar = Delay(n=2, unit=Unit.JOUR_OUVRE), CALENDARS["métropole"]
    table = np.array([[micros(night)] * 2 for night in NIGHTS], np.int64)

    assert due_micros(table, delay, calendar).shape == table.shape
    assert due_micros(table, delay, calendar).dtype == np.int64
    assert due_micros(table[:0], delay, calendar).size == 0


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("direction", Direction)
def test_an_end_beyond_the_years_is_the_error_of_the_one_alone(
    unit: Unit, direction: Direction
) -> None:
    ahead = direction is Direction.APRES
    edge = datetime(2070, 12, 31, 12, tzinfo=UTC) if ahead else datetime(1990, 1, 1, 12, tzinfo=UTC)
    delay, calendar = Delay(n=40, unit=unit, direction=direction), CALENDARS["métropole"]

    with pytest.raises(OutsideCalendar) as alone:
        due(edge, delay, calendar)
    with pytest.raises(OutsideCalendar) as together:
        at_once([NIGHTS[0], edge, edge - timedelta(days=1)], delay, calendar)

    assert together.value.day == alone.value.day


@pytest.mark.parametrize("unit", Unit)
def test_an_anchor_beyond_the_years_is_an_error(unit: Unit) -> None:
    backward = Delay(n=60, unit=unit, direction=Direction.AVANT)

    with pytest.raises(OutsideCalendar):
        at_once([datetime(2071, 1, 2, tzinfo=UTC)], backward, CALENDARS["métropole"])
    with pytest.raises(OutsideCalendar):
        at_once([datetime(1989, 12, 30, tzinfo=UTC)], Delay(n=1, unit=unit), CALENDARS["Polynésie"])


def test_the_last_microsecond_of_a_span_of_worked_hours_is_its_own() -> None:
    calendar, second = CALENDARS["métropole"], timedelta(microseconds=1)
    noon = datetime(2026, 6, 3, 10, tzinfo=UTC)
    anchors = [noon - second, noon, noon + second, noon + timedelta(hours=2)]

    for direction in Direction:
        delay = Delay(n=3, unit=Unit.HEURE_OUVREE, direction=direction)

        assert at_once(anchors, delay, calendar) == one_by_one(anchors, delay, calendar)
