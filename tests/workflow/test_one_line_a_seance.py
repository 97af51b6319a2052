"""A dossier has one line in a séance: a second one is refused, and never lost without a word."""

from dataclasses import replace

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ALI, BAT, World
from tests.workflow.invariants import broken
from tests.workflow.journeys import Stage
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.seances.commands import SeanceOutcome
from workflow.tables.subjects import Passage


def lines(world: World, dossier: int) -> list[tuple[int, str, int]]:
    """(séance, nature, open) of the lines of a dossier, oldest first."""
    return [
        (row["seance_id"], row["nature"], row["open"])
        for row in world.rows(Passage, dossier_id=dossier)
    ]


def told(outcome: SeanceOutcome) -> list[tuple[int, list[str]]]:
    """The dossiers whose line the next séance did not take, with the codes of the reasons."""
    return [(dossier, [one.code for one in reasons]) for dossier, reasons in outcome.refused]


def in_both(world: World, day: str) -> tuple[Stage, int]:
    """A réorientation in the ICL-I of 9 April, and a soutien in another that is prepared."""
    stage = journeys.en_icl(world, "2026-04-09")
    other = world.seance(day)
    world.act(stage.dossier, "inscrire_ligne", AGENT_ALI, seance=other, nature="soutien")
    world.convene(other, "preparer")
    return stage, other


@pytest.mark.parametrize("event", ["inscrire_ligne", "inscrire_ligne_seance_tenante"])
def test_a_second_line_of_a_dossier_in_a_seance_is_refused(world: World, event: str) -> None:
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    if event == "inscrire_ligne_seance_tenante":
        world.convene(stage.icl, "arreter")

    with pytest.raises(Refused) as refused:
        world.act(stage.dossier, event, BAT, seance=stage.icl, nature="soutien", motif="vu ce jour")

    assert [refusal.code for refusal in refused.value.refusals] == ["ligne_deja_inscrite"]
    assert lines(world, stage.dossier) == [(stage.icl, "reorientation", 1)]


@pytest.mark.parametrize("event", ["inscrire", "inscrire_seance_tenante"])
def test_a_request_does_not_join_a_seance_where_its_dossier_has_another_line(
    world: World, event: str
) -> None:
    seance = world.seance("2026-04-09")
    dossier = journeys.consulted(world)
    world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    if event == "inscrire_seance_tenante":
        world.convene(seance, "preparer")
        world.convene(seance, "arreter")
    form = {"seance": seance} if event == "inscrire" else {"seance": seance, "motif": "vu ce jour"}
    command = Command(dossier_id=dossier, act=world.asked(event, AGENT_ALI, form))
    before = commands.objections(world.store, world.rulebook, command)

    with pytest.raises(Refused) as refused:
        world.act(dossier, event, AGENT_ALI, **form)

    assert [refusal.code for refusal in refused.value.refusals] == ["ligne_deja_inscrite"]
    assert before == refused.value.refusals
    assert lines(world, dossier) == [(seance, "soutien", 1)]


def test_a_seance_is_put_off_to_one_where_a_dossier_stands_and_says_which_line_it_left(
    world: World,
) -> None:
    stage, other = in_both(world, "2026-03-26")
    beside, _ = journeys.soutien(world, other, ALI)

    outcome = world.convene(other, "reporter", motif="neige", seance_remplacante=stage.icl)

    assert told(outcome) == [(stage.dossier, ["ligne_deja_inscrite"])]
    assert lines(world, stage.dossier) == [(stage.icl, "reorientation", 1), (other, "soutien", 0)]
    assert lines(world, beside) == [(other, "soutien", 0), (stage.icl, "soutien", 1)]
    assert broken(world) == []


@pytest.mark.parametrize("event", ["arreter", "arbitrer"])
def test_an_agenda_puts_off_to_a_seance_where_a_dossier_stands_and_says_which_line_it_left(
    world: World, event: str
) -> None:
    rolling = replace(world.rulebook.kinds.otherwise("icl"), rolls_late=True)
    others = [kind for kind in world.rulebook.kinds if kind.code != "icl"]
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([rolling, *others]))
    stage, _ = in_both(world, "2026-05-21")
    world.until("2026-04-08 18:00")
    world.convene(stage.icl, "preparer")

    outcome = world.convene(stage.icl, event)

    assert told(outcome) == [(stage.dossier, ["ligne_deja_inscrite"])]
    assert world.state(stage.dossier) == "a_reinscrire"
    assert broken(world) == []
