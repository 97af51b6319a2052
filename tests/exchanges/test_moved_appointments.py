"""A rendez-vous that comes back under its number: moved, held, missed, or the same as before."""

import pytest

from rules.actors import WEBRSA
from tests.exchanges.office import Office, sound
from tests.exchanges.told import meeting, take, told, welcomed
from workflow.tables.post import ToldAppointment

FIRST, SECOND, THIRD = "2026-02-16", "2026-02-18", "2026-02-20"
"""The days on which the ALI writes its files."""


@pytest.fixture
def ali(sqlite_office: Office) -> Office:
    """Somebody oriented to the ALI, of whom it told a rendez-vous on 24 February, number 5."""
    welcomed(sqlite_office)
    take(sqlite_office, told(1, meetings=(five(sqlite_office, "2026-02-24"),)), day=FIRST)
    return sqlite_office


def five(office: Office, day: str, status: str = "Prévu") -> dict[str, object]:
    return meeting(office, day, status, number=5)


def told_of(office: Office) -> list[tuple[str, str, object]]:
    """The code, the day and what is said of each fact of a rendez-vous, in order."""
    dossier = int(office.last(1)["id"])
    return [
        (fact.code, f"{fact.occurred:%Y-%m-%d}", fact.data.get("date_rdv"))
        for fact in office.world.facts(dossier)
        if fact.code.startswith("rdv_")
    ]


def test_the_same_number_on_another_day_is_a_rendez_vous_moved(office: Office) -> None:
    welcomed(office)
    take(office, told(1, meetings=(five(office, "2026-02-24"),)), day=FIRST)
    report = take(office, told(1, meetings=(five(office, "2026-03-03"),)), day=SECOND)

    assert report.acts == {"deplacer_rdv": 1}
    assert told_of(office) == [
        ("rdv_fixe", FIRST, "2026-02-24"),
        ("rdv_deplace", SECOND, "2026-03-03"),
    ]
    assert sound(office)


def test_the_same_number_on_the_same_day_is_nothing_new(ali: Office) -> None:
    report = take(ali, told(1, meetings=(five(ali, "2026-02-24"),)), day=SECOND)

    assert (report.acts, report.known) == ({}, {"rdv_fixe": 1})
    assert len(told_of(ali)) == 1


def test_another_number_is_another_rendez_vous(ali: Office) -> None:
    report = take(ali, told(1, meetings=(meeting(ali, "2026-03-03", number=6),)), day=SECOND)

    assert report.acts == {"fixer_rdv": 1}


def test_a_rendez_vous_moved_is_then_held_on_its_new_day(ali: Office) -> None:
    take(ali, told(1, meetings=(five(ali, "2026-02-19"),)), day=SECOND)
    report = take(ali, told(1, meetings=(five(ali, "2026-02-19", "Honoré"),)), day=THIRD)
    again = take(ali, told(1, meetings=(five(ali, "2026-02-19", "Honoré"),)), day="2026-02-23")

    assert (report.acts, report.known) == ({"honorer_rdv": 1}, {"rdv_fixe": 1})
    assert (again.acts, again.known) == ({}, {"rdv_fixe": 1, "rdv_honore": 1})
    assert told_of(ali)[1:] == [
        ("rdv_deplace", SECOND, "2026-02-19"),
        ("rdv_honore", "2026-02-19", None),
    ]


def test_one_that_was_missed_then_given_another_day_is_missed_and_moved(ali: Office) -> None:
    missed = five(ali, "2026-02-24", "Absence non excusée")
    first = take(ali, told(1, meetings=(missed,)), day="2026-02-25")
    then = take(ali, told(1, meetings=(five(ali, "2026-03-05"),)), day="2026-02-26")

    assert first.acts == {"manquer_rdv": 1}
    assert then.acts == {"deplacer_rdv": 1}


def test_one_moved_and_moved_back_is_moved_twice(ali: Office) -> None:
    take(ali, told(1, meetings=(five(ali, "2026-03-03"),)), day=SECOND)
    report = take(ali, told(1, meetings=(five(ali, "2026-02-24"),)), day=THIRD)

    assert report.acts == {"deplacer_rdv": 1}
    assert told_of(ali)[-1] == ("rdv_deplace", THIRD, "2026-02-24")


