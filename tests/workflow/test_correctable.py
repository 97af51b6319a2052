"""What a correction may undo: past what was only noted, never back to a séance that is off."""

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, World
from workflow.people import links
from workflow.tables.subjects import Dossier


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
