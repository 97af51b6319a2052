"""A diary as a calendar: of the standard, always the same bytes, and nobody is named in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from exchanges.documents.diary import PrintedDiary, printed_diary
from exchanges.documents.diary_calendar import diary_feed
from exchanges.documents.programme_calendar import uid_of
from rules.deadlines.rule import Rung
from rules.subjects import Subject
from tests.calendars import LINE, breaches, unfolded
from tests.exchanges.test_programme_documents import TERRITORY
from tests.workflow.build import AGENT_ALI, ALI, BAT, ELSEWHERE, World, settle
from tests.workflow.journeys import presaisine
from tests.workflow.test_diaries import place, service
from workflow.database.store import Store
from workflow.reading.diaries import Period, diary
from workflow.tables.trail import DeadlineRow


@pytest.fixture
def here(sqlite_url: str) -> Iterator[World]:
    """A world on SQLite."""
    store = Store.open(sqlite_url)
    yield settle(store)
    store.close()


def shown(world: World, whose: Subject) -> PrintedDiary:
    """The diary of that subject in words, as an address shows it now."""
    found = diary(world.store, world.rulebook, whose, Period.of(world.rulebook, world.now))
    return printed_diary(found, rulebook=world.rulebook, territory=TERRITORY, code="93")


def feed(world: World, whose: Subject) -> bytes:
    """Its calendar."""
    return diary_feed(shown(world, whose))


def events(world: World, whose: Subject) -> dict[str, Any]:
    """Its events by their UID, as another programme reads them."""
    calendar: Any = Calendar.from_ical(feed(world, whose))
    return {str(event["UID"]): event for event in calendar.events}


def of_seance(world: World, whose: Subject, seance: int) -> Any:
    """The event of that séance."""
    return events(world, whose)[f"seance-{seance}@93.reorientation.local"]


def of_deadlines(world: World, whose: Subject) -> dict[str, Any]:
    """The events of deadlines by their summary."""
    found = events(world, whose)
    return {str(one["SUMMARY"]): one for uid, one in found.items() if uid.startswith("echeance-")}


# --- the standard


def test_a_diary_is_of_the_standard(here: World) -> None:
    number = here.seance("2026-03-26", lieu="Salle « Ô », 2e ; \\n, étage – " + "é" * 80)
    here.seance("2026-03-12", circonscription=ELSEWHERE)
    here.convene(number, "preparer")
    cancelled = here.seance("2026-04-09")
    here.convene(cancelled, "annuler", BAT, motif="grève")
    presaisine(here)

    written = [feed(here, whose) for whose in (place(here), service(ALI), place(here, ELSEWHERE))]
    assert [breaches(one) for one in written] == [[], [], []]
    assert max(len(line) for line in written[0].split(b"\r\n")) == LINE
    assert "Salle « Ô »\\, 2e \\; \\\\n\\, étage" in "\n".join(unfolded(written[0]))


def test_a_diary_of_nothing_yet_is_of_the_standard_too(here: World) -> None:
    written = feed(here, place(here))

    assert breaches(written) == []
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Paris" in written
    assert b"BEGIN:VEVENT" not in written


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n", b"\n"),
        (b"SUMMARY:", b"SUMMARY:a,b"),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        (b"DTSTAMP:", b"X-DTSTAMP:"),
        (b"UID:", b"X-UID:"),
        (b"STATUS:TENTATIVE", b"STATUS:PERHAPS"),
        (b"END:VALARM\r\n", b""),
        (b"ACTION:DISPLAY\r\n", b""),
        (b"PRODID:", b"X-PRODID:"),
        (b"Z\r\nDTEND", b"\r\nDTEND"),
    ],
)
def test_the_severe_reader_sees_what_is_not_of_the_standard(
    here: World, old: bytes, new: bytes
) -> None:
    here.seance("2026-03-26")
    written = feed(here, place(here))
    assert old in written

    try:
        found = breaches(written.replace(old, new))
    except (ValueError, KeyError):
        return  # not even readable
    assert found


def test_the_same_registry_gives_the_same_bytes_whatever_the_hour(here: World) -> None:
    here.seance("2026-03-26")
    presaisine(here)
    first = [feed(here, whose) for whose in (place(here), service(ALI))]
    here.wait(days=20)

    assert [feed(here, whose) for whose in (place(here), service(ALI))] == first


def test_a_calendar_says_how_often_to_read_it_and_when_it_last_changed(here: World) -> None:
    here.wait(days=1).seance("2026-03-26")
    lines = unfolded(feed(here, place(here)))

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines
    assert "X-PUBLISHED-TTL:PT6H" in lines
    assert "LAST-MODIFIED:20260303T080000Z" in lines
    assert "X-WR-CALNAME:Agenda – 93-01 Circonscription 93-01" in lines


# --- séances


def test_a_seance_is_tentative_until_it_is_prepared_then_confirmed(here: World) -> None:
    number = here.seance("2026-03-26", lieu="Salle 204")
    programmed = of_seance(here, place(here), number)
    here.wait(days=1).convene(number, "preparer")
    prepared = of_seance(here, place(here), number)

    assert [str(one["STATUS"]) for one in (programmed, prepared)] == ["TENTATIVE", "CONFIRMED"]
    assert [int(one["SEQUENCE"]) for one in (programmed, prepared)] == [0, 1]
    assert prepared["LAST-MODIFIED"].dt == prepared["DTSTAMP"].dt == here.now
    assert programmed.start == datetime(2026, 3, 26, 8, 30, tzinfo=UTC)
    assert str(programmed["LOCATION"]) == "Salle 204"
    assert "Coordination\N{NO-BREAK SPACE}: chargé·e de projet BAT, secteur est." in str(
        programmed["DESCRIPTION"]
    )
    (alarm,) = programmed.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=-1)


def test_a_seance_that_moves_or_is_given_up_keeps_its_uid_and_grows_its_sequence(
    here: World,
) -> None:
    number = here.seance("2026-03-26")
    sequences = [int(of_seance(here, service(ALI), number)["SEQUENCE"])]
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("deplacer", {"date_seance": "2026-03-27", "heure": "09:30"}),
        ("preparer", {}),
        ("deplacer", {"date_seance": "2026-03-27", "heure": "14:00"}),
        ("annuler", {"motif": "grève"}),
    )
    for event, form in steps:
        here.wait(days=1).convene(number, event, BAT, **form)
        sequences.append(int(of_seance(here, service(ALI), number)["SEQUENCE"]))
    last = of_seance(here, service(ALI), number)

    assert sequences == [0, 1, 2, 3, 4]
    assert (str(last["STATUS"]), str(last["TRANSP"])) == ("CANCELLED", "TRANSPARENT")
    assert str(last["SUMMARY"]).startswith("Annulée – ")
    assert last["LAST-MODIFIED"].dt == here.now
    assert last.walk("VALARM") == []


def test_a_seance_bears_the_same_uid_in_the_programme_and_in_the_diaries(here: World) -> None:
    here.seance("2026-03-26")

    (one,) = shown(here, place(here)).seances
    assert f"{uid_of(one.told)}@93.reorientation.local" in events(here, service(ALI))


# --- deadlines


def test_a_deadline_says_what_by_when_and_of_which_dossier_and_names_nobody(here: World) -> None:
    here.seance("2026-04-09")
    dossier = presaisine(here)
    found = of_deadlines(here, service(ALI))
    written = feed(here, service(ALI)).decode()

    (summary,) = found
    one = found[summary]
    assert summary == (
        "Inscrire la demande au tableau de la prochaine séance – "
        f"dossier n°\N{NO-BREAK SPACE}{dossier}"
    )
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2026, 4, 1), date(2026, 4, 2))
    assert "Au plus tard le mercredi 1er\N{NO-BREAK SPACE}avril" in str(one["DESCRIPTION"])
    assert str(one["TRANSP"]) == "TRANSPARENT"
    assert "SECRET" not in written.upper()


def test_a_deadline_at_an_hour_ends_at_that_hour(here: World) -> None:
    number = here.seance("2026-03-26")
    here.convene(number, "preparer")
    one = of_deadlines(here, service(ALI))[
        f"Envoyer le tableau aux autres services – séance n°\N{NO-BREAK SPACE}{number}, ICL-I 93-01"
    ]

    assert one["DTEND"].dt == datetime(2026, 3, 24, 8, 30, tzinfo=UTC)
    assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(minutes=30)


def test_alarms_are_those_of_the_ladder_before_the_date(here: World) -> None:
    number = here.seance("2026-03-26")
    here.convene(number, "preparer")
    one = of_deadlines(here, service(ALI))[
        f"Transmettre le tableau à la coordination – séance n°\N{NO-BREAK SPACE}{number},"
        " ICL-I 93-01"
    ]

    assert [alarm["TRIGGER"].dt for alarm in one.walk("VALARM")] == [
        datetime(2026, 3, 19, 8, tzinfo=UTC),
        datetime(2026, 3, 23, 8, tzinfo=UTC),
    ]
    assert "ACTION:DISPLAY" in unfolded(one.to_ical())


def test_without_a_rung_before_it_an_alarm_rings_the_working_day_before(here: World) -> None:
    """A ladder that only begins once it is too late: Monday's deadline rings on Friday."""
    here.seance("2026-03-23")
    presaisine(here)
    here.rulebook = replace(
        here.rulebook,
        rules={
            code: tuple(replace(rule, ladder=_once_late(rule.ladder)) for rule in versions)
            for code, versions in here.rulebook.rules.items()
        },
    )
    (one,) = of_deadlines(here, service(ALI)).values()

    (alarm,) = one.walk("VALARM")
    assert one["DTSTART"].dt == date(2026, 3, 16)
    assert alarm["TRIGGER"].dt == datetime(2026, 3, 13, 8, tzinfo=UTC)


def _once_late(ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
    return tuple(rung for rung in ladder if rung.offset > 0)


def test_a_deadline_that_moves_keeps_its_uid_and_grows_its_sequence(here: World) -> None:
    number = here.seance("2026-03-26")
    here.convene(number, "preparer")
    first = events(here, service(ALI))
    here.wait(days=1).convene(number, "deplacer", date_seance="2026-04-02", heure="09:30")
    second = events(here, service(ALI))

    assert first.keys() == second.keys()
    for uid, event in second.items():
        if uid.startswith("echeance-"):
            assert int(event["SEQUENCE"]) == int(first[uid]["SEQUENCE"]) + 1
            assert event["LAST-MODIFIED"].dt == here.now


def test_a_deadline_that_was_met_leaves_the_calendar(here: World) -> None:
    number = here.seance("2026-03-26")
    here.convene(number, "preparer")
    before = of_deadlines(here, service(ALI))
    here.convene(number, "transmettre_tableau", AGENT_ALI, service=ALI)

    assert len(of_deadlines(here, service(ALI))) == len(before) - 1
    assert any(row["status"] == "tenue" for row in here.rows(DeadlineRow, rule="D1-TABLEAU-BAT"))
