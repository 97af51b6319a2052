"""What a département chooses of its calendar, the territories, and what the calendar refuses."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from rules.days.calendar import Calendar, NotADayUnit, OutsideCalendar, Unit
from rules.days.closures import Closure, ImpossibleClosure
from rules.days.hours import ImpossibleHours
from rules.days.zones import ZONES, UnknownDepartement, law_of

NBSP = "\N{NO-BREAK SPACE}"
LAST = date(2070, 12, 31)
METROPOLE = Calendar.compile("93")


@pytest.mark.parametrize(
    ("day", "unit", "reason"),
    [
        (date(2026, 4, 6), Unit.JOUR_OUVRE, "Lundi de Pâques"),
        (date(2026, 4, 4), Unit.JOUR_OUVRE, "samedi"),
        (date(2026, 4, 4), Unit.JOUR_OUVRABLE, None),
        (date(2026, 4, 5), Unit.JOUR_OUVRABLE, "dimanche"),
        (date(2026, 11, 1), Unit.JOUR_OUVRE, "Toussaint"),
        (date(2026, 5, 15), Unit.JOUR_OUVRE, f"fermeture locale{NBSP}: pont"),
        (date(2026, 5, 15), Unit.JOUR_OUVRABLE, f"fermeture locale{NBSP}: pont"),
        (date(2026, 5, 15), Unit.JOUR_CALENDAIRE, None),
        (date(2026, 4, 5), Unit.JOUR_FRANC, None),
        (date(2026, 4, 5), Unit.MOIS, None),
        (date(2026, 4, 4), Unit.HEURE_OUVREE, "samedi"),
        (date(2026, 4, 7), Unit.JOUR_OUVRE, None),
        (date(2008, 5, 1), Unit.JOUR_OUVRE, "Ascension, Fête du Travail"),
    ],
)
def test_each_day_off_says_why(day: date, unit: Unit, reason: str | None) -> None:
    calendar = Calendar.compile("93", closures=[Closure(day, day, "pont")] * (day.day == 15))

    assert calendar.reason_off(day, unit) == reason
    assert calendar.is_worked(day, unit) is (reason is None)


def test_a_closure_takes_both_its_ends() -> None:
    closure = Closure(date(2026, 5, 14), date(2026, 5, 18), "pont")
    calendar = Calendar.compile("93", closures=[closure])

    assert calendar.add(date(2026, 5, 13), 1) == date(2026, 5, 19)
    assert calendar.reason_off(date(2026, 5, 14)) == "Ascension"
    assert calendar.reason_off(date(2026, 5, 16)) == "samedi"


def test_a_closure_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ImpossibleClosure, match=r"du 2.mai.2026 au 1er.mai.2026"):
        Closure(date(2026, 5, 2), date(2026, 5, 1), "pont")


def test_lundi_de_pentecote_may_be_worked() -> None:
    calendar = Calendar.compile("93", pentecost_worked=True)

    assert calendar.is_worked(date(2026, 5, 25))
    assert not METROPOLE.is_worked(date(2026, 5, 25))
    assert not calendar.is_worked(date(2026, 4, 6))


def test_a_worked_lundi_de_pentecote_leaves_the_feast_that_shares_its_day() -> None:
    calendar = Calendar.compile("973", pentecost_worked=True)

    assert calendar.reason_off(date(2019, 6, 10)) == "Abolition de l’esclavage"
    assert calendar.is_worked(date(2018, 5, 21))


@pytest.mark.parametrize("departement", ["57", "67", "68"])
def test_vendredi_saint_is_the_choice_of_alsace_and_moselle(departement: str) -> None:
    vendredi_saint, saint_etienne = date(2026, 4, 3), date(2026, 12, 26)
    with_it = Calendar.compile(departement)
    without = Calendar.compile(departement, good_friday=False)

    assert with_it.reason_off(vendredi_saint) == "Vendredi saint"
    assert without.is_worked(vendredi_saint)
    assert without.reason_off(saint_etienne) == "Saint-Étienne"
    assert METROPOLE.is_worked(vendredi_saint)


def test_the_customs_of_guadeloupe_are_kept_only_when_asked_for() -> None:
    law, custom = Calendar.compile("971"), Calendar.compile("971", customs=True)

    for day, name in {
        date(2026, 3, 12): "Mi-Carême",
        date(2026, 4, 3): "Vendredi saint",
        date(2026, 7, 21): "Fête de Victor Schoelcher",
    }.items():
        assert law.is_worked(day)
        assert custom.reason_off(day) == name


@pytest.mark.parametrize(
    ("departement", "timezone"),
    [
        ("971", "America/Guadeloupe"),
        ("972", "America/Martinique"),
        ("973", "America/Cayenne"),
        ("974", "Indian/Reunion"),
        ("975", "America/Miquelon"),
        ("976", "Indian/Mayotte"),
        ("977", "America/St_Barthelemy"),
        ("978", "America/Marigot"),
        ("986", "Pacific/Wallis"),
        ("987", "Pacific/Tahiti"),
        ("988", "Pacific/Noumea"),
        ("2A", "Europe/Paris"),
        ("68", "Europe/Paris"),
    ],
)
def test_each_territory_has_its_own_hour(departement: str, timezone: str) -> None:
    assert Calendar.compile(departement).tz.key == timezone


def test_there_are_96_departements_of_metropole_and_11_overseas() -> None:
    assert sum(not code.startswith("9") or len(code) == 2 for code in ZONES) == 96
    assert sum(len(code) == 3 for code in ZONES) == 11


@pytest.mark.parametrize("code", ["", "1", "001", "20", "96", "99", "979", "2a", "GES", "Zone C"])
def test_an_unknown_departement_is_refused(code: str) -> None:
    with pytest.raises(UnknownDepartement, match="est inconnu") as refusal:
        Calendar.compile(code)

    assert refusal.value.code == code


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2071, 1, 1)])
def test_a_day_outside_the_years_is_an_error_never_a_worked_day(day: date) -> None:
    asks: list[Callable[[], object]] = [
        lambda: METROPOLE.is_worked(day),
        lambda: METROPOLE.reason_off(day),
        lambda: METROPOLE.add(day, 1),
        lambda: METROPOLE.add(day, 0),
        lambda: METROPOLE.subtract(day, 1),
        lambda: METROPOLE.subtract(day, 0),
        lambda: METROPOLE.count(day, date(2026, 1, 1)),
        lambda: METROPOLE.count(date(2026, 1, 1), day),
        lambda: METROPOLE.next_worked(day),
        lambda: METROPOLE.previous_worked(day),
        lambda: METROPOLE.require(day),
    ]
    for ask in asks:
        with pytest.raises(OutsideCalendar) as refusal:
            ask()

        assert refusal.value.day == day


def test_counting_past_the_last_year_is_an_error() -> None:
    calendar = Calendar.compile("93", first_year=2022, last_year=2023)  # both ends are days off

    with pytest.raises(OutsideCalendar, match=r"1er.janvier.2024"):
        calendar.add(date(2023, 12, 29), 1)
    with pytest.raises(OutsideCalendar, match=r"1er.janvier.2024"):
        calendar.next_worked(date(2023, 12, 30))
    with pytest.raises(OutsideCalendar, match=r"31.décembre.2021"):
        calendar.subtract(date(2022, 1, 3), 1)
    with pytest.raises(OutsideCalendar, match=r"31.décembre.2021"):
        calendar.previous_worked(date(2022, 1, 2))


@pytest.mark.parametrize("unit", [Unit.SEMAINE, Unit.MOIS, Unit.HEURE, Unit.HEURE_OUVREE])
def test_weeks_months_and_hours_are_not_counted_as_days(unit: Unit) -> None:
    for ask in (METROPOLE.add, METROPOLE.subtract):
        with pytest.raises(NotADayUnit, match="ne se compte pas en jours"):
            ask(date(2026, 1, 1), 1, unit)


def test_an_instant_is_not_taken_for_a_local_day() -> None:
    with pytest.raises(TypeError):
        METROPOLE.is_worked(datetime(2026, 4, 30, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    "hours", [(), (time(9),), (time(9), time(9)), (time(14), time(17), time(9), time(12))]
)
def test_working_hours_go_by_two_and_grow(hours: tuple[time, ...]) -> None:
    with pytest.raises(ImpossibleHours, match="vont par deux"):
        Calendar.compile("93", working_hours=hours)


def test_the_same_arguments_give_the_same_calendar_compiled_once() -> None:
    closures = [Closure(date(2026, 5, 15), date(2026, 5, 15), "pont")]

    assert Calendar.compile("93", closures=closures) is Calendar.compile("75", closures=closures)


def test_the_version_follows_the_content() -> None:
    versions = {
        METROPOLE.version,
        Calendar.compile("57").version,
        Calendar.compile("57", good_friday=False).version,
        Calendar.compile("93", pentecost_worked=True).version,
        Calendar.compile("93", last_year=2060).version,
        Calendar.compile("93", working_hours=(time(8), time(12))).version,
        Calendar.compile("93", closures=[Closure(LAST, LAST, "pont")]).version,
        Calendar.compile("93", closures=[Closure(LAST, LAST, "fermeture")]).version,
    }

    assert len(versions) == 8
    assert METROPOLE.version == Calendar.compile("01").version


@pytest.mark.parametrize(
    ("zone", "name", "law"),
    [
        ("metropole", "Noël", "L. 3133-1"),
        ("metropole", "Ascension, Fête du Travail", "L. 3133-1"),
        ("alsace", "Vendredi saint", "L. 3134-13"),
        ("moselle", "Saint-Étienne", "L. 3134-13"),
        ("alsace", "Toussaint", "L. 3133-1"),
        ("guadeloupe", "Abolition de l'esclavage", "L. 3422-2"),
        ("guadeloupe", "Mi-Carême", "usage local"),
        ("nouvelle_caledonie", "Noël", "droit du travail du territoire"),
    ],
)
def test_each_holiday_has_the_law_that_makes_it_one(zone: str, name: str, law: str) -> None:
    assert law_of(zone, name).replace("\N{NO-BREAK SPACE}", " ").endswith(law)


def test_every_holiday_of_the_library_is_named_as_the_law_table_names_it() -> None:
    everywhere = Calendar.compile("93", first_year=2026, last_year=2026).feasts.values()

    assert all("3133-1" in law_of("metropole", name) for name in everywhere)
    assert len(everywhere) == 11
