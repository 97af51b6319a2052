"""What each service still owes a séance, and who is chased for it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from entrypoints.configuration.settings import load
from rules.refusals import Refused
from rules.seances.kinds import Kinds
from rules.situation import Act
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_FT,
    AGENT_SSD,
    ALI,
    ASSOCIATION,
    BAT,
    BOP,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
)
from workflow.reading import completeness, participants
from workflow.reading.completeness import Readiness
from workflow.seances.commands import UnknownSeance
from workflow.seances.tableau import chase
from workflow.tables.post import Outbox
from workflow.tables.trail import JournalRow

GRENOBLE = Path(__file__).resolve().parents[2] / "config.grenoble.yaml"
SITTING = [ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION]


def ready(world: World, seance: int) -> dict[int, Readiness]:
    return {
        one.service_id: one for one in completeness.of_seance(world.store, world.rulebook, seance)
    }


def prepared(world: World) -> tuple[int, int]:
    """An ICL-I whose table is open, with one line of the ALI; its séance and its dossier."""
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    return stage.icl, stage.dossier


def shared(world: World) -> tuple[int, int]:
    """The same, once the ALI sent its line to the other services."""
    stage = journeys.shared(world)
    return stage.icl, stage.dossier


def chased(world: World, seance: int, act: Act | None = None) -> chase.Chased:
    owing = [one.owing for one in completeness.of_seance(world.store, world.rulebook, seance)]
    act = act or world.asked("relancer", BAT, {})
    return chase.chase(
        world.store, world.rulebook, act, seance, [one for one in owing if one is not None]
    )


def test_each_service_owes_its_tableau_twice_and_an_answer_for_each_line_of_the_others(
    world: World,
) -> None:
    seance, dossier = shared(world)

    before = ready(world, seance)
    world.act(dossier, "repondre", AGENT_FT, service=FRANCE_TRAVAIL, reponse="inconnu")
    world.convene(seance, "partager_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    world.convene(seance, "transmettre_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    after = ready(world, seance)

    assert sorted(before) == sorted(SITTING)
    assert [before[ALI].brings, before[FRANCE_TRAVAIL].brings] == [1, 0]
    assert before[ALI].unanswered == ()
    assert len(before[FRANCE_TRAVAIL].unanswered) == 1
    assert all(one.to_the_bat.missing for one in before.values())
    assert [one for one in before if not before[one].to_the_services.missing] == [ALI]
    assert after[FRANCE_TRAVAIL].owing is None
    assert after[FRANCE_TRAVAIL].to_the_bat.sent is not None
    assert after[SERVICE_SOCIAL] == before[SERVICE_SOCIAL]


def test_of_a_line_that_is_not_shared_nobody_is_awaited_nor_may_answer(world: World) -> None:
    seance, dossier = prepared(world)
    with pytest.raises(Refused) as refused:
        world.act(dossier, "repondre", AGENT_FT, service=FRANCE_TRAVAIL, reponse="connu")
    with pytest.raises(Refused) as typed:
        world.act(dossier, "repondre", BAT, service=FRANCE_TRAVAIL, reponse="connu")
    with pytest.raises(Refused) as collegial:
        world.act(dossier, "demander_collegiale", AGENT_FT)
    told = [one.owing for one in ready(world, seance).values()]
    world.convene(seance, "arreter")
    settled = ready(world, seance)
    world.act(dossier, "repondre", AGENT_FT, service=FRANCE_TRAVAIL, reponse="connu")

    for one in (refused, typed, collegial):
        assert [each.code for each in one.value.refusals] == ["ligne_non_partagee"]
    assert [one.reponses for one in told if one is not None] == [0] * len(SITTING)
    assert len(settled[FRANCE_TRAVAIL].unanswered) == 1


def test_a_tableau_is_late_by_the_date_that_its_own_delay_gives(world: World) -> None:
    seance, _ = prepared(world)
    sending = ready(world, seance)[ALI].to_the_bat
    assert sending.due is not None

    assert not sending.late(sending.due)
    assert sending.late(sending.due + timedelta(minutes=1))


def test_before_the_table_is_open_no_tableau_is_awaited(world: World) -> None:
    stage = journeys.en_icl(world)

    assert not any(one.to_the_bat.missing for one in ready(world, stage.icl).values())


def test_the_late_ones_are_chased_in_one_act_that_leaves_the_form_good(world: World) -> None:
    seance, dossier = shared(world)
    world.act(dossier, "repondre", AGENT_SSD, service=SERVICE_SOCIAL, reponse="suivi")
    world.convene(seance, "partager_tableau", AGENT_SSD, service=SERVICE_SOCIAL)
    done = world.convene(seance, "transmettre_tableau", AGENT_SSD, service=SERVICE_SOCIAL)

    told = chased(world, seance)
    world.convene(seance, "arreter", expected_version=done.version)

    (entry,) = world.rows(JournalRow, kind="seance", act="relancer")
    messages = world.rows(Outbox, occasion="relance_tableau")
    assert told.services == (ALI, FRANCE_TRAVAIL, ASSOCIATION)
    assert [row["recipient"] for row in messages] == [f"service:{one}" for one in told.services]
    assert entry["subject_id"] == seance
    assert world.flaws() == []


def test_a_service_is_chased_once_a_day(world: World) -> None:
    seance, _ = prepared(world)
    first, again = chased(world, seance), chased(world, seance)
    world.wait(days=1)
    later = chased(world, seance)

    assert len(world.rows(Outbox, occasion="relance_tableau")) == 2 * len(SITTING)
    assert [len(one.services) for one in (first, again, later)] == [4, 0, 4]
    assert [(one.service, one.by) for one in again.earlier] == [
        (service, BAT.name) for service in SITTING
    ]
    assert (first.earlier, later.earlier) == ((), ())
    assert len(world.rows(JournalRow, kind="seance", act="relancer")) == 2


def test_of_several_only_those_who_were_not_chased_that_day_are(world: World) -> None:
    seance, _ = prepared(world)
    owing = [one.owing for one in completeness.of_seance(world.store, world.rulebook, seance)]
    mine = [one for one in owing if one is not None and one.service_id == ALI]
    act = world.asked("relancer", BAT, {})
    chase.chase(world.store, world.rulebook, act, seance, mine)
    done = chased(world, seance)

    assert done.services == (FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION)
    assert [one.service for one in done.earlier] == [ALI]


def test_who_was_convoked_and_did_not_answer_is_chased_once_a_day(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    awaited = participants.of_seance(world.store, world.rulebook, seance).attendees
    coming, *silent = sorted(awaited, key=lambda one: one.id)
    world.convene(seance, "repondre_invitation", participant=coming.id, reponse="confirme")

    def chase_them() -> chase.Chased:
        everybody = [one.id for one in awaited]
        act = world.asked("relancer", BAT, {})
        return chase.chase(world.store, world.rulebook, act, seance, [], invited=everybody)

    done, again = chase_them(), chase_them()
    messages = world.rows(Outbox, occasion="relance_convocation")

    found = participants.silent(world.store, world.rulebook, seance)
    assert {one.id for one in found} == {one.id for one in silent}
    assert done.participants == tuple(one.id for one in silent)
    assert [row["recipient"] for row in messages] == [f"service:{one.service_id}" for one in silent]
    assert (again.participants, [one.participant for one in again.earlier]) == (
        (),
        [one.id for one in silent],
    )


def test_a_service_that_has_not_told_its_needs_owes_them_where_they_are_awaited(
    world: World,
) -> None:
    """Grenoble, S2: « communiquer vos besoins »."""
    world.rulebook = load(GRENOBLE, {}).rulebook
    seance = world.seance("2026-04-15", genre="psychologue", circonscription=None)
    before = ready(world, seance)
    owing = before[SERVICE_SOCIAL].owing
    form: dict[str, Any] = {"service": SERVICE_SOCIAL, "situations": "0"}
    world.convene(seance, "communiquer_besoins", AGENT_SSD, **form)
    after = ready(world, seance)
    chased(world, seance)

    assert owing is not None
    assert (owing.besoins, owing.tableau, owing.reponses) == (True, False, 0)
    assert before[SERVICE_SOCIAL].needs.due is not None
    assert after[SERVICE_SOCIAL].owing is None
    told = world.rows(Outbox, occasion="relance_tableau")
    assert {json.loads(row["data"])["besoins"] for row in told} == {1}
    assert f"service:{SERVICE_SOCIAL}" not in {row["recipient"] for row in told}


def test_a_service_owes_the_order_of_all_its_lines_from_the_third_on(world: World) -> None:
    """Grenoble, S2 (D15): « ordre de priorité si une structure propose plus de 2 dossiers »."""
    world.rulebook = load(GRENOBLE, {}).rulebook
    seance = world.seance("2026-04-15", genre="psychologue", circonscription=None)
    world.rulebook = replace(
        world.rulebook,
        kinds=Kinds.of(replace(kind, priority_from=3) for kind in world.rulebook.kinds),
    )
    dossiers = [world.dossier(service=SERVICE_SOCIAL) for _ in range(3)]

    def inscribe(dossier: int, **place: Any) -> int | None:
        done = world.act(
            dossier, "inscrire_ligne", AGENT_SSD, seance=seance, nature="soutien", **place
        )
        return done.passage_id

    two = [inscribe(dossier) for dossier in dossiers[:2]]
    before = ready(world, seance)[SERVICE_SOCIAL]
    third = inscribe(dossiers[2], priorite="1")
    owing = ready(world, seance)[SERVICE_SOCIAL]
    with pytest.raises(Refused) as taken:
        world.act(dossiers[0], "prioriser", AGENT_SSD, priorite="1")
    chased(world, seance)
    for dossier, place in zip(dossiers, ("2", "3"), strict=False):
        world.act(dossier, "prioriser", AGENT_SSD, priorite=place)

    assert before.unordered == ()
    assert owing.unordered == tuple(two)
    assert owing.owing is not None
    assert owing.owing.ordre == 2
    assert [one.code for one in taken.value.refusals] == ["priorite_prise"]
    assert f"n° {third}" in taken.value.refusals[0].sentence
    (told,) = world.rows(Outbox, occasion="relance_tableau", recipient=f"service:{SERVICE_SOCIAL}")
    assert json.loads(told["data"])["ordre"] == 2
    assert ready(world, seance)[SERVICE_SOCIAL].unordered == ()


def test_where_nobody_comes_from_outside_no_needs_are_awaited(world: World) -> None:
    seance, _ = prepared(world)

    assert not any(one.needs.awaited for one in ready(world, seance).values())


def test_only_who_coordinates_chases_and_only_for_a_seance_to_come(world: World) -> None:
    seance, _ = prepared(world)
    with pytest.raises(Refused) as other:
        chased(world, seance, world.asked("relancer", BOP, {}))
    world.convene(seance, "annuler", motif="salle indisponible")
    with pytest.raises(Refused) as over:
        chased(world, seance)
    with pytest.raises(UnknownSeance):
        chase.chase(world.store, world.rulebook, world.asked("relancer", BAT, {}), 99, [])

    assert [one.code for one in other.value.refusals] == ["coordination_d_un_autre"]
    assert [one.code for one in over.value.refusals] == ["seance_passee"]


def test_nobody_is_chased_who_owes_nothing(world: World) -> None:
    seance = world.seance("2026-04-09")

    with pytest.raises(Refused) as refused:
        chased(world, seance)

    assert [one.code for one in refused.value.refusals] == ["personne_a_relancer"]
