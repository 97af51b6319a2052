"""Counting around suspensions, against a walk by days or by half hours that skips them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.days.closures import Closure
from rules.delays.delay import Delay, Pause, due

PARIS = ZoneInfo("Europe/Paris")
METROPOLE = Calendar.compile("93")
AVANT, APRES = Direction.AVANT, Direction.APRES
ONE_DAY = timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)

COUNTED_DAYS = [Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE]
anchors = st.builds(
    datetime.combine, st.dates(date(2005, 1, 1), date(2055, 12, 31)), st.times(), st.just(PARIS)
)
directions = st.sampled_from(Direction)


def paris(year: int, month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def day_of(instant: datetime | None) -> date:
    assert instant is not None
    return instant.astimezone(PARIS).date()


def pause(first: date, last: date | None, number: int = 1) -> Pause:
    return Pause(number=number, first=first, last=last, motive="service fermé")


@st.composite
def paused_anchors(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    """An anchor and up to three pauses around it, that may overlap."""
    anchor = draw(anchors)
    ranges = draw(st.lists(st.tuples(st.integers(-60, 60), st.integers(0, 15)), max_size=3))
    firsts = [(anchor.date() + timedelta(days=offset), length) for offset, length in ranges]
    return anchor, [
        pause(first, first + timedelta(days=length), number)
        for number, (first, length) in enumerate(firsts, 1)
    ]


def is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(p.first <= day and (p.last is None or day <= p.last) for p in pauses)


def walk(start: date, n: int, direction: Direction, counts: Callable[[date], bool]) -> date:
    while n:
        start += ONE_DAY if direction is APRES else -ONE_DAY
        n -= counts(start)
    return start


@given(paused_anchors(), st.integers(0, 40), st.sampled_from(COUNTED_DAYS), directions)
def test_days_are_counted_as_a_walk_day_by_day_that_skips_the_paused_ones(
    case: tuple[datetime, list[Pause]], n: int, unit: Unit, direction: Direction
) -> None:
    anchor, pauses = case

    expected = walk(
        anchor.date(),
        n,
        direction,
        lambda day: METROPOLE.is_worked(day, unit) and not is_paused(day, pauses),
    )

    found = due(anchor, Delay(n=n, unit=unit, direction=direction), METROPOLE, pauses)
    assert day_of(found) == expected


@given(paused_anchors(), st.integers(0, 14), st.sampled_from([Unit.SEMAINE, Unit.MOIS]), directions)
def test_weeks_and_months_go_to_the_quantieme_then_add_the_paused_days(
    case: tuple[datetime, list[Pause]], n: int, unit: Unit, direction: Direction
) -> None:
    anchor, pauses = case
    start = pendulum.date(anchor.year, anchor.month, anchor.day)
    signed = n if direction is APRES else -n
    quantieme = start.add(weeks=signed) if unit is Unit.SEMAINE else start.add(months=signed)
    length = abs((quantieme - start).days)

    expected = walk(anchor.date(), length, direction, lambda day: not is_paused(day, pauses))

    found = due(anchor, Delay(n=n, unit=unit, direction=direction), METROPOLE, pauses)
    assert day_of(found) == expected


@given(
    st.builds(
        lambda day, halves: datetime.combine(day, time(), UTC) + halves * HALF_HOUR,
        st.dates(date(2024, 1, 1), date(2026, 12, 31)),
        st.integers(0, 47),
    ),
    st.integers(0, 30),
    st.sampled_from([Unit.HEURE, Unit.HEURE_OUVREE]),
    directions,
    st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 3)), max_size=2),
)
def test_hours_are_counted_as_a_walk_by_half_hours(
    anchor: datetime,
    n: int,
    unit: Unit,
    direction: Direction,
    ranges: list[tuple[int, int]],
) -> None:
    pauses = [
        pause(anchor.date() + timedelta(first), anchor.date() + timedelta(first + length))
        for first, length in ranges
    ]

    def counts(begin: datetime) -> bool:
        local = begin.astimezone(PARIS)
        if is_paused(local.date(), pauses):
            return False
        hour = local.time()
        working = time(9) <= hour < time(12) or time(14) <= hour < time(17)
        return unit is Unit.HEURE or (METROPOLE.is_worked(local.date()) and working)

    expected, left = anchor, 2 * n
    while left:
        if direction is APRES:
            left -= counts(expected)
            expected += HALF_HOUR
        else:
            expected -= HALF_HOUR
            left -= counts(expected)

    assert due(anchor, Delay(n=n, unit=unit, direction=direction), METROPOLE, pauses) == expected


@given(anchors, st.integers(1, 30), st.integers(0, 40), st.integers(1, 8))
def test_a_pause_of_k_counted_days_moves_the_date_by_exactly_k(
    anchor: datetime, n: int, offset: int, k: int
) -> None:
    delay = Delay(n=n, unit=Unit.JOUR_OUVRE)
    without = day_of(due(anchor, delay, METROPOLE))
    first = METROPOLE.add(anchor.date(), 1 + offset % n)
    last = METROPOLE.add(first, k - 1)

    moved = day_of(due(anchor, delay, METROPOLE, [pause(first, last)]))

    assert moved == METROPOLE.add(without, k)


@given(anchors, st.integers(1, 30), st.integers(0, 40), st.integers(1, 8))
def test_backward_a_pause_of_k_counted_days_brings_the_date_k_days_earlier(
    anchor: datetime, n: int, offset: int, k: int
) -> None:
    delay = Delay(n=n, unit=Unit.JOUR_OUVRE, direction=AVANT)
    without = day_of(due(anchor, delay, METROPOLE))
    last = METROPOLE.subtract(anchor.date(), 1 + offset % n)
    first = METROPOLE.subtract(last, k - 1)

    moved = day_of(due(anchor, delay, METROPOLE, [pause(first, last)]))

    assert moved == METROPOLE.subtract(without, k)


@given(paused_anchors(), st.integers(1, 20), st.sampled_from(COUNTED_DAYS[:2]), directions)
def test_a_pause_weighs_as_much_as_a_local_closure(
    case: tuple[datetime, list[Pause]], n: int, unit: Unit, direction: Direction
) -> None:
    anchor, pauses = case
    closures = [Closure(p.first, p.last, "pont") for p in pauses if p.last is not None]
    closed = Calendar.compile("93", closures=closures, first_year=2004, last_year=2057)
    delay = Delay(n=n, unit=unit, direction=direction)

    assert due(anchor, delay, METROPOLE, pauses) == due(anchor, delay, closed)


def test_a_service_closed_before_the_seance_must_send_earlier() -> None:
    delay = Delay(n=2, unit=Unit.JOUR_OUVRE, direction=AVANT)
    closed = [pause(date(2025, 5, 6), date(2025, 5, 7))]

    assert due(paris(2025, 5, 12), delay, METROPOLE, closed) == paris(2025, 5, 5, 23, 59)


@pytest.mark.parametrize(
    ("delay", "pauses"),
    [
        (Delay(n=5, unit=Unit.JOUR_OUVRE), [pause(date(2025, 6, 4), None)]),
        (Delay(n=5, unit=Unit.JOUR_OUVRE), [pause(date(2025, 5, 1), None)]),
        (Delay(n=1, unit=Unit.MOIS), [pause(date(2025, 7, 2), None)]),
        (Delay(n=5, unit=Unit.HEURE), [pause(date(2025, 6, 2), None)]),
        (Delay(n=20, unit=Unit.HEURE), [pause(date(2025, 6, 3), None)]),
        (
            Delay(n=2, unit=Unit.JOUR_OUVRE),  # pushed by the first into the second
            [pause(date(2025, 6, 3), date(2025, 6, 6), 1), pause(date(2025, 6, 7), None, 2)],
        ),
        (
            Delay(n=5, unit=Unit.JOUR_CALENDAIRE, roll=Roll.SUIVANT),  # Saturday, carried into it
            [pause(date(2025, 6, 8), None)],
        ),
        (
            Delay(n=120, unit=Unit.HEURE, roll=Roll.SUIVANT),  # the same, in hours
            [pause(date(2025, 6, 8), None)],
        ),
        (Delay(n=5, unit=Unit.JOUR_OUVRE, direction=AVANT), [pause(date(2025, 5, 30), None)]),
        (Delay(n=5, unit=Unit.HEURE, direction=AVANT), [pause(date(2025, 6, 2), None)]),
    ],
)
def test_there_is_no_due_date_while_a_pause_that_matters_is_running(
    delay: Delay, pauses: list[Pause]
) -> None:
    assert due(paris(2025, 6, 2), delay, METROPOLE, pauses) is None


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        (Delay(n=5, unit=Unit.JOUR_OUVRE), (2025, 6, 10, 23, 59)),
        (Delay(n=5, unit=Unit.HEURE), (2025, 6, 2, 14, 30)),
        (Delay(n=5, unit=Unit.JOUR_OUVRE, direction=AVANT), (2025, 5, 23, 23, 59)),
    ],
)
def test_a_pause_that_begins_after_the_count_does_not_matter(
    delay: Delay, expected: tuple[int, int, int, int, int]
) -> None:
    running = [pause(date(2025, 6, 11), None)]

    assert due(paris(2025, 6, 2), delay, METROPOLE, running) == paris(*expected)


def test_a_pause_that_begins_on_the_day_of_the_seance_does_not_matter() -> None:
    delay = Delay(n=2, unit=Unit.JOUR_OUVRE, direction=AVANT)
    running = [pause(date(2025, 5, 12), None)]

    assert due(paris(2025, 5, 12), delay, METROPOLE, running) == paris(2025, 5, 7, 23, 59)