def test_a_move_that_an_agent_entered_meanwhile_is_not_told_again(ali: Office) -> None:
    dossier = int(ali.last(1)["id"])
    ali.world.act(dossier, "deplacer_rdv", ali.agent, date_rdv="2026-03-03")
    report = take(ali, told(1, meetings=(five(ali, "2026-03-03"),)), day=SECOND)

    assert report.acts == {}
    assert len(told_of(ali)) == 2


def test_a_day_in_the_past_was_moved_to_on_that_day_at_the_latest(ali: Office) -> None:
    take(ali, told(1, meetings=(five(ali, "2026-02-17", "Honoré"),)), day=SECOND)

    assert told_of(ali)[1:] == [
        ("rdv_deplace", "2026-02-17", "2026-02-17"),
        ("rdv_honore", "2026-02-17", None),
    ]


@pytest.mark.parametrize("moved", [False, True], ids=["fixed", "moved"])
def test_a_rendez_vous_that_was_missed_was_made_the_day_before_at_the_latest(
    sqlite_office: Office, *, moved: bool
) -> None:
    """Of the day itself it would be another one, given after the absence."""
    office = sqlite_office
    welcomed(office)
    if moved:
        take(office, told(1, meetings=(five(office, "2026-02-24"),)), day=FIRST)
    missed = five(office, "2026-02-17", "Absence non excusée")
    take(office, told(1, meetings=(missed,)), day=SECOND)

    assert told_of(office)[-2:] == [
        ("rdv_deplace" if moved else "rdv_fixe", "2026-02-16", "2026-02-17"),
        ("rdv_manque", "2026-02-17", None),
    ]
    assert office.world.deadline("3A-ABSENCE")["status"] == "ouverte"


def test_a_file_older_than_what_is_known_moves_nothing_back(ali: Office) -> None:
    take(ali, told(1, meetings=(five(ali, "2026-03-03"),)), day=THIRD)
    report = take(ali, told(1, meetings=(five(ali, "2026-02-26"),)), day=SECOND)

    assert report.acts == {}
    assert report.aside == {"rendez-vous connu par un fichier plus récent": 1}


def test_one_number_twice_in_a_file_is_read_once(ali: Office) -> None:
    twice = (five(ali, "2026-02-24"), five(ali, "2026-03-03"))
    report = take(ali, told(1, meetings=twice), day=SECOND)

    assert report.acts == {}
    assert report.aside == {"rendez-vous répété sous le même numéro": 1}


def test_a_rendez_vous_that_was_corrected_away_is_not_one_that_moves(ali: Office) -> None:
    ali.world.wait(hours=1)
    ali.world.correct(int(ali.last(1)["id"]))
    report = take(ali, told(1, meetings=(five(ali, "2026-03-03"),)), day=SECOND)

    assert report.acts == {"fixer_rdv": 1}


def test_a_move_that_was_refused_is_told_again_by_the_next_file(ali: Office) -> None:
    dossier = int(ali.last(1)["id"])
    ali.world.wait(hours=1).act(dossier, "fermer_droit", WEBRSA, date=FIRST)
    refused = take(ali, told(1, meetings=(five(ali, "2026-03-03"),)), day=SECOND)
    ali.world.wait(hours=1).act(dossier, "rouvrir", WEBRSA, date=SECOND, motif="droit repris")
    report = take(ali, told(1, meetings=(five(ali, "2026-03-03"),)), day=THIRD)

    assert len(refused.bad) == 1
    assert report.acts == {"deplacer_rdv": 1}


def test_only_its_number_its_day_and_its_end_are_remembered(ali: Office) -> None:
    take(ali, told(1, meetings=(five(ali, "2026-02-17", "Honoré"),)), day=SECOND)
    (row,) = ali.world.rows(ToldAppointment)

    assert (row["number"], row["day"], row["ended"]) == (5, "2026-02-17", "rdv_honore")
    assert row.keys() == {"personne_id", "ali_id", "number", "day", "ended", "told_at"}
