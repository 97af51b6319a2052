"""Delays in words, as of mardi 5 mai 2026, nine o'clock."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entrypoints.words.acts import act_choices, event_label
from entrypoints.words.rules import told
from entrypoints.words.times import awaited, dated, full_instant, how_far, short_instant, standing
from rules.days.calendar import Calendar
from rules.deadlines.derivation import Status
from rules.facts import FACTS
from rules.names import alphabetical
from rules.subjects import Subject, SubjectKind
from tests.entrypoints.configs import plain
from workflow.reading.deadlines import DeadlineLine

PARIS = ZoneInfo("Europe/Paris")
CALENDAR = Calendar.compile("93")


def at(text: str) -> datetime:
    """An instant in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


NOW = at("2026-05-05T09:00")


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-05-07T23:59", "dans 2 jours ouvrés"),
        ("2026-05-06T17:00", "dans 1 jour ouvré"),
        ("2026-05-11T17:00", "dans 3 jours ouvrés"),  # vendredi 8 mai est férié
        ("2026-05-05T17:00", "aujourd’hui, avant 17 h"),
        ("2026-05-05T23:59", "aujourd’hui"),
        ("2026-05-05T08:30", "en retard depuis 8 h 30"),
        ("2026-05-04T23:59", "en retard d’1 jour ouvré"),
        ("2026-04-30T17:00", "en retard de 2 jours ouvrés"),
    ],
)
def test_the_distance_of_a_date_is_told_in_worked_days(due: str, words: str) -> None:
    assert plain(how_far(at(due), NOW, CALENDAR)) == words


def test_between_a_friday_and_a_sunday_there_is_less_than_a_worked_day() -> None:
    friday, sunday = at("2026-04-17T09:00"), at("2026-04-19T10:00")

    assert plain(how_far(sunday, friday, CALENDAR)) == "dans moins d’1 jour ouvré"
    assert plain(how_far(friday, sunday, CALENDAR)) == "en retard de moins d’1 jour ouvré"


def test_dates_say_the_year_when_it_is_not_this_one_and_the_hour_when_there_is_one() -> None:
    assert plain(full_instant(at("2026-05-07T23:59"), CALENDAR)) == "jeudi 7 mai 2026, 23 h 59"
    assert plain(short_instant(at("2026-05-07T23:59"), NOW, CALENDAR)) == "jeu. 7 mai"
    assert plain(short_instant(at("2027-01-01T09:30"), NOW, CALENDAR)) == (
        "ven. 1er janvier 2027, 9 h 30"
    )


LINE = DeadlineLine(
    id=1,
    rule="I-SAISIR",
    rule_version="1",
    subject=Subject(SubjectKind.DOSSIER, 1),
    whose="N P",
    dossier_id=1,
    seance_id=None,
    opened=datetime(2026, 4, 1, tzinfo=UTC),
    anchor=datetime(2026, 4, 1, tzinfo=UTC),
    due=at("2026-04-30T23:59"),
    next_rung=None,
    status=Status.OUVERTE,
    born_late=False,
    generation=1,
    closed=None,
    met_in_time=None,
)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "en retard de 2 jours ouvrés"),
        ({"born_late": True}, "en retard à l’arrivée"),
        ({"status": Status.SANS_ANCRE, "due": None}, "sans date"),
        ({"status": Status.SUSPENDUE, "due": None}, "suspendue"),
        ({"status": Status.ANNULEE}, "sans objet"),
        ({"status": Status.REMPLACEE}, "remplacée"),
        ({"status": Status.TENUE, "met_in_time": True}, "tenue"),
        (
            {"status": Status.TENUE, "met_in_time": False, "closed": at("2026-05-04T10:00")},
            "tenue en retard d’1 jour ouvré",
        ),
        (
            {"status": Status.TENUE, "met_in_time": False, "closed": at("2026-05-05T10:00")},
            "tenue en retard de 2 jours ouvrés",
        ),
    ],
)
def test_where_a_deadline_stands_is_told_in_words(changes: dict[str, object], words: str) -> None:
    assert plain(standing(replace(LINE, **changes), NOW, CALENDAR)) == words  # type: ignore[arg-type]  # columns by name


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "échue le jeu. 30 avril"),
        ({"due": at("2026-05-07T23:59")}, "pour le jeu. 7 mai"),
        ({"status": Status.SANS_ANCRE, "due": None}, None),
        (
            {"status": Status.ANNULEE, "closed": at("2026-05-04T10:00")},
            "depuis le lun. 4 mai, 10 h",
        ),
        ({"status": Status.REMPLACEE}, "était pour le jeu. 30 avril"),
        (
            {"status": Status.TENUE, "closed": at("2026-04-28T23:59")},
            "le mar. 28 avril, attendue pour le jeu. 30 avril",
        ),
    ],
)
def test_the_date_of_a_deadline_says_whether_it_is_to_come_past_or_over(
    changes: dict[str, object], words: str | None
) -> None:
    said = dated(replace(LINE, **changes), NOW, CALENDAR)  # type: ignore[arg-type]  # columns by name

    assert (said and plain(said)) == words


def test_a_date_is_past_from_its_own_instant_on() -> None:
    due = at("2026-05-05T09:00")

    assert plain(awaited(due, NOW, CALENDAR)) == "échue le mar. 5 mai, 9 h"
    assert plain(awaited(at("2026-05-05T09:01"), NOW, CALENDAR)) == "pour le mar. 5 mai, 9 h 01"


def test_services_that_are_chased_are_not_a_person_who_is() -> None:
    assert event_label("relancer", SubjectKind.SEANCE) == "Relancer les services attendus"
    assert event_label("relancer", SubjectKind.DOSSIER) == "Relancer la personne"


def test_acts_and_facts_are_listed_in_the_order_of_their_words() -> None:
    acts, facts = list(act_choices().values()), told(FACTS)

    assert acts.index("Écourter une absence") < acts.index("Habiliter un agent")
    assert acts == sorted(acts, key=alphabetical)
    assert facts == sorted(facts, key=alphabetical) != sorted(facts)
