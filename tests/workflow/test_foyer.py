"""One right, two dossiers: what is said of one person's right is told for the other's dossier."""

import json

import pytest

from rules.actors import WEBRSA, Actor
from tests.workflow import journeys
from tests.workflow.build import BOP, World, execute
from workflow.reading import dossiers
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier

THE_DAY = "2026-03-02"


@pytest.fixture
def couple(world: World) -> tuple[int, int]:
    """The dossiers of the two people of one foyer."""
    first, second = world.dossier(), world.dossier()
    execute(world.store, "UPDATE personne SET numero_demande_rsa = '26000000001', role = 'CJT'")
    return first, second


def told(world: World) -> list[tuple[int, str, str, object]]:
    """The messages about the right of the foyer: dossier, recipient, act, other dossier."""
    found = []
    for row in world.rows(Outbox, occasion="droit_du_foyer"):
        data = json.loads(row["data"])
        found.append((row["subject_id"], row["recipient"], data["acte"], data["autre_dossier"]))
    return found


def close(world: World, dossier: int, by: Actor = BOP) -> None:
    world.act(dossier, "fermer_droit", by, date=world.now.date())


def test_a_right_closed_by_hand_is_told_for_the_dossier_of_the_other_person(
    world: World, couple: tuple[int, int]
) -> None:
    first, second = couple
    close(world, first)

    assert told(world) == [(second, "role:bop", "fermer_droit", first)]
    assert world.state(second) == "accompagnement"
    assert world.row(Dossier, second)["droit"] == "ouvert"


def test_once_both_dossiers_say_the_same_nothing_more_is_told(
    world: World, couple: tuple[int, int]
) -> None:
    first, second = couple
    close(world, first)
    differs = [one.differs for one in dossiers.dossier(world.store, second).foyer]
    close(world, second)

    assert len(told(world)) == 1
    assert differs == [True]
    assert [one.differs for one in dossiers.dossier(world.store, second).foyer] == [False]


def test_a_right_suspended_resumed_or_open_again_is_told_too(
    world: World, couple: tuple[int, int]
) -> None:
    first, second = couple
    world.act(first, "suspendre_droit", BOP, date=THE_DAY)
    world.act(second, "suspendre_droit", BOP, date=THE_DAY)
    world.act(first, "reprendre_droit", BOP, date=THE_DAY)
    close(world, second)
    close(world, first)
    world.act(second, "rouvrir", BOP, date=THE_DAY, motif="ressources revues")

    assert [(dossier, act) for dossier, _, act, _ in told(world)] == [
        (second, "suspendre_droit"),
        (second, "reprendre_droit"),
        (first, "fermer_droit"),
        (first, "rouvrir"),
    ]


def test_webrsa_says_the_right_of_each_person_itself(world: World, couple: tuple[int, int]) -> None:
    close(world, couple[0], WEBRSA)

    assert told(world) == []


@pytest.mark.parametrize("act", ["deceder", "muter"])
def test_a_death_or_a_departure_is_one_persons(
    world: World, couple: tuple[int, int], act: str
) -> None:
    first, second = couple
    world.act(first, act, BOP, date=THE_DAY)

    assert told(world) == []
    assert [one.differs for one in dossiers.dossier(world.store, second).foyer] == [False]


def test_a_dossier_closed_for_another_reason_says_nothing_of_the_right(
    world: World, couple: tuple[int, int]
) -> None:
    first, second = couple
    world.act(second, "muter", BOP, date=THE_DAY)
    close(world, first)

    assert told(world) == []
    assert [one.differs for one in dossiers.dossier(world.store, first).foyer] == [False]


def test_people_of_other_foyers_are_not_concerned(world: World) -> None:
    first, second = world.dossier(), world.dossier()
    close(world, first)

    assert told(world) == []
    assert dossiers.dossier(world.store, second).foyer == ()


def test_only_the_newest_dossier_of_the_other_person_is_shown(world: World) -> None:
    previous, current = journeys.reoriente(world)
    other = world.dossier()
    execute(world.store, "UPDATE personne SET numero_demande_rsa = '26000000001'")
    close(world, other)

    assert [dossier for dossier, *_ in told(world)] == [current]
    assert [one.dossier_id for one in dossiers.dossier(world.store, other).foyer] == [current]
    assert previous < current
