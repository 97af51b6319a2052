"""What an EP has before it, and the comptes rendus to send: asked once, within a territory."""

from dataclasses import replace

from tests.workflow.build import BAT, BOP, ELSEWHERE, EP, HERE, PRESIDENT, World, paris
from tests.workflow.journeys import before_ep as stage_before_ep
from tests.workflow.journeys import before_icl, favorable, saisine_recue
from workflow.access.perimeter import Reader
from workflow.reading import before_ep, ep_seances, minutes_due
from workflow.seances.tableau import enrolment
from workflow.tables.subjects import Dossier

BOP_HERE = replace(BOP, circonscriptions=frozenset({HERE}))
BOP_ELSEWHERE = replace(BOP, circonscriptions=frozenset({ELSEWHERE}))


def test_a_line_tells_what_the_icl_said_how_and_until_when(world: World) -> None:
    stage = stage_before_ep(world)

    (line,) = before_ep.lines(world.store, EP, stage.ep)

    assert (line.heard, line.method) == ("favorable", "liste")
    assert line.waits
    assert not line.awaits
    assert line.due is not None
    assert line.put_off == 0
    assert line.version == world.row(Dossier, stage.dossier)["version"]


def test_a_line_waits_for_the_president_once_the_ep_gave_its_avis(world: World) -> None:
    stage = stage_before_ep(world)
    world.act(stage.dossier, "accepter", EP, type_orientation="5")

    (line,) = before_ep.lines(world.store, PRESIDENT, stage.ep)

    assert not line.waits
    assert line.awaits


def test_a_request_that_an_ep_put_off_says_how_often(world: World) -> None:
    stage = stage_before_ep(world)
    world.act(stage.dossier, "reporter", EP, motif="pièce manquante")
    again = world.seance("2026-05-21", genre="ep", circonscription=None)
    world.act(stage.dossier, "inscrire_ep", BOP, seance=again)

    (line,) = before_ep.lines(world.store, EP, again)

    assert line.put_off == 1


def test_an_ep_of_the_past_stays_listed_while_something_is_to_decide(world: World) -> None:
    stage = stage_before_ep(world)
    later = world.now.replace(year=2027)

    (found,) = ep_seances.seances(world.store, EP, since=later)
    world.act(stage.dossier, "refuser", EP, motif="trop tôt")
    (to_rule,) = ep_seances.seances(world.store, EP, since=later)
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="trop tôt")

    assert (found.id, found.to_advise, found.to_rule) == (stage.ep, 1, 0)
    assert (to_rule.to_advise, to_rule.to_rule) == (0, 1)
    assert ep_seances.seances(world.store, EP, since=later) == []


def test_the_saisines_that_wait_are_those_of_the_territory(world: World) -> None:
    stage = saisine_recue(world)
    world.act(stage.dossier, "declarer_recevable", BOP)

    def waiting(reader: Reader) -> list[int]:
        found = enrolment.waiting(world.store, reader=reader)
        return [one.dossier_id for one in found]

    assert waiting(BOP_HERE) == [stage.dossier]
    assert waiting(BOP_ELSEWHERE) == []
    assert waiting(None) == []


def test_a_compte_rendu_is_due_until_it_is_sent_in_its_territory(world: World) -> None:
    stage = before_icl(world)
    favorable(world, stage.dossier)
    world.convene(stage.icl, "lever")
    there = replace(BAT, circonscriptions=frozenset({ELSEWHERE}))

    (found,) = minutes_due.due(world.store, BAT).lines
    elsewhere = minutes_due.due(world.store, there).lines
    world.convene(stage.icl, "restituer")

    assert (found.id, found.lines) == (stage.icl, 1)
    assert found.due is not None
    assert found.due > paris("2026-04-09")
    assert elsewhere == []
    assert minutes_due.due(world.store, BAT).lines == []
