"""Séances around a redrawing of the territory: what is freed, what stays, what is refused."""

from datetime import date

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, BOP, HERE, World
from tests.workflow.maps import (
    NORTH,
    SOUTH,
    SPLIT,
    asking,
    codes,
    drawn,
    follow,
    living,
    places,
    requested,
)
from workflow.seances.yearly import generation
from workflow.seances.yearly.generation import Wish
from workflow.tables.subjects import Demande, Passage


def test_no_seance_is_programmed_moved_or_joined_where_there_is_no_circonscription(
    world: World,
) -> None:
    drawn(world, SPLIT)
    seance = world.seance("2026-03-26")
    with pytest.raises(Refused) as over:
        world.seance("2026-04-09")
    with pytest.raises(Refused) as moved:
        world.convene(seance, "deplacer", date_seance="2026-04-02", heure="09:30")
    with pytest.raises(Refused) as early:
        world.seance("2026-03-30", circonscription=NORTH)

    assert codes(over) == codes(moved) == ["circonscription_arretee"]
    sentence = over.value.refusals[0].sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert "s’arrête le 31 mars 2026 ; ses communes passent à : 93-14 (Nom de 93-14)" in sentence
    assert codes(early) == ["circonscription_a_venir"]


def test_a_dossier_may_join_a_seance_of_the_circonscription_that_it_goes_to(world: World) -> None:
    drawn(world, SPLIT)
    coming = world.seance("2026-04-09", circonscription=NORTH)
    dossier = requested(world, "Bobigny")
    world.act(dossier, "inscrire", AGENT_ALI, seance=coming)
    world.until("2026-04-01 00:05")
    follow(world)

    assert (world.state(dossier), places(world)) == ("en_icl", [NORTH])
    assert world.row(Passage, 1)["open"] == 1


def test_a_line_of_a_circonscription_where_the_dossier_does_not_go_is_put_off_first(
    world: World,
) -> None:
    drawn(world, SPLIT)
    coming = world.seance("2026-04-09", circonscription=SOUTH)
    dossier = requested(world, "Bobigny")
    world.act(dossier, "inscrire", AGENT_ALI, seance=coming)
    world.until("2026-04-01 00:05")

    assert [one.dossier_id for one in follow(world).refused] == [dossier]
    assert places(world) == [HERE]


def test_nobody_is_inscribed_in_a_seance_of_a_circonscription_that_is_over_by_then(
    world: World,
) -> None:
    stray = world.seance("2026-04-09")
    dossier = requested(world, "Bobigny")
    drawn(world, SPLIT)
    with pytest.raises(Refused) as refused:
        world.act(dossier, "inscrire", AGENT_ALI, seance=stray)

    assert codes(refused) == ["circonscription_arretee"]


def test_a_year_is_generated_around_the_redrawing(world: World) -> None:
    drawn(world, SPLIT)
    proposal = generation.propose(
        world.store,
        world.rulebook,
        world.asked(generation.GENERATE, BAT, {}),
        Wish(year=2026, genre="icl", circonscription=HERE),
    )

    assert {one.slot.planned.day.month for one in proposal.proposed} == {1, 2, 3}
    assert "la circonscription 93-01 n’existe pas alors" in {
        gap.missing.why for gap in proposal.gaps
    }


def test_the_oldest_request_is_still_the_first_of_the_new_circonscription(world: World) -> None:
    drawn(world, SPLIT)
    first = requested(world, "Bobigny")
    world.wait(days=10)
    second = living(world, "Bobigny")
    world.until("2026-04-01 00:05")
    follow(world)
    asking(world, second)
    seance = world.seance("2026-04-16", circonscription=NORTH)
    world.convene(seance, "preparer")
    for dossier in (second, first):
        world.act(dossier, "inscrire", AGENT_ALI, seance=seance)
    world.until("2026-04-14 10:00")
    agenda = world.convene(seance, "arbitrer").agenda

    assert agenda is not None
    assert [one.dossier for one in agenda.retained] == [first, second]


def test_a_line_of_the_old_map_is_freed_and_its_request_keeps_its_seniority(world: World) -> None:
    stray = world.seance("2026-04-09")
    dossier = requested(world, "Bobigny")
    world.act(dossier, "inscrire", AGENT_ALI, seance=stray)
    opened = world.row(Demande, 1)["opened_at"]
    drawn(world, SPLIT)
    world.until("2026-04-01 00:05")
    follow(world)

    assert (world.state(dossier), world.row(Passage, 1)["state"]) == ("a_reinscrire", "reporte")
    assert world.row(Demande, 1)["opened_at"] == opened
    world.act(
        dossier, "inscrire", AGENT_ALI, seance=world.seance("2026-04-16", circonscription=NORTH)
    )
    assert world.state(dossier) == "en_icl"


def test_a_line_without_request_is_freed_too(world: World) -> None:
    stray = world.seance("2026-04-09")
    dossier = living(world, "Bobigny")
    world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=stray, nature="soutien")
    drawn(world, SPLIT)
    world.until("2026-04-01 00:05")
    follow(world)

    assert world.row(Passage, 1)["state"] == "reporte"


def test_a_dossier_follows_once_the_result_of_a_past_seance_is_given(world: World) -> None:
    drawn(world, SPLIT)
    seance = world.seance("2026-03-26")
    dossier = requested(world, "Bobigny")
    world.act(dossier, "inscrire", AGENT_ALI, seance=seance)
    world.sit(seance)
    world.until("2026-04-01 00:05")
    waiting = follow(world)
    with pytest.raises(Refused) as refused:
        world.act(dossier, "redecouper", BOP, circonscription=NORTH, date="2026-04-01")
    world.until("2026-04-01 10:00")
    journeys.favorable(world, dossier)
    same_day = world.tick().redrawn
    world.wait(days=1)

    assert [one.awaits for one in waiting.waiting] == [seance]
    assert codes(refused) == ["resultat_attendu"]
    assert (same_day, world.tick().redrawn) == (0, 1)
    assert (world.state(dossier), places(world)) == ("saisine_a_faire", [NORTH])


def test_a_map_told_after_its_day_is_followed_from_the_last_change_of_state(world: World) -> None:
    world.until("2026-04-10")
    dossier = requested(world, "Bobigny")
    world.act(dossier, "inscrire", AGENT_ALI, seance=world.seance("2026-04-16"))
    drawn(world, SPLIT)
    world.wait(days=1)
    follow(world)

    assert (world.state(dossier), places(world)) == ("a_reinscrire", [NORTH])
    (fact,) = [one for one in world.facts(dossier) if one.code == "territoire_redecoupe"]
    assert fact.occurred.astimezone(world.now.tzinfo).date() == date(2026, 4, 10)


def test_a_soutien_examined_before_the_redrawing_keeps_its_dossier_until_it_is_rendered(
    world: World,
) -> None:
    drawn(world, SPLIT)
    seance = world.seance("2026-03-26")
    dossier = living(world, "Bobigny")
    world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=seance, nature="soutien")
    world.sit(seance)
    world.until("2026-04-01 00:05")
    waiting = follow(world)

    assert [one.awaits for one in waiting.waiting] == [seance]
    assert (places(world), world.row(Passage, 1)["state"]) == ([HERE], "retenu")
