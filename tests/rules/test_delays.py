"""Delays against the vectors of DOMAIN.md §8.2 and, unit by unit, dates worked out by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rules.days.calendar import Calendar, Direction, OutsideCalendar, Roll, Unit
from rules.delays.delay import Delay, ImpossibleDelay, NaiveInstant, Pause, WeekMode, due, shift

PARIS = ZoneInfo("Europe/Paris")
METROPOLE = Calendar.compile("93")
AVANT, APRES = Direction.AVANT, Direction.APRES

COUNTED_DAYS = [Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE]


def paris(year: int, month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def pause(first: date, last: date | None, number: int = 1) -> Pause:
    return Pause(number=number, first=first, last=last, motive="service fermé")


@pytest.mark.parametrize(
    ("seance", "two_days_before", "two_days_of_hours_before"),
    [
        ((2025, 5, 12), (2025, 5, 7), (2025, 5, 10)),
        ((2025, 5, 5), (2025, 4, 30), (2025, 5, 3)),
        ((2025, 5, 6), (2025, 5, 2), (2025, 5, 4)),
        ((2025, 5, 2), (2025, 4, 29), (2025, 4, 30)),
        ((2025, 11, 12), (2025, 11, 7), (2025, 11, 10)),
        ((2025, 11, 13), (2025, 11, 10), (2025, 11, 11)),
        ((2025, 6, 10), (2025, 6, 5), (2025, 6, 8)),
    ],
)
def test_the_tableau_is_due_two_jours_ouvres_or_48_hours_before_the_seance(
    seance: tuple[int, int, int],
    two_days_before: tuple[int, int, int],
    two_days_of_hours_before: tuple[int, int, int],
) -> None:
    to_the_bat = due(paris(*seance), Delay(n=2, unit=Unit.JOUR_OUVRE, direction=AVANT), METROPOLE)
    to_the_services = due(paris(*seance), Delay(n=48, unit=Unit.HEURE, direction=AVANT), METROPOLE)

    assert to_the_bat == paris(*two_days_before, 23, 59)
    assert to_the_services == paris(*two_days_of_hours_before, 9, 30)


def test_the_due_instant_is_in_utc_at_the_cut_off_hour() -> None:
    at_noon = Delay(n=1, unit=Unit.JOUR_OUVRE, hour=time(12))

    found = due(paris(2025, 5, 7), at_noon, METROPOLE)

    assert found == datetime(2025, 5, 9, 10, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_the_local_day_of_the_anchor_is_day_zero_wherever_its_offset_puts_it() -> None:
    # 23:30 UTC on the 30th is already the 1st in Paris, and still the 30th in Guadeloupe.
    anchor = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    one_day = Delay(n=1, unit=Unit.JOUR_CALENDAIRE)
    guadeloupe = Calendar.compile("971")

    assert due(anchor, one_day, METROPOLE) == paris(2026, 7, 2, 23, 59)
    assert due(anchor, one_day, guadeloupe) == datetime(2026, 7, 2, 3, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("anchor", "n", "direction", "expected"),
    [
        ((2026, 1, 31), 1, APRES, (2026, 2, 28)),
        ((2024, 1, 31), 1, APRES, (2024, 2, 29)),
        ((2026, 1, 31), 2, APRES, (2026, 3, 31)),
        ((2024, 2, 29), 12, APRES, (2025, 2, 28)),
        ((2024, 2, 29), 48, APRES, (2028, 2, 29)),
        ((2026, 3, 31), 1, AVANT, (2026, 2, 28)),
        ((2026, 11, 30), 3, APRES, (2027, 2, 28)),
        ((2026, 1, 15), 1, AVANT, (2025, 12, 15)),
    ],
)
def test_months_go_from_quantieme_to_quantieme_or_to_the_last_day(
    anchor: tuple[int, int, int],
    n: int,
    direction: Direction,
    expected: tuple[int, int, int],
) -> None:
    delay = Delay(n=n, unit=Unit.MOIS, direction=direction)

    assert due(paris(*anchor), delay, METROPOLE) == paris(*expected, 23, 59)


@pytest.mark.parametrize(
    ("n", "month_day", "direction", "expected"),
    [
        (0, None, APRES, (2026, 1, 31)),
        (1, None, APRES, (2026, 2, 28)),
        (1, 15, APRES, (2026, 2, 15)),
        (1, 30, APRES, (2026, 2, 28)),
        (2, None, APRES, (2026, 3, 31)),
        (0, 5, APRES, (2026, 1, 5)),  # already past on the 20th: born late
        (0, 25, APRES, (2026, 1, 25)),
        (1, None, AVANT, (2025, 12, 31)),
        (1, 15, AVANT, (2025, 12, 15)),
    ],
)
def test_calendar_months_end_on_their_last_day_or_on_the_day_asked_for(
    n: int, month_day: int | None, direction: Direction, expected: tuple[int, int, int]
) -> None:
    delay = Delay(n=n, unit=Unit.MOIS_CALENDAIRE, direction=direction, month_day=month_day)

    assert due(paris(2026, 1, 20), delay, METROPOLE) == paris(*expected, 23, 59)


@pytest.mark.parametrize(
    ("anchor", "n", "expected"),
    [
        ((2025, 5, 12), 1, (2025, 5, 23)),
        ((2025, 5, 16), 1, (2025, 5, 23)),
        ((2025, 5, 18), 1, (2025, 5, 23)),
        ((2025, 5, 12), 2, (2025, 5, 30)),
        ((2026, 12, 28), 1, (2027, 1, 8)),
        ((2025, 5, 12), 0, (2025, 5, 16)),
    ],
)
def test_the_week_after_may_end_on_the_friday_of_the_next_iso_week(
    anchor: tuple[int, int, int], n: int, expected: tuple[int, int, int]
) -> None:
    delay = Delay(n=n, unit=Unit.SEMAINE, week_mode=WeekMode.VENDREDI_SUIVANT)

    assert due(paris(*anchor), delay, METROPOLE) == paris(*expected, 23, 59)


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        (Delay(n=2, unit=Unit.SEMAINE, strict=True), (2025, 5, 25)),
        (Delay(n=1, unit=Unit.MOIS, strict=True), (2025, 6, 11)),
        (Delay(n=3, unit=Unit.JOUR_OUVRE, strict=True), (2025, 5, 14)),
        (Delay(n=1, unit=Unit.JOUR_OUVRE, strict=True), (2025, 5, 12)),
        (Delay(n=2, unit=Unit.JOUR_OUVRE, direction=AVANT, strict=True), (2025, 5, 6)),
        (Delay(n=1, unit=Unit.SEMAINE, direction=AVANT, strict=True), (2025, 5, 4)),
        (Delay(n=3, unit=Unit.JOUR_FRANC, strict=True), (2025, 5, 15)),
    ],
)
def test_a_strict_bound_is_due_one_day_earlier(
    delay: Delay, expected: tuple[int, int, int]
) -> None:
    assert due(paris(2025, 5, 12), delay, METROPOLE) == paris(*expected, 23, 59)


@pytest.mark.parametrize(
    ("anchor", "n", "direction", "expected"),
    [
        ((2025, 5, 12), 3, APRES, (2025, 5, 16)),  # Tue, Wed, Thu clear; Friday is the end
        ((2025, 5, 13), 3, APRES, (2025, 5, 19)),  # the end falls on Saturday
        ((2025, 5, 3), 4, APRES, (2025, 5, 9)),  # on 8 May
        ((2025, 5, 5), 2, APRES, (2025, 5, 9)),
        ((2025, 5, 12), 0, APRES, (2025, 5, 13)),
        ((2025, 5, 16), 3, AVANT, (2025, 5, 12)),
        ((2025, 5, 15), 3, AVANT, (2025, 5, 9)),  # Sunday: sent on Friday, never fewer clear days
    ],
)
def test_a_delai_franc_counts_neither_end_and_never_ends_on_a_day_off(
    anchor: tuple[int, int, int],
    n: int,
    direction: Direction,
    expected: tuple[int, int, int],
) -> None:
    delay = Delay(n=n, unit=Unit.JOUR_FRANC, direction=direction)

    assert due(paris(*anchor), delay, METROPOLE) == paris(*expected, 23, 59)


@pytest.mark.parametrize(
    ("roll", "expected"),
    [
        (Roll.AUCUN, (2025, 5, 10)),
        (Roll.SUIVANT, (2025, 5, 12)),
        (Roll.PRECEDENT, (2025, 5, 9)),
    ],
)
def test_an_end_on_a_day_off_is_carried_as_the_rule_says(
    roll: Roll, expected: tuple[int, int, int]
) -> None:
    in_days = Delay(n=3, unit=Unit.JOUR_CALENDAIRE, roll=roll)
    in_hours = Delay(n=72, unit=Unit.HEURE, roll=roll)

    assert due(paris(2025, 5, 7), in_days, METROPOLE) == paris(*expected, 23, 59)
    assert due(paris(2025, 5, 7), in_hours, METROPOLE) == paris(*expected, 9, 30)


def test_an_end_is_carried_over_paused_days_too() -> None:
    after = Delay(n=3, unit=Unit.JOUR_CALENDAIRE, roll=Roll.SUIVANT)
    before = Delay(n=3, unit=Unit.JOUR_CALENDAIRE, roll=Roll.PRECEDENT)

    # Counted to Saturday the 10th; the 11th to 13th, or the 8th and 9th, are paused.
    assert due(
        paris(2025, 5, 7), after, METROPOLE, [pause(date(2025, 5, 11), date(2025, 5, 13))]
    ) == paris(2025, 5, 14, 23, 59)
    assert due(
        paris(2025, 5, 5), before, METROPOLE, [pause(date(2025, 5, 8), date(2025, 5, 9))]
    ) == paris(2025, 5, 7, 23, 59)


def test_zero_units_are_due_on_the_very_day() -> None:
    for unit in (*COUNTED_DAYS, Unit.SEMAINE, Unit.MOIS):
        assert due(paris(2025, 5, 11), Delay(n=0, unit=unit), METROPOLE) == paris(
            2025, 5, 11, 23, 59
        )
    for unit in (Unit.HEURE, Unit.HEURE_OUVREE):
        assert due(paris(2025, 5, 11), Delay(n=0, unit=unit), METROPOLE) == paris(2025, 5, 11)


@pytest.mark.parametrize(
    ("anchor", "direction", "expected"),
    [
        (datetime(2027, 3, 29, 9, 30, tzinfo=PARIS), AVANT, (2027, 3, 27, 8, 30)),
        (datetime(2026, 10, 26, 9, 30, tzinfo=PARIS), AVANT, (2026, 10, 24, 10, 30)),
        (datetime(2027, 3, 27, 9, 30, tzinfo=PARIS), APRES, (2027, 3, 29, 10, 30)),
        (datetime(2026, 10, 24, 9, 30, tzinfo=PARIS), APRES, (2026, 10, 26, 8, 30)),
    ],
)
def test_48_hours_are_elapsed_across_both_dst_nights(
    anchor: datetime, direction: Direction, expected: tuple[int, int, int, int, int]
) -> None:
    delay = Delay(n=48, unit=Unit.HEURE, direction=direction)

    assert due(anchor, delay, METROPOLE) == paris(*expected)


def test_the_hour_that_the_spring_night_skips_is_pushed_forward() -> None:
    delay = Delay(n=1, unit=Unit.JOUR_CALENDAIRE, hour=time(2, 30))

    found = due(paris(2027, 3, 27), delay, METROPOLE)

    assert found == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert found.astimezone(PARIS).time() == time(3, 30)


def test_of_the_hour_that_the_autumn_night_plays_twice_the_first_is_meant() -> None:
    delay = Delay(n=1, unit=Unit.JOUR_CALENDAIRE, hour=time(2, 30, fold=1))

    assert due(paris(2026, 10, 24), delay, METROPOLE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_worked_hours_follow_the_hours_of_the_departement() -> None:
    calendar = Calendar.compile("93", working_hours=(time(8), time(12)))
    delay = Delay(n=6, unit=Unit.HEURE_OUVREE)

    assert due(paris(2025, 5, 7), delay, METROPOLE) == paris(2025, 5, 9, 9, 30)
    assert due(paris(2025, 5, 7), delay, calendar) == paris(2025, 5, 9, 11, 30)


@pytest.mark.parametrize(
    ("n", "unit", "hour", "expected"),
    [
        (-3, Unit.JOUR_OUVRE, time(9), (2025, 5, 2, 9, 0)),
        (2, Unit.JOUR_OUVRE, time(9), (2025, 5, 12, 9, 0)),
        (2, Unit.JOUR_OUVRE, None, (2025, 5, 12, 23, 59)),
        (0, Unit.JOUR_OUVRE, None, (2025, 5, 7, 23, 59)),
        (0, Unit.JOUR_OUVRE, time(9), (2025, 5, 7, 9, 0)),
        (-1, Unit.SEMAINE, time(9), (2025, 4, 30, 9, 0)),
        (1, Unit.MOIS, None, (2025, 6, 7, 23, 59)),
        (-24, Unit.HEURE, None, (2025, 5, 6, 23, 59)),
        (-24, Unit.HEURE, time(8), (2025, 5, 6, 8, 0)),
        (3, Unit.HEURE_OUVREE, None, (2025, 5, 9, 12, 0)),
    ],
)
def test_a_rung_stands_n_units_from_the_due_instant(
    n: int, unit: Unit, hour: time | None, expected: tuple[int, int, int, int, int]
) -> None:
    instant = paris(2025, 5, 7, 23, 59).astimezone(UTC)

    found = shift(instant, n, unit, hour, METROPOLE)

    assert found == paris(*expected)
    assert found.tzinfo is UTC


def test_a_rung_at_the_very_instant_is_not_moved_by_the_night_played_twice() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30, the second time

    assert shift(second, 0, Unit.JOUR_OUVRE, None, METROPOLE) == second


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: Delay(n=-1, unit=Unit.JOUR_OUVRE), "compte de 0 à 9\N{NO-BREAK SPACE}999"),
        (lambda: Delay(n=10_000, unit=Unit.MOIS), "compte de 0 à 9\N{NO-BREAK SPACE}999"),
        (lambda: Delay(n=48, unit=Unit.HEURE, hour=time(9)), "sans autre heure limite"),
        (lambda: Delay(n=4, unit=Unit.HEURE_OUVREE, hour=time(9)), "sans autre heure limite"),
        (lambda: Delay(n=1, unit=Unit.MOIS, hour=time(9, tzinfo=UTC)), "sans fuseau"),
        (lambda: Delay(n=48, unit=Unit.HEURE, strict=True), "ne se dit pas d’un délai en heures"),
        (lambda: Delay(n=0, unit=Unit.SEMAINE, strict=True), "ne laisse aucun jour"),
        (
            lambda: Delay(n=1, unit=Unit.MOIS, week_mode=WeekMode.VENDREDI_SUIVANT),
            "ne vaut que pour des semaines",
        ),
        (
            lambda: Delay(
                n=1, unit=Unit.SEMAINE, direction=AVANT, week_mode=WeekMode.VENDREDI_SUIVANT
            ),
            "ne vaut que pour des semaines",
        ),
        (lambda: Delay(n=1, unit=Unit.MOIS, month_day=3), "mois_calendaire"),
        (lambda: Delay(n=1, unit=Unit.MOIS_CALENDAIRE, month_day=32), "va de 1 à 31"),
        (lambda: Delay(n=1, unit=Unit.MOIS_CALENDAIRE, month_day=0), "va de 1 à 31"),
        (lambda: Delay(n=0, unit=Unit.MOIS_CALENDAIRE, direction=AVANT), "en remontant"),
        (lambda: pause(date(2025, 5, 2), date(2025, 5, 1)), "suspension n°.1 ne peut aller"),
    ],
)
def test_a_delay_that_cannot_be_counted_is_refused_with_its_reason(
    build: Callable[[], object], sentence: str
) -> None:
    with pytest.raises(ImpossibleDelay, match=sentence):
        build()


def test_an_instant_without_offset_is_refused() -> None:
    naive = datetime(2025, 5, 7, 12)  # noqa: DTZ001 (the mistake under test)

    with pytest.raises(NaiveInstant, match="fuseau"):
        due(naive, Delay(n=1, unit=Unit.JOUR_OUVRE), METROPOLE)
    with pytest.raises(NaiveInstant, match="fuseau"):
        shift(naive, 0, Unit.JOUR_OUVRE, None, METROPOLE)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("direction", list(Direction))
def test_a_due_date_outside_the_calendar_is_an_error(unit: Unit, direction: Direction) -> None:
    edge = paris(2070, 12, 31, 16) if direction is APRES else paris(1990, 1, 1, 10)

    with pytest.raises(OutsideCalendar):
        due(edge, Delay(n=30, unit=unit, direction=direction), METROPOLE)


@pytest.mark.parametrize("unit", list(Unit))
def test_an_anchor_outside_the_calendar_is_an_error(unit: Unit) -> None:
    with pytest.raises(OutsideCalendar):
        due(paris(2071, 1, 2), Delay(n=60, unit=unit, direction=AVANT), METROPOLE)
