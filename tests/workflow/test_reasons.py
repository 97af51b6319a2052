"""Why a deadline changes: the days that count in its unit, and no other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.days.closures import Closure, HalfDay
from rules.deadlines.rule import Level, Rule, Rung
from rules.delays.delay import Delay, due, shift
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from tests.workflow.build import paris, rulebook_of_the_house
from workflow.deadlines.comparison import Owner
from workflow.recalculation.movements import Movement, Nature
from workflow.recalculation.reasons import Reasons

CODE = "2-RDV"
DAY = date(2026, 4, 22)
PLAIN = Calendar.compile("93")
CARRIED = Roll.SUIVANT


def closed(*days: date, label: str = "pont") -> Calendar:
    return Calendar.compile("93", closures=[Closure(day, day, label) for day in days])


def halved(day: date) -> Calendar:
    return Calendar.compile("93", half_days=[HalfDay(day, time(12), "veille")])


def reasons(
    delay: Delay, new: Calendar, *olds: Calendar, ladder: Sequence[Rung] = ()
) -> tuple[Rule, Reasons]:
    house = rulebook_of_the_house()
    rule = replace(house.rules[CODE][0], delay=delay, ladder=tuple(ladder))
    law: Rulebook = replace(house, calendar=new, rules={CODE: (rule,)})
    return rule, Reasons([], list(olds) or [PLAIN], law)


def moved(
    rule: Rule, anchor: datetime, before: datetime | None, after: datetime | None, **said: object
) -> Movement:
    values: dict[str, object] = {
        "nature": Nature.DEPLACEE,
        "version_before": rule.version,
        "version_after": rule.version,
        **said,
    }
    return Movement(
        id=1,
        lineage="2-RDV|dossier:1|dossier:1:1:0",
        rule=CODE,
        owner=Owner(subject=Subject(SubjectKind.DOSSIER, 1)),
        anchor=anchor,
        status_before="ouverte",
        status_after="ouverte",
        before=before,
        after=after,
        **values,  # type: ignore[arg-type]  # the fields of a movement
    )


def why(delay: Delay, new: Calendar, anchor: str) -> tuple[tuple[str, ...], list[date | None]]:
    """The reasons and the days of what that calendar makes of a delay."""
    rule, said = reasons(delay, new)
    since = paris(anchor)
    one = moved(rule, since, due(since, delay, PLAIN), due(since, delay, new))
    return said.of(one), [day.day for day in said.days_of(one)]


DELAYS = [
    Delay(n=3, unit=Unit.JOUR_OUVRE),
    Delay(n=3, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT),
    Delay(n=4, unit=Unit.JOUR_OUVRABLE),
    Delay(n=4, unit=Unit.JOUR_OUVRABLE, roll=CARRIED),
    Delay(n=4, unit=Unit.JOUR_CALENDAIRE),
    Delay(n=4, unit=Unit.JOUR_CALENDAIRE, roll=CARRIED),
    Delay(n=6, unit=Unit.JOUR_CALENDAIRE, roll=Roll.PRECEDENT, direction=Direction.AVANT),
    Delay(n=4, unit=Unit.JOUR_FRANC),
    Delay(n=1, unit=Unit.SEMAINE, roll=CARRIED, strict=True),
    Delay(n=1, unit=Unit.MOIS),
    Delay(n=1, unit=Unit.MOIS, roll=CARRIED, hour=time(10)),
    Delay(n=1, unit=Unit.MOIS_CALENDAIRE, roll=CARRIED),
    Delay(n=48, unit=Unit.HEURE),
    Delay(n=48, unit=Unit.HEURE, roll=CARRIED),
    Delay(n=12, unit=Unit.HEURE_OUVREE),
]


@pytest.mark.parametrize("new", [closed(DAY), halved(DAY)], ids=["closed", "half a day"])
@pytest.mark.parametrize("delay", DELAYS, ids=str)
def test_a_day_is_the_reason_when_the_date_is_another_for_it_and_only_then(
    delay: Delay, new: Calendar
) -> None:
    rule, said = reasons(delay, new)
    for days in range(-45, 45):
        since = paris(f"{DAY:%Y-%m-%d} 15:00") + timedelta(days=days)
        before, after = due(since, delay, PLAIN), due(since, delay, new)
        one = moved(rule, since, before, after)
        found = [] if before == after else [DAY]

        assert [day.day for day in said.days_of(one)] == found, days
        assert said.of(one) == (("calendrier",) if found else ("faits",)), days


def test_a_closure_says_nothing_of_months() -> None:
    rule, said = reasons(Delay(n=1, unit=Unit.MOIS), closed(DAY))
    one = moved(rule, paris("2026-04-15"), paris("2026-05-14"), paris("2026-05-15"))

    assert (said.of(one), said.days_of(one)) == (("faits",), [])


def test_the_day_of_the_anchor_is_not_counted_and_not_named() -> None:
    later = date(2026, 4, 23)

    found = why(Delay(n=3, unit=Unit.JOUR_OUVRE), closed(DAY, later), f"{DAY:%Y-%m-%d} 10:00")
    assert found == (("calendrier",), [later])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PLAIN, closed(date(2026, 4, 25))),  # a Saturday
        (closed(DAY), closed(DAY, label="autre nom")),
    ],
)
def test_what_is_said_of_a_day_without_changing_whether_it_counts_is_no_reason(
    old: Calendar, new: Calendar
) -> None:
    rule, said = reasons(Delay(n=5, unit=Unit.JOUR_OUVRE), new, old)
    one = moved(rule, paris("2026-04-20"), paris("2026-04-27"), paris("2026-04-28"))

    assert said.differences != []
    assert (said.of(one), said.days_of(one)) == (("faits",), [])


def test_a_half_day_that_stops_after_the_hour_cuts_nothing() -> None:
    after = date(2026, 4, 23)
    new = Calendar.compile(
        "93",
        closures=[Closure(DAY, DAY, "pont")],
        half_days=[HalfDay(after, time(12), "veille")],
    )
    for hour, found in ((time(10), [DAY]), (time(17), [DAY, after])):
        delay = Delay(n=1, unit=Unit.MOIS, roll=CARRIED, hour=hour)

        assert why(delay, new, "2026-03-22") == (("calendrier",), found)


def test_other_hours_are_the_reason_of_worked_hours_alone() -> None:
    new = Calendar.compile("93", working_hours=[time(8), time(12)])
    for unit, found in ((Unit.JOUR_OUVRE, "faits"), (Unit.HEURE_OUVREE, "calendrier")):
        rule, said = reasons(Delay(n=5, unit=unit), new)
        one = moved(rule, paris("2026-04-20"), paris("2026-04-27"), paris("2026-04-28"))

        assert said.of(one) == (found,)


@pytest.mark.parametrize("unit", [Unit.JOUR_OUVRE, Unit.JOUR_CALENDAIRE])
def test_an_alert_is_moved_by_the_days_of_its_ladder(unit: Unit) -> None:
    rung = Rung(level=Level.RAPPEL, offset=-5, unit=unit)
    rule, said = reasons(Delay(n=1, unit=Unit.MOIS), closed(DAY), ladder=[rung])
    date_of = paris("2026-04-27 12:00")
    at = [shift(date_of, -5, Unit.JOUR_OUVRE, None, one) for one in (PLAIN, closed(DAY))]
    one = moved(rule, date_of, at[0], at[1], nature=Nature.ALERTE)
    counts = unit is Unit.JOUR_OUVRE

    assert said.of(one) == (("calendrier",) if counts else ("faits",))
    assert [day.day for day in said.days_of(one)] == ([DAY] if counts else [])


def test_a_closure_between_the_dates_of_two_versions_is_not_the_reason() -> None:
    delay = Delay(n=1, unit=Unit.MOIS, roll=CARRIED)
    rule, said = reasons(delay, closed(DAY))
    since = paris("2026-03-02")
    one = moved(
        rule, since, paris("2026-05-04"), due(since, delay, closed(DAY)), version_before="ancienne"
    )

    assert (said.of(one), said.days_of(one)) == (("regle",), [])


def test_after_an_interruption_the_days_of_every_calendar_before_are_reasons() -> None:
    delay = Delay(n=3, unit=Unit.JOUR_OUVRE)
    other = date(2026, 5, 15)
    rule, said = reasons(delay, closed(DAY, other), closed(DAY), PLAIN)
    since = paris("2026-04-20")
    one = moved(rule, since, due(since, delay, PLAIN), due(since, delay, closed(DAY)))

    assert (said.of(one), [day.day for day in said.days_of(one)]) == (("calendrier",), [DAY])
