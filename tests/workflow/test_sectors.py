"""The sector of a person is that of their service (S2): it follows whoever takes them over."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rules.actors import WEBRSA
from rules.refusals import Refused
from rules.territory import Circonscription, Territory
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI_ELSEWHERE,
    ASSOCIATION,
    BOP,
    ELSEWHERE,
    FRANCE_TRAVAIL,
    HERE,
    World,
    execute,
)
from tests.workflow.invariants import broken, reconciled
from workflow.organisations import referential
from workflow.tables.post import Gap, Outbox
from workflow.tables.subjects import Dossier, Passage, Personne
from workflow.tables.trail import JournalRow

THIRD = "93-03"
TRANSFER: dict[str, Any] = {"type_orientation": "5", "rang": 2}


@pytest.fixture
def sectors(world: World) -> World:
    """A département whose circonscriptions are sectors: they have no commune."""
    places = tuple(
        Circonscription(code=code, label=code, communes=()) for code in (HERE, ELSEWHERE, THIRD)
    )
    world.rulebook = replace(world.rulebook, territory=Territory(circonscriptions=places))
    with world.store.write() as tx:
        referential.install_circonscriptions(tx, [(THIRD, THIRD)])
    return world


def serves(world: World, service: int, *places: str) -> None:
    """The service is competent in these places only."""
    said = json.dumps(places)
    execute(world.store, f"UPDATE service SET circonscriptions = '{said}' WHERE id = {service}")


def taken_over(world: World, dossier: int, service: int, event: str = "constater_transfert") -> Any:
    """webRSA says that another service follows the person."""
    return world.act(dossier, event, WEBRSA, service=service, **TRANSFER)


def stands(world: World, dossier: int) -> tuple[str | None, str | None]:
    """The sector of the dossier and of its person."""
    row = world.row(Dossier, dossier)
    return row["circonscription"], world.row(Personne, row["personne_id"])["circonscription"]


def awaited(world: World) -> list[int]:
    """The dossiers of which somebody is to say the sector."""
    rows = world.rows(Gap, nature="secteur_a_attribuer", settled_at=None)
    return [row["dossier_id"] for row in rows]


def sound(world: World) -> bool:
    return broken(world) == reconciled(world) == world.flaws() == []


def test_who_is_taken_over_by_a_service_of_one_sector_passes_to_it(sectors: World) -> None:
    dossier = sectors.dossier()
    done = taken_over(sectors, dossier, ALI_ELSEWHERE)

    assert stands(sectors, dossier) == (ELSEWHERE, ELSEWHERE)
    assert [move[1] for move in done.moves] == ["constater_transfert", "attribuer_secteur"]
    (entry,) = sectors.rows(JournalRow, kind="dossier", act="attribuer_secteur")
    assert entry["actor"] == "planificateur"
    assert "demenagement" not in {fact.code for fact in sectors.facts(dossier)}
    assert sectors.rows(Outbox, occasion="demande_reroutee") == []
    assert awaited(sectors) == []
    assert sound(sectors)


def test_the_dossier_that_replaces_another_is_born_in_the_sector_of_its_service(
    sectors: World,
) -> None:
    dossier = sectors.dossier()
    done = taken_over(sectors, dossier, ALI_ELSEWHERE, "remplacer")

    assert done.next_dossier is not None
    assert stands(sectors, dossier) == (HERE, ELSEWHERE)
    assert stands(sectors, done.next_dossier) == (ELSEWHERE, ELSEWHERE)
    told = sectors.rows(JournalRow, kind="personne", act="attribuer_secteur")
    assert len(told) == 1
    assert sound(sectors)


@pytest.mark.parametrize("places", [(), (HERE, ELSEWHERE)])
def test_a_service_of_the_sector_or_of_all_keeps_who_is_there(
    sectors: World, places: tuple[str, ...]
) -> None:
    serves(sectors, FRANCE_TRAVAIL, *places)
    dossier = sectors.dossier()
    taken_over(sectors, dossier, FRANCE_TRAVAIL)

    assert stands(sectors, dossier) == (HERE, HERE)
    assert awaited(sectors) == []


@pytest.mark.parametrize("event", ["constater_transfert", "remplacer"])
def test_of_several_other_sectors_somebody_says_which_and_the_old_one_stays_until_then(
    sectors: World, event: str
) -> None:
    serves(sectors, ASSOCIATION, ELSEWHERE, THIRD)
    born = taken_over(sectors, sectors.dossier(), ASSOCIATION, event)
    dossier = born.next_dossier or born.dossier_id
    before, waiting = stands(sectors, dossier), awaited(sectors)
    with pytest.raises(Refused) as old:
        sectors.act(dossier, "attribuer_secteur", BOP, circonscription=HERE)
    sectors.act(dossier, "attribuer_secteur", BOP, circonscription=THIRD)
    with pytest.raises(Refused) as twice:
        sectors.act(dossier, "attribuer_secteur", BOP, circonscription=ELSEWHERE)

    assert (before, waiting) == ((HERE, HERE), [dossier])
    assert [one.code for one in old.value.refusals] == ["secteur_hors_service"]
    assert [one.code for one in twice.value.refusals] == ["secteur_attribue"]
    assert stands(sectors, dossier) == (THIRD, THIRD)
    assert awaited(sectors) == []
    assert sound(sectors)


def test_a_request_goes_with_its_seniority_before_a_seance_of_the_new_sector(
    sectors: World,
) -> None:
    stage = journeys.en_icl(sectors)
    sectors.wait(days=1)
    taken_over(sectors, stage.dossier, ALI_ELSEWHERE)

    row = sectors.row(Dossier, stage.dossier)
    assert (row["state"], row["circonscription"]) == ("a_reinscrire", ELSEWHERE)
    assert [line["state"] for line in sectors.rows(Passage)] == ["reporte"]
    told = [json.loads(one["data"]) for one in sectors.rows(Outbox, occasion="demande_reroutee")]
    assert {(one["acte"], one["etat"]) for one in told} == {
        ("constater_transfert", "en_icl"),
        ("attribuer_secteur", "a_reinscrire"),
    }
    assert sound(sectors)


def test_a_request_whose_seance_was_held_waits_for_its_result_in_the_old_sector(
    sectors: World,
) -> None:
    stage = journeys.en_icl(sectors)
    sectors.until("2026-04-13")
    taken_over(sectors, stage.dossier, ALI_ELSEWHERE)

    assert sectors.row(Dossier, stage.dossier)["state"] == "en_icl"
    assert stands(sectors, stage.dossier) == (HERE, HERE)
    assert awaited(sectors) == [stage.dossier]
    assert sound(sectors)


def test_a_line_without_request_leaves_the_seance_of_the_old_sector(sectors: World) -> None:
    old, new = sectors.seance("2026-04-09"), sectors.seance("2026-04-16", circonscription=ELSEWHERE)
    dossier, _ = journeys.soutien(sectors, old)
    taken_over(sectors, dossier, ALI_ELSEWHERE)

    lines = [(row["seance_id"], row["state"]) for row in sectors.rows(Passage)]
    assert lines == [(old, "reporte"), (new, "inscrit")]
    assert sound(sectors)


def test_a_sector_that_followed_by_mistake_is_corrected_the_person_with_it(sectors: World) -> None:
    dossier = sectors.dossier()
    taken_over(sectors, dossier, ALI_ELSEWHERE)
    sectors.wait(hours=1)
    sectors.correct(dossier)
    middle = stands(sectors, dossier)
    sectors.correct(dossier)

    assert middle == stands(sectors, dossier) == (HERE, HERE)
    assert sectors.row(Dossier, dossier)["service_id"] == AGENT_ALI.service_id
    assert sound(sectors)


def test_where_there_are_communes_the_address_tells_and_not_the_service(world: World) -> None:
    dossier = world.dossier()
    taken_over(world, dossier, ALI_ELSEWHERE)

    assert stands(world, dossier) == (HERE, HERE)
    assert awaited(world) == []


def test_a_transfer_without_request_tells_of_none(world: World) -> None:
    taken_over(world, world.dossier(), ALI_ELSEWHERE)

    assert world.rows(Outbox, occasion="demande_reroutee") == []
