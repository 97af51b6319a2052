"""Whoever was convoked for a line that left the séance: told, and awaited no more."""

import json
from typing import Any

import pytest

from tests.workflow.build import AGENTS, ALI, BAT, FRANCE_TRAVAIL, World
from tests.workflow.seated import INSTANCE, attendance, with_kind
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage


@pytest.fixture
def april(world: World) -> int:
    """An instance where whoever prescribes comes in person, and the next one."""
    with_kind(world, INSTANCE)
    world.seance("2026-05-12", genre="instance")
    return world.seance("2026-04-09", genre="instance")


def presented(world: World, seance: int, service: int = ALI) -> int:
    dossier = world.dossier(service=service)
    world.act(dossier, "inscrire_ligne", AGENTS[service], seance=seance, nature="soutien")
    return dossier


def seats(world: World, seance: int) -> list[str]:
    """The seats of those who are awaited."""
    return [one.seat for one in attendance(world, seance).attendees]


def released(world: World) -> list[str]:
    """Who was told not to come."""
    return [row["recipient"] for row in world.rows(Outbox, occasion="convocation_annulee")]


def leave(world: World, seance: int, dossier: int, how: str) -> None:
    """The line leaves the séance, which is held all the same."""
    number = world.rows(Passage, dossier_id=dossier)[0]["id"]
    match how:
        case "arbitrer":
            world.convene(seance, "preparer", BAT)
            form: dict[str, Any] = {"reporter": str(number), "motif": "référente en congé"}
            world.convene(seance, "arbitrer", BAT, **form)
        case _:
            world.act(dossier, how, BAT, motif="référente en congé")


@pytest.mark.parametrize("how", ["arbitrer", "reporter", "retirer_ligne"])
def test_the_prescriber_whose_only_line_left_is_told_and_awaited_no_more(
    world: World, april: int, how: str
) -> None:
    dossier = presented(world, april)
    world.convene(april, "convoquer", BAT)
    assert seats(world, april) == ["france_travail", "prescripteur"]
    leave(world, april, dossier, how)

    assert seats(world, april) == ["france_travail"]
    assert released(world) == [f"service:{ALI}"]
    (message,) = world.rows(Outbox, occasion="convocation_annulee")
    assert json.loads(message["data"])["nouvelle_date"][:10] == "2026-04-09"


def test_the_prescriber_whom_another_line_brings_is_still_awaited(world: World, april: int) -> None:
    dossier = presented(world, april)
    presented(world, april)
    world.convene(april, "convoquer", BAT)
    leave(world, april, dossier, "reporter")

    assert seats(world, april) == ["france_travail", "prescripteur"]
    assert released(world) == []


def test_a_prescriber_who_was_not_convoked_yet_is_told_nothing(world: World, april: int) -> None:
    leave(world, april, presented(world, april), "reporter")

    assert released(world) == []


def test_a_seat_held_at_every_seance_is_kept(world: World, april: int) -> None:
    dossier = presented(world, april, FRANCE_TRAVAIL)
    world.convene(april, "convoquer", BAT)
    before = seats(world, april)
    leave(world, april, dossier, "reporter")

    assert "france_travail" in before
    assert "france_travail" in seats(world, april)


def test_a_seance_that_is_cancelled_says_so_once(world: World, april: int) -> None:
    presented(world, april)
    world.convene(april, "convoquer", BAT)
    world.convene(april, "annuler", BAT, motif="salle inondée")

    assert released(world) == []


def test_whoever_was_to_present_a_line_that_is_put_off_in_the_seance_stays_on_its_papers(
    world: World, april: int
) -> None:
    dossier = presented(world, april)
    world.convene(april, "convoquer", BAT)
    world.convene(april, "preparer", BAT)
    world.convene(april, "arreter", BAT)
    world.now = world.held(april)
    (france_travail, prescriber) = attendance(world, april).attendees
    form: dict[str, Any] = {"presents": f"{france_travail.id}", "excuses": f"{prescriber.id}"}
    world.convene(april, "emarger", BAT, **form)
    world.act(dossier, "reporter", BAT, motif="référente absente")

    assert seats(world, april) == ["france_travail", "prescripteur"]
    assert released(world) == []
