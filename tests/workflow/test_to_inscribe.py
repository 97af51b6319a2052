"""Who waits to be inscribed again, as a séance that could take them sees it."""

from dataclasses import replace
from datetime import datetime

import pytest

from rules.seances.kinds import Kinds
from tests.situations import KIND_GRENOBLE
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, ALI, BAT, BOP, ELSEWHERE, World
from workflow.reading import to_inscribe
from workflow.reading.to_inscribe import ToInscribe
from workflow.seances.commands import UnknownSeance


def waiting(world: World, seance: int) -> list[ToInscribe]:
    return to_inscribe.of_seance(world.store, world.rulebook, seance)


def freed(world: World) -> tuple[int, int, datetime]:
    """A request whose ICL-I of April was cancelled; its dossier, that séance, and when."""
    stage = journeys.en_icl(world)
    world.wait(days=2)
    world.convene(stage.icl, "annuler", BAT, motif="salle inondée")
    return stage.dossier, stage.icl, world.now


def test_a_request_that_a_cancelled_seance_freed_waits_for_the_next_one(world: World) -> None:
    dossier, left, when = freed(world)
    may, ep = world.seance("2026-05-12"), world.seance("2026-05-20", genre="ep")
    elsewhere = world.seance("2026-05-13", circonscription=ELSEWHERE)

    (one,) = waiting(world, may)

    assert (one.dossier_id, one.nature, one.left) == (dossier, "reorientation", left)
    assert (one.line, one.service_id, one.since, one.event) == (1, ALI, when, "inscrire")
    assert waiting(world, ep) == waiting(world, elsewhere) == waiting(world, left) == []


def test_who_is_inscribed_again_waits_no_more(world: World) -> None:
    dossier, _, _ = freed(world)
    may = world.seance("2026-05-12")
    world.act(dossier, "inscrire", AGENT_ALI, seance=may)

    assert waiting(world, may) == []


def test_a_line_without_request_waits_for_a_seance_of_its_own_kind(world: World) -> None:
    world.rulebook = replace(world.rulebook, kinds=Kinds.of([*world.rulebook.kinds, KIND_GRENOBLE]))
    april = world.seance("2026-04-09", genre="instance")
    dossier = world.dossier()
    done = world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=april, nature="soutien")
    world.convene(april, "annuler", BAT, motif="salle inondée")
    may, icl = world.seance("2026-05-12", genre="instance"), world.seance("2026-05-13")

    (one,) = waiting(world, may)

    assert (one.dossier_id, one.line, one.nature) == (dossier, done.passage_id, "soutien")
    assert (one.left, one.service_id, one.event) == (april, ALI, "inscrire_ligne")
    assert waiting(world, icl) == []


def test_who_waits_the_longest_comes_first(world: World) -> None:
    first, _, _ = freed(world)
    second, _, _ = freed(world.wait(days=1))
    may = world.seance("2026-05-12")

    assert [one.dossier_id for one in waiting(world, may)] == [first, second]


def test_of_an_ep_only_who_left_one_waits_again(world: World) -> None:
    stage = journeys.saisine_recue(world)
    world.act(stage.dossier, "declarer_recevable", BOP)
    first = world.seance("2026-05-06", genre="ep", circonscription=None)
    second = world.seance("2026-06-24", genre="ep", circonscription=None)
    before = waiting(world, second)
    world.act(stage.dossier, "inscrire_ep", BOP, seance=first)
    world.convene(first, "annuler", BOP, motif="sans président")

    assert before == []
    assert [(one.dossier_id, one.left) for one in waiting(world, second)] == [
        (stage.dossier, first)
    ]


def test_a_seance_that_nobody_knows_is_told(world: World) -> None:
    with pytest.raises(UnknownSeance):
        waiting(world, 99)
