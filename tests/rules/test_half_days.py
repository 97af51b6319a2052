"""Half days: the day counts, what ends on it ends at its hour, worked hours stop there."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.days.closures import Closure, HalfDay, ImpossibleHalfDay
from rules.delays.account import explain
from rules.delays.delay import Delay, due, reckon, shift
from tests.rules.chosen import CALENDARS, delays, instants

PARIS = ZoneInfo("Europe/Paris")
EVE = date(2026, 12, 24)
CALENDAR = Calendar.compile("93", half_days=[HalfDay(EVE, time(12), "veille de Noël")])
METROPOLE = Calendar.compile("93")
AVANT, APRES = Direction.AVANT, Direction.APRES
NBSP = "\N{NO-BREAK SPACE}"


def december(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("anchor", "delay"),
    [
        (december(22, 9), Delay(n=2, unit=Unit.JOUR_OUVRE)),
        (december(22, 9), Delay(n=2, unit=Unit.JOUR_OUVRE, hour=time(17))),
        (december(28, 9), Delay(n=1, unit=Unit.JOUR_OUVRE, direction=AVANT)),
        (december(17, 9), Delay(n=1, unit=Unit.SEMAINE)),
        (december(22, 9), Delay(n=1, unit=Unit.JOUR_FRANC)),
        (december(26, 9), Delay(n=0, unit=Unit.JOUR_OUVRE, roll=Roll.PRECEDENT)),
        (datetime(2026, 11, 24, 9, tzinfo=PARIS), Delay(n=1, unit=Unit.MOIS)),
        (december(26, 15), Delay(n=24, unit=Unit.HEURE, direction=AVANT, roll=Roll.PRECEDENT)),
    ],
)
def test_what_ends_on_a_half_day_ends_at_its_hour(anchor: datetime, delay: Delay) -> None:
    assert due(anchor, delay, CALENDAR) == december(24, 12)


@pytest.mark.parametrize(
    ("anchor", "delay", "end"),
    [
        (december(22, 9), Delay(n=2, unit=Unit.JOUR_OUVRE, hour=time(11)), december(24, 11)),
        (december(22, 9), Delay(n=2, unit=Unit.JOUR_OUVRE, hour=time(12)), december(24, 12)),
        (december(22, 15), Delay(n=48, unit=Unit.HEURE), december(24, 15)),
        (december(22, 9), Delay(n=1, unit=Unit.JOUR_OUVRE), december(23, 23, 59)),
        (december(22, 9), Delay(n=3, unit=Unit.JOUR_OUVRE), december(28, 23, 59)),
    ],
)
def test_what_ends_sooner_or_another_day_or_in_elapsed_hours_is_left(
    anchor: datetime, delay: Delay, end: datetime
) -> None:
    assert due(anchor, delay, CALENDAR) == end


@pytest.mark.parametrize(
    ("anchor", "n", "direction", "end"),
    [
        (december(23, 14), 6, APRES, december(24, 12)),
        (december(23, 14), 7, APRES, december(28, 10)),
        (december(28, 10), 3, AVANT, december(24, 10)),
        (december(24, 15), 1, APRES, december(28, 10)),
        (december(24, 15), 1, AVANT, december(24, 11)),
    ],
)
def test_worked_hours_stop_at_its_hour(
    anchor: datetime, n: int, direction: Direction, end: datetime
) -> None:
    assert due(anchor, Delay(n=n, unit=Unit.HEURE_OUVREE, direction=direction), CALENDAR) == end


def test_a_day_that_stops_before_it_opens_has_no_worked_hour_and_still_counts() -> None:
    early = Calendar.compile("93", half_days=[HalfDay(EVE, time(8), "veille de Noël")])

    assert due(december(23, 16), Delay(n=2, unit=Unit.HEURE_OUVREE), early) == december(28, 10)
    assert due(december(23, 16), Delay(n=1, unit=Unit.JOUR_OUVRE), early) == december(24, 8)


def test_a_rung_is_told_before_the_half_day_stops() -> None:
    end = december(28, 23, 59)

    assert shift(end, -1, Unit.JOUR_OUVRE, time(17), CALENDAR) == december(24, 12)
    assert shift(december(24, 12), 0, Unit.JOUR_OUVRE, time(17), CALENDAR) == december(24, 12)
    assert shift(december(25, 9), -24, Unit.HEURE, time(17), CALENDAR) == december(24, 12)
    assert shift(end, -1, Unit.JOUR_OUVRE, time(9), CALENDAR) == december(24, 9)


@given(instants, delays())
def test_a_half_day_brings_an_end_earlier_within_its_day_and_never_moves_the_day(
    anchor: datetime, delay: Delay
) -> None:
    halves = CALENDARS["demi-journées"]
    closures = [Closure(day, day, label) for day, label in halves.closed.items()]
    whole = Calendar.compile("93", closures=closures)

    found, plain = reckon(anchor, delay, halves), reckon(anchor, delay, whole)

    assert found.due is not None
    assert plain.due is not None
    if delay.unit is not Unit.HEURE_OUVREE:
        assert found.final == plain.final
        assert (found.due < plain.due) is (found.cut is not None)
    elif delay.roll is Roll.AUCUN:
        earlier = delay.direction is AVANT
        assert found.due <= plain.due if earlier else found.due >= plain.due


def test_a_half_day_on_a_day_off_changes_nothing() -> None:
    christmas = HalfDay(date(2026, 12, 25), time(12), "Noël")
    sunday = HalfDay(date(2026, 12, 27), time(12), "dimanche")
    closed = [Closure(EVE, EVE, "pont")]

    assert Calendar.compile("93", half_days=[christmas, sunday]).version == METROPOLE.version
    assert (
        Calendar.compile(
            "93", closures=closed, half_days=[HalfDay(EVE, time(12), "veille")]
        ).version
        == Calendar.compile("93", closures=closed).version
    )


def test_of_two_half_days_of_one_day_the_earlier_hour_holds() -> None:
    both = [HalfDay(EVE, time(16), "goûter"), HalfDay(EVE, time(12), "veille de Noël")]

    assert Calendar.compile("93", half_days=both).version == CALENDAR.version


def test_a_half_day_until_midnight_is_refused() -> None:
    with pytest.raises(ImpossibleHalfDay, match=r"24.décembre.2026.*fermeture"):
        HalfDay(EVE, time(0), "veille de Noël")


def test_a_half_day_is_part_of_the_version_and_no_holiday() -> None:
    later = Calendar.compile("93", half_days=[HalfDay(EVE, time(13), "veille de Noël")])

    assert len({METROPOLE.version, CALENDAR.version, later.version}) == 3
    assert CALENDAR.is_worked(EVE)
    assert CALENDAR.reason_off(EVE) is None


def test_the_account_says_that_a_half_day_moved_the_end() -> None:
    account = explain(december(22, 9), Delay(n=2, unit=Unit.JOUR_OUVRE), CALENDAR)

    assert account.rolled == (
        f"le jeudi 24{NBSP}décembre{NBSP}2026 s’arrête à 12{NBSP}h (veille de Noël), l’échéance "
        "est à cette heure"
    )
    assert account.rolled in account.sentence
    assert account.due == datetime(2026, 12, 24, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("anchor", "n", "direction", "said"),
    [
        (december(23, 14), 7, APRES, True),
        (december(24, 15), 1, AVANT, True),
        (december(24, 9), 1, APRES, False),
        (december(23, 9), 1, APRES, False),
        (december(24, 11), 1, AVANT, False),
    ],
)
def test_the_account_of_worked_hours_says_which_day_stopped_sooner(
    anchor: datetime, n: int, direction: Direction, said: bool
) -> None:
    delay = Delay(n=n, unit=Unit.HEURE_OUVREE, direction=direction)

    account = explain(anchor, delay, CALENDAR)

    assert ("s’arrête à 12" in account.sentence) is said
    assert account.rolled is None
