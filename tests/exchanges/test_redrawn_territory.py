"""Files taken in around a redrawing: the map is that of the day, and whom it moves did not move."""

from dataclasses import replace
from datetime import date

import pytest

from exchanges.places import places_of
from rules.territory import Circonscription, Territory
from tests.exchanges.office import Office, settings
from tests.workflow.build import CHAIN, HERE, insert
from workflow.tables import subjects

NORTH, SOUTH = "93-14", "93-15"
DAY, EVE = date(2026, 3, 1), date(2026, 2, 28)


@pytest.fixture
def redrawn(office: Office) -> Office:
    """Bobigny and Noisy-le-Sec are told apart on the first of March."""
    shipped = settings().territory.circonscriptions
    (old,) = (one for one in shipped if one.code == HERE)
    bobigny, noisy = old.communes
    territory = Territory(
        circonscriptions=(
            *(one for one in shipped if one.code != HERE),
            replace(old, valid_to=EVE),
            Circonscription(code=NORTH, label="Nord", communes=(bobigny,), valid_from=DAY),
            Circonscription(code=SOUTH, label="Sud", communes=(noisy,), valid_from=DAY),
        )
    )
    rulebook = replace(office.counter.rulebook, territory=territory)
    office.counter = replace(office.counter, rulebook=rulebook)
    office.world.rulebook = rulebook
    for code in (NORTH, SOUTH):
        insert(office.store, subjects.Circonscription, code=code, libelle=code, **CHAIN)
    return office


def test_somebody_new_is_where_their_commune_is_on_the_day_of_the_import(redrawn: Office) -> None:
    redrawn.stock("2026-02-27", redrawn.accompanied(1))
    redrawn.stock("2026-03-02", redrawn.accompanied(1), redrawn.accompanied(2))

    assert redrawn.last(2)["circonscription"] == NORTH


def test_a_file_that_comes_before_the_sweep_tells_no_move_of_whoever_stayed(
    redrawn: Office,
) -> None:
    redrawn.stock("2026-02-27", redrawn.accompanied(1))
    report = redrawn.stock("2026-03-02", redrawn.accompanied(1, nb_enfants_foyer=2))
    before = redrawn.last(1)["circonscription"]
    redrawn.world.tick()
    after = redrawn.stock("2026-03-09", redrawn.accompanied(1, nb_enfants_foyer=2))

    assert (report.acts, before) == ({}, HERE)
    assert redrawn.last(1)["circonscription"] == redrawn.personne(1)["circonscription"] == NORTH
    assert (after.acts, redrawn.gaps(1)) == ({}, [])


def test_an_old_file_taken_in_after_the_redrawing_undoes_nothing(redrawn: Office) -> None:
    redrawn.stock("2026-02-20", redrawn.accompanied(1))
    late = redrawn.file("2026-02-27", redrawn.accompanied(1, nb_enfants_foyer=2))
    redrawn.world.until("2026-03-01 00:05").tick()
    report = redrawn.take(late, at="2026-03-02")

    assert (report.acts, redrawn.last(1)["circonscription"]) == ({}, NORTH)


def test_whoever_moves_after_the_redrawing_is_told_to_have_moved(redrawn: Office) -> None:
    redrawn.stock("2026-02-27", redrawn.accompanied(1))
    redrawn.world.until("2026-03-01 00:05").tick()
    report = redrawn.stock("2026-03-09", redrawn.accompanied(1, ville="Noisy-le-Sec"))

    assert (report.acts, redrawn.last(1)["circonscription"]) == ({"demenager_intra": 1}, SOUTH)


def test_a_service_is_where_its_communes_are_or_where_what_is_configured_went(
    redrawn: Office,
) -> None:
    found = [
        places_of(redrawn.codes.structures[service], redrawn.codes, redrawn.counter, day)
        for service in (redrawn.france_travail, redrawn.ali)
        for day in (EVE, DAY)
    ]

    assert found == [
        {HERE, "93-07"},
        {HERE, "93-07", NORTH, SOUTH},
        {HERE},
        {NORTH, SOUTH},
    ]
