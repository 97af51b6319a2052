"""The rule of a programme: the days of a year, moved off what is not worked."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.days.calendar import Calendar
from rules.days.closures import Closure
from rules.days.months import Month
from rules.seances.programmes import Gap, Programme, Programmes, Slot
from rules.seances.recurrence import Missing, Planned, Recurrence, Weekday, WhenOff
from tests.rules.chosen import CALENDARS

METROPOLE = CALENDARS["métropole"]
SUMMER = Calendar.compile("93", closures=[Closure(date(2026, 8, 1), date(2026, 8, 31), "été")])
JEUDI = Recurrence(rank=2, weekday=Weekday.JEUDI)

recurrences = st.builds(
    Recurrence,
    rank=st.none() | st.integers(1, 5),
    weekday=st.sampled_from(Weekday),
    without=st.frozensets(st.integers(1, 12), max_size=4),
    when_off=st.sampled_from(WhenOff),
)
closures = st.builds(
    lambda first, length: Closure(first, first + timedelta(length), "fermeture"),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 45),
)
calendars = st.sampled_from(sorted(CALENDARS)).map(lambda name: CALENDARS[name]) | st.builds(
    lambda closed: Calendar.compile("93", closures=closed, first_year=2025, last_year=2028),
    st.lists(closures, max_size=4),
)


def planned(recurrence: Recurrence, month: int, calendar: Calendar = METROPOLE) -> Planned:
    """The answer of that month of 2026, which has a séance."""
    answer = recurrence.year(calendar, 2026)[month - 1]
    assert isinstance(answer, Planned)
    return answer


def missing(recurrence: Recurrence, calendar: Calendar = METROPOLE) -> dict[int, str]:
    """The months of 2026 without séance, and why."""
    answers = recurrence.year(calendar, 2026)
    return {one.month.number: one.why for one in answers if isinstance(one, Missing)}


@given(recurrences, calendars, st.integers(2026, 2027))
def test_no_seance_is_on_a_day_off_nor_out_of_its_month(
    recurrence: Recurrence, calendar: Calendar, year: int
) -> None:
    answers = recurrence.year(calendar, year)

    assert len(answers) == 12
    for number, answer in enumerate(answers, start=1):
        if isinstance(answer, Planned):
            assert calendar.is_worked(answer.day)
            assert Month.of(answer.day) == Month.of(answer.wanted) == Month(year, number)
        else:
            assert answer.month == Month(year, number)


@given(recurrences, calendars)
def test_each_month_kept_has_its_seance_unless_it_cannot(
    recurrence: Recurrence, calendar: Calendar
) -> None:
    for answer in recurrence.year(calendar, 2026):
        if isinstance(answer, Missing) and answer.month.number not in recurrence.without:
            days = [
                answer.month.first + timedelta(n)
                for n in range(31)
                if Month.of(answer.month.first + timedelta(n)) == answer.month
            ]
            fifth = [day for day in days if day.weekday() == recurrence.weekday.number][4:]
            assert (recurrence.rank == 5 and not fifth) or not any(map(calendar.is_worked, days))


@given(recurrences, calendars)
def test_a_day_that_is_worked_is_kept_and_one_that_is_not_is_told(
    recurrence: Recurrence, calendar: Calendar
) -> None:
    for answer in recurrence.year(calendar, 2026):
        if isinstance(answer, Planned):
            assert answer.wanted.weekday() == recurrence.weekday.number
            assert answer.off == calendar.reason_off(answer.wanted)
            assert (answer.off is None) == (answer.day == answer.wanted) == (answer.moved is None)


@given(recurrences, calendars)
def test_the_same_rule_and_calendar_give_the_same_days(
    recurrence: Recurrence, calendar: Calendar
) -> None:
    again = Calendar.from_content(calendar.content())

    assert recurrence.year(calendar, 2026) == recurrence.year(again, 2026)


@given(recurrences, calendars)
def test_a_seance_moves_to_where_its_rule_says_when_that_is_worked_and_of_the_month(
    recurrence: Recurrence, calendar: Calendar
) -> None:
    week = timedelta(7)
    for answer in recurrence.year(calendar, 2026):
        if isinstance(answer, Planned) and answer.off is not None:
            first = {
                WhenOff.JOUR_SUIVANT: calendar.next_worked(answer.wanted),
                WhenOff.JOUR_PRECEDENT: calendar.previous_worked(answer.wanted),
                WhenOff.SEMAINE_SUIVANTE: answer.wanted + week,
                WhenOff.SEMAINE_PRECEDENTE: answer.wanted - week,
            }[recurrence.when_off]
            if Month.of(first) == Month.of(answer.wanted) and calendar.is_worked(first):
                assert answer.day == first


@pytest.mark.parametrize(
    ("when_off", "day"),
    [
        (WhenOff.JOUR_SUIVANT, date(2026, 5, 18)),
        (WhenOff.JOUR_PRECEDENT, date(2026, 5, 13)),
        (WhenOff.SEMAINE_SUIVANTE, date(2026, 5, 21)),
        (WhenOff.SEMAINE_PRECEDENTE, date(2026, 5, 7)),
    ],
)
def test_ascension_moves_a_second_thursday(when_off: WhenOff, day: date) -> None:
    bridge = Calendar.compile(
        "93", closures=[Closure(date(2026, 5, 15), date(2026, 5, 15), "pont")]
    )
    found = planned(Recurrence(rank=2, weekday=Weekday.JEUDI, when_off=when_off), 5, bridge)

    assert (found.wanted, found.day) == (date(2026, 5, 14), day)
    assert found.moved == "au lieu du jeudi 14\N{NO-BREAK SPACE}mai (Ascension)"


def test_a_move_that_would_leave_the_month_goes_the_other_way() -> None:
    last = Recurrence(rank=None, weekday=Weekday.VENDREDI, when_off=WhenOff.JOUR_SUIVANT)
    closed = Calendar.compile(
        "93", closures=[Closure(date(2026, 7, 31), date(2026, 7, 31), "fermeture")]
    )

    assert planned(last, 7, closed).day == date(2026, 7, 30)
    week = Recurrence(rank=None, weekday=Weekday.VENDREDI, when_off=WhenOff.SEMAINE_SUIVANTE)
    assert planned(week, 7, closed).day == date(2026, 7, 24)


def test_a_month_left_out_one_without_a_fifth_and_one_all_closed_say_why() -> None:
    no_august = Recurrence(rank=2, weekday=Weekday.JEUDI, without=frozenset({8}))
    fifth = Recurrence(rank=5, weekday=Weekday.JEUDI)

    assert missing(no_august) == {8: "mois sans séance"}
    assert missing(JEUDI, SUMMER) == {8: "aucun jour ouvré"}
    assert set(missing(fifth).values()) == {"pas de 5e jeudi"}
    assert sorted({*range(1, 13)} - missing(fifth).keys()) == [1, 4, 7, 10, 12]


def test_the_rule_is_told_as_it_is_said() -> None:
    told = [Recurrence(rank=rank, weekday=Weekday.MARDI).told for rank in (1, 2, None)]

    assert told == ["1er mardi", "2e mardi", "dernier mardi"]


# --- programmes

ICL = Programme(
    genre="icl",
    circonscriptions=("93-01", "93-02"),
    recurrence=Recurrence(rank=2, weekday=Weekday.JEUDI, without=frozenset({8})),
    hour=time(9, 30),
    places=("Bobigny", "Noisy-le-Sec", "Romainville"),
)


def slots(programme: Programme, year: int = 2026) -> list[Slot]:
    return [one for one in programme.year(METROPOLE, year) if isinstance(one, Slot)]


def test_places_take_turns_seance_after_seance_in_each_circonscription() -> None:
    for place in ("93-01", "93-02"):
        turns = [slot.place for slot in slots(ICL) if slot.circonscription == place]
        assert turns == [*ICL.places * 3, "Bobigny", "Noisy-le-Sec"]


def test_a_month_without_seance_is_told_of_each_circonscription() -> None:
    gaps = [one for one in ICL.year(METROPOLE, 2026) if isinstance(one, Gap)]

    assert [(gap.circonscription, gap.missing.month.number) for gap in gaps] == [
        ("93-01", 8),
        ("93-02", 8),
    ]


def test_a_slot_starts_at_the_hour_of_the_departement() -> None:
    starts = [slot.starts(METROPOLE).isoformat() for slot in slots(ICL)[:4]]

    assert starts[0] == "2026-01-08T09:30:00+01:00"
    assert starts[3] == "2026-04-09T09:30:00+02:00"


def test_a_rule_gives_way_to_the_next_one_on_its_day() -> None:
    spring = Programme(
        genre="icl",
        circonscriptions=("93-01",),
        recurrence=JEUDI,
        hour=time(9, 30),
        valid_to=date(2026, 6, 30),
    )
    autumn = Programme(
        genre="icl",
        circonscriptions=("93-01",),
        recurrence=Recurrence(rank=3, weekday=Weekday.MARDI),
        hour=time(14),
        valid_from=date(2026, 7, 1),
    )
    both = Programmes((spring, autumn))

    months = [one.planned.day.month for one in both.year(METROPOLE, 2026) if isinstance(one, Slot)]
    assert months == list(range(1, 13))
    assert both.of("icl", "93-01", date(2026, 6, 30)) is spring
    assert both.of("icl", "93-01", date(2026, 7, 1)) is autumn
    assert both.of("ep", "93-01", date(2026, 7, 1)) is None
