"""A calendar is stored as its content, read again, and two of them are compared day by day."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.days import compilation
from rules.days.calendar import Calendar, Unit
from rules.days.closures import Closure, HalfDay
from rules.days.differences import Difference, differences
from rules.days.snapshot import UnreadableSnapshot
from rules.delays.delay import Delay, due
from tests.rules.chosen import delays, near_a_night

NBSP = "\N{NO-BREAK SPACE}"
DAYS = [Unit.JOUR_OUVRE, Unit.JOUR_OUVRABLE, Unit.JOUR_CALENDAIRE, Unit.JOUR_FRANC]
some_days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
labels = st.sampled_from(["pont", "grève", "déménagement « A »; B"])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """The calendar of a département, 2019 to 2034, with any choices."""
    firsts = draw(st.lists(st.tuples(some_days, st.integers(0, 5), labels), max_size=4))
    hours = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=4)))
    halves = st.builds(HalfDay, some_days, st.sampled_from([time(12), time(16, 30)]), labels)
    return Calendar.compile(
        draw(st.sampled_from(["93", "57", "971", "974", "975"])),
        closures=[Closure(day, day + timedelta(n), label) for day, n, label in firsts],
        half_days=draw(st.lists(halves, max_size=4)),
        pentecost_worked=draw(st.booleans()),
        good_friday=draw(st.booleans()),
        customs=draw(st.booleans()),
        working_hours=[time(*divmod(m, 60)) for m in hours[: len(hours) // 2 * 2]],
        first_year=2019,
        last_year=2034,
    )


def stored(calendar: Calendar) -> Any:
    """The content after a journey through a database."""
    return json.loads(json.dumps(calendar.content(), ensure_ascii=False))


@given(calendars(), near_a_night, delays(), some_days, st.sampled_from(DAYS))
@settings(max_examples=40)
def test_a_calendar_read_again_is_of_the_same_version_and_answers_the_same(
    calendar: Calendar, anchor: datetime, delay: Delay, day: date, unit: Unit
) -> None:
    again = Calendar.from_content(stored(calendar))

    assert again.version == calendar.version
    assert again.content() == stored(calendar)
    assert due(anchor, delay, again) == due(anchor, delay, calendar)
    assert again.reason_off(day, unit) == calendar.reason_off(day, unit)
    assert again.add(day, 3, unit) == calendar.add(day, 3, unit)
    assert again.spans_on(day) == calendar.spans_on(day)
    assert differences(calendar, again) == []


@pytest.mark.parametrize("departement", ["93", "57", "67", "971", "976", "987"])
def test_every_day_of_a_zone_is_read_again(departement: str) -> None:
    calendar = Calendar.compile(departement)
    again = Calendar.from_content(stored(calendar))

    assert again is not calendar
    assert again.snapshot == calendar.snapshot
    assert [again.table(unit) for unit in Unit] == [calendar.table(unit) for unit in Unit]


def test_the_content_is_plain_french_and_whole() -> None:
    content = Calendar.compile(
        "93",
        closures=[Closure(date(2026, 5, 15), date(2026, 5, 15), "pont de l’Ascension")],
        half_days=[HalfDay(date(2026, 12, 24), time(12), "veille de Noël")],
        first_year=2026,
        last_year=2026,
    ).content()

    assert content["bibliotheque"].startswith("holidays 0.")
    assert {**content, "bibliotheque": ""} == {
        "zone": "metropole",
        "fuseau": "Europe/Paris",
        "premier_jour": "2026-01-01",
        "dernier_jour": "2026-12-31",
        "bibliotheque": "",
        "feries": {
            "2026-01-01": "Jour de l'an",
            "2026-04-06": "Lundi de Pâques",
            "2026-05-01": "Fête du Travail",
            "2026-05-08": "Fête de la Victoire",
            "2026-05-14": "Ascension",
            "2026-05-25": "Lundi de Pentecôte",
            "2026-07-14": "Fête nationale",
            "2026-08-15": "Assomption",
            "2026-11-01": "Toussaint",
            "2026-11-11": "Armistice",
            "2026-12-25": "Noël",
        },
        "fermetures": {"2026-05-15": "pont de l’Ascension"},
        "demi_journees": {"2026-12-24": {"jusqu_a": "12:00:00", "libelle": "veille de Noël"}},
        "heures": [["09:00:00", "12:00:00"], ["14:00:00", "17:00:00"]],
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fuseau", 3),
        ("premier_jour", "2026-02-01"),
        ("premier_jour", "2099-01-01"),
        ("dernier_jour", "hier"),
        ("feries", {"1989-12-25": "Noël"}),
        ("fermetures", {"2071-01-01": "pont"}),
        ("fermetures", ["2026-05-15"]),
        ("demi_journees", {"2026-12-24": {"libelle": "veille de Noël"}}),
        ("heures", [["09:00"]]),
    ],
)
def test_a_content_that_is_no_calendar_is_refused(key: str, value: object) -> None:
    content = stored(Calendar.compile("93"))

    with pytest.raises(UnreadableSnapshot, match="n’est pas celui d’un calendrier"):
        Calendar.from_content({**content, key: value})
    with pytest.raises(UnreadableSnapshot):
        Calendar.from_content({name: kept for name, kept in content.items() if name != key})


def test_a_content_that_was_changed_is_of_another_version() -> None:
    calendar = Calendar.compile("93")
    content = stored(calendar)
    content["feries"]["2026-05-08"] = "Victoire de 1945"

    assert Calendar.from_content(content).version != calendar.version


def test_a_closure_a_half_day_and_a_choice_are_told_as_days_that_change() -> None:
    old = Calendar.compile("93", half_days=[HalfDay(date(2026, 12, 31), time(16), "réveillon")])
    new = Calendar.compile(
        "93",
        closures=[
            Closure(date(2026, 5, 14), date(2026, 5, 15), "pont"),
            Closure(date(2026, 7, 13), date(2026, 7, 13), "pont"),
        ],
        half_days=[HalfDay(date(2026, 12, 24), time(12), "veille de Noël")],
        pentecost_worked=True,
        first_year=2026,
        last_year=2026,
    )
    here = Calendar.from_content(
        {
            **new.content(),
            "premier_jour": "1990-01-01",
            "dernier_jour": "2070-12-31",
            "feries": {
                day: name for day, name in old.content()["feries"].items() if day != "2026-05-25"
            },
        }
    )

    assert differences(old, here) == [
        change(2026, 5, 14, "férié : Ascension", "férié : Ascension, fermeture locale : pont"),
        change(2026, 5, 15, "ouvré", "fermeture locale : pont"),
        change(2026, 5, 25, "férié : Lundi de Pentecôte", "ouvré"),
        change(2026, 7, 13, "ouvré", "fermeture locale : pont"),
        change(2026, 12, 24, "ouvré", "ouvré jusqu’à 12 h (veille de Noël)"),
        change(2026, 12, 31, "ouvré jusqu’à 16 h (réveillon)", "ouvré"),
    ]


def test_a_holiday_that_a_release_moves_to_a_sunday_is_told_with_its_day() -> None:
    old = Calendar.compile("93")
    content = old.content()
    del content["feries"]["2026-11-01"]

    assert differences(old, Calendar.from_content(content)) == [
        change(2026, 11, 1, "férié : Toussaint", "dimanche")
    ]


def test_what_holds_all_the_time_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Calendar.compile("93", first_year=2020, last_year=2030)
    monkeypatch.setattr(compilation, "library_version", lambda: "0.999")
    new = Calendar.compile("974", working_hours=(time(8), time(12, 30)), first_year=2021)

    told = differences(old, new)

    assert [(one.before.replace(NBSP, " "), one.after.replace(NBSP, " ")) for one in told[:5]] == [
        ("territoire : metropole", "territoire : reunion"),
        ("fuseau horaire : Europe/Paris", "fuseau horaire : Indian/Reunion"),
        ("années 2020 à 2030", "années 2021 à 2070"),
        (f"source des jours fériés : {old.library}", "source des jours fériés : holidays 0.999"),
        ("heures de travail : 9 h–12 h, 14 h–17 h", "heures de travail : 8 h–12 h 30"),
    ]
    assert all(one.day is None for one in told[:5])
    assert {one.day for one in told[5:]} == {date(year, 12, 20) for year in range(2021, 2031)}


@given(calendars(), calendars())
@settings(max_examples=40)
def test_two_calendars_differ_by_a_day_or_a_fact_unless_they_are_of_one_version(
    one: Calendar, other: Calendar
) -> None:
    there, back = differences(one, other), differences(other, one)

    assert (there == []) is (one.version == other.version)
    assert [(d.day, d.after, d.before) for d in there] == [(d.day, d.before, d.after) for d in back]


def change(year: int, month: int, day: int, before: str, after: str) -> Difference:
    before, after = (
        text.replace(" :", f"{NBSP}:").replace(" h", f"{NBSP}h") for text in (before, after)
    )
    return Difference(day=date(year, month, day), before=before, after=after)
