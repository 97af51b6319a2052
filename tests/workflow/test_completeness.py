"""What each service still owes a séance, and who is chased for it."""

from datetime import timedelta

import pytest

from rules.refusals import Refused
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
from workflow.reading import completeness
from workflow.reading.completeness import Readiness
from workflow.seances.commands import UnknownSeance
from workflow.seances.tableau import chase
from workflow.tables.post import Outbox
from workflow.tables.trail import JournalRow

SITTING = [ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION]


def ready(world: World, seance: int) -> dict[int, Readiness]:
    return {one.service_id: one for one in completeness.of_seance(world.store, seance)}


def prepared(world: World) -> tuple[int, int]:
    """An ICL-I whose table is open, with one line of the ALI; its séance and its dossier."""
    stage = journeys.en_icl(world)
    world.convene(stage.icl, "preparer")
    return stage.icl, stage.dossier


def chased(world: World, seance: int, act: Act | None = None) -> chase.Chased:
    owing = [one.owing for one in completeness.of_seance(world.store, seance)]
    act = act or world.asked("relancer", BAT, {})
    return chase.chase(
        world.store, world.rulebook, act, seance, [one for one in owing if one is not None]
    )


def test_each_service_owes_its_tableau_twice_and_an_answer_for_each_line_of_the_others(
    world: World,
) -> None:
    seance, dossier = prepared(world)

    before = ready(world, seance)
    world.act(dossier, "repondre", AGENT_FT, service=FRANCE_TRAVAIL, reponse="inconnu")
    world.convene(seance, "partager_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    world.convene(seance, "transmettre_tableau", AGENT_FT, service=FRANCE_TRAVAIL)
    after = ready(world, seance)

    assert sorted(before) == sorted(SITTING)
    assert [before[ALI].brings, before[FRANCE_TRAVAIL].brings] == [1, 0]
    assert before[ALI].unanswered == ()
    assert len(before[FRANCE_TRAVAIL].unanswered) == 1
    assert all(one.to_the_bat.missing and one.to_the_services.missing for one in before.values())
    assert after[FRANCE_TRAVAIL].owing is None
    assert after[FRANCE_TRAVAIL].to_the_bat.sent is not None
    assert after[SERVICE_SOCIAL] == before[SERVICE_SOCIAL]


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
    seance, dossier = prepared(world)
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
    chased(world, seance)
    chased(world, seance)
    world.wait(days=1)
    chased(world, seance)

    assert len(world.rows(Outbox, occasion="relance_tableau")) == 2 * len(SITTING)


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
