"""What ends with an orientation (webRSA, ``finaliser``): contract, designation, delays."""

from typing import Any

import pytest

from rules.actors import WEBRSA
from rules.parameters import Master
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    EP,
    FRANCE_TRAVAIL,
    PRESIDENT,
    World,
    with_parameters,
)
from tests.workflow.invariants import broken, reconciled
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow

ENDS = ("contrat_fini", "referent_fini")


def followed(world: World, dossier: int) -> None:
    """A contract and a référent, in that dossier."""
    day = world.now.date().isoformat()
    world.act(dossier, "signer_contrat", AGENT_ALI, nature="cer", date=day)
    world.act(dossier, "designer_referent", AGENT_ALI, date=day, referent="12")


def ended(world: World, dossier: int) -> list[str]:
    return [fact.code for fact in world.facts(dossier) if fact.code in ENDS]


def two_levels(world: World, dossier: int) -> None:
    world.act(dossier, "accepter", EP, type_orientation="5")
    world.act(dossier, "decider_accepter", PRESIDENT, type_orientation="5")


def one_level(world: World, dossier: int) -> None:
    world.act(dossier, "accepter", EP, type_orientation="5")


def by_webrsa(world: World, dossier: int) -> None:
    form: dict[str, Any] = {"service": FRANCE_TRAVAIL, "type_orientation": "5", "rang": "2"}
    world.act(dossier, "constater_decision_webrsa", WEBRSA, **form)


@pytest.mark.parametrize(
    ("accept", "choices"),
    [
        (two_levels, {}),
        (one_level, {"deux_niveaux": False}),
        (by_webrsa, {"maitre_decisions": Master.WEBRSA}),
    ],
)
def test_accepting_ends_the_orientation_its_contract_and_its_designation(
    world: World, accept: Any, choices: dict[str, Any]
) -> None:
    stage = journeys.before_ep(world)
    followed(world, stage.dossier)
    world.rulebook = with_parameters(world.rulebook, **choices)
    accept(world, stage.dossier)

    old = world.row(Dossier, stage.dossier)
    (new,) = world.rows(Dossier, previous_id=stage.dossier)
    running = [
        (row["kind"], row["rule"])
        for row in world.rows(DeadlineRow)
        if row["status"] in ("ouverte", "sans_ancre", "suspendue")
        and (row["kind"], row["subject_id"]) == ("dossier", stage.dossier)
    ]
    assert (old["state"], old["closed_at"] is not None) == ("clos_reoriente", True)
    assert ended(world, stage.dossier) == list(ENDS)
    assert (new["referent"], new["rank"], new["service_id"]) == (None, 2, FRANCE_TRAVAIL)
    assert ended(world, new["id"]) == []
    assert running == []
    assert world.rows(DeadlineRow, rule="3-SANS-REFERENT") == []
    assert world.rows(DeadlineRow, rule="3B-CONTRAT", subject_id=new["id"]) == []
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_what_was_not_there_does_not_end(world: World) -> None:
    stage = journeys.before_ep(world)
    two_levels(world, stage.dossier)

    assert ended(world, stage.dossier) == []


def test_a_designation_that_had_ended_does_not_end_twice(world: World) -> None:
    stage = journeys.before_ep(world)
    followed(world, stage.dossier)
    world.act(stage.dossier, "finir_referent", AGENT_ALI, date=world.now.date().isoformat())
    two_levels(world, stage.dossier)

    assert ended(world, stage.dossier) == ["referent_fini", "contrat_fini"]


def test_a_refusal_ends_nothing(world: World) -> None:
    stage = journeys.before_ep(world)
    followed(world, stage.dossier)
    world.act(stage.dossier, "refuser", EP, motif="projet en cours")
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="projet en cours")

    assert ended(world, stage.dossier) == []
    assert world.row(Dossier, stage.dossier)["closed_at"] is None
