"""The key of an act: it serves once, whatever the dossier, the act or the moment."""

from functools import partial

import pytest

from rules.refusals import Refused
from rules.situation import Act
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, World
from tests.workflow.together import at_once
from workflow import corrections
from workflow.commands import Command
from workflow.recording import Outcome
from workflow.tables.post import ReceivedAct


def reminded(world: World, dossier: int) -> Outcome:
    return world.act(dossier, "relancer", AGENT_ALI, key="k", nature="sms")


def test_one_key_sent_at_once_for_two_dossiers_serves_one_and_is_refused_to_the_other(
    world: World,
) -> None:
    dossiers = [world.dossier() for _ in range(4)]

    answers = at_once(
        world,
        [partial(reminded, dossier=dossier) for dossier in dossiers],
    )

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert sum(isinstance(answer, Outcome) for answer in answers) == 1
    assert [one.refusals[0].code for one in refused] == ["cle_deja_utilisee"] * 3
    assert len(world.rows(ReceivedAct)) == 1
    assert world.flaws() == []


def correction(world: World, dossier: int, key: str) -> Outcome:
    act = Act(
        event=corrections.CORRECTION,
        actor=BOP,
        occurred=world.now,
        known=world.now,
        data={"motif": "erreur"},
    )
    command = Command(dossier_id=dossier, act=act, key=key)
    return corrections.correct(world.store, world.rulebook, command)


def test_a_correction_sent_twice_under_one_key_undoes_one_act(world: World) -> None:
    dossier = journeys.consulted(world)

    first, again = correction(world, dossier, "k"), correction(world, dossier, "k")

    assert (first.repeated, again.repeated) == (False, True)
    assert world.state(dossier) == "presaisine"
    assert correction(world, dossier, "other").state == "accompagnement"


def test_the_key_of_another_act_does_not_serve_for_a_correction(world: World) -> None:
    dossier = world.dossier()
    world.act(dossier, "relancer", AGENT_ALI, key="k", nature="sms")

    with pytest.raises(Refused) as refused:
        correction(world, dossier, "k")

    assert refused.value.refusals[0].code == "cle_deja_utilisee"
