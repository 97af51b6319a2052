"""What a correction may undo: past what was only noted, never back to a séance that is off."""

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, World
from workflow.people import links
from workflow.tables.subjects import Dossier, Passage


def test_a_rang_read_in_webrsa_does_not_hide_the_act_to_correct(world: World) -> None:
    dossier = world.dossier()
    world.act(dossier, "relancer", AGENT_ALI, nature="sms")
    with world.store.write() as tx:
        links.tie(tx, dossier, 77, world.now, rank=4)

    world.correct(dossier)

    assert "relance" not in [fact.code for fact in world.facts(dossier)]
    assert world.row(Dossier, dossier)["rank"] == 4


def test_a_line_does_not_come_back_to_a_seance_that_will_not_sit(world: World) -> None:
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "annuler", BAT, motif="x")
    assert world.state(stage.dossier) == "a_reinscrire"

    with pytest.raises(Refused) as refused:
        world.correct(stage.dossier)

    assert [one.code for one in refused.value.refusals] == ["seance_terminee"]
    assert world.state(stage.dossier) == "a_reinscrire"


def placed(world: World) -> tuple[int, int]:
    """Two dossiers of the ALI in one ICL-I, whose places are 2 then 3, then 1 and 2: the first one
    left its place, that the second one took."""
    first = journeys.en_icl(world)
    second = world.dossier()
    world.act(second, "inscrire_ligne", AGENT_ALI, seance=first.icl, nature="soutien", priorite=3)
    world.act(first.dossier, "prioriser", AGENT_ALI, priorite=2)
    world.act(first.dossier, "prioriser", AGENT_ALI, priorite=1)
    world.act(second, "prioriser", AGENT_ALI, priorite=2)
    return first.dossier, second


def test_a_line_does_not_get_back_a_place_that_another_took_since(world: World) -> None:
    first, second = placed(world)
    lines = {row["dossier_id"]: row["id"] for row in world.rows(Passage)}

    with pytest.raises(Refused) as refused:
        world.correct(first)

    (refusal,) = refused.value.refusals
    assert refusal.code == "priorite_prise"
    assert f"la ligne n° {lines[second]} du même service" in refusal.sentence
    assert {row["dossier_id"]: row["priorite"] for row in world.rows(Passage)} == {
        first: 1,
        second: 2,
    }


def test_a_line_that_was_withdrawn_does_not_come_back_at_the_place_of_another(
    world: World,
) -> None:
    first, second = placed(world)
    line = next(row["id"] for row in world.rows(Passage, dossier_id=second))
    world.act(second, "retirer_ligne", AGENT_ALI, passage=line, motif="reçue ailleurs")
    world.act(first, "prioriser", AGENT_ALI, priorite=2)

    with pytest.raises(Refused) as refused:
        world.correct(second)

    assert [one.code for one in refused.value.refusals] == ["priorite_prise"]


def test_a_line_gets_back_a_place_that_is_free_again(world: World) -> None:
    first, second = placed(world)
    world.act(second, "prioriser", AGENT_ALI, priorite=3)

    world.correct(first)

    assert {row["dossier_id"]: row["priorite"] for row in world.rows(Passage)} == {
        first: 2,
        second: 3,
    }
