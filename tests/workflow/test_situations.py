"""What an act finds of a dossier when it arrives."""

from rules.situation import Act
from states.page import Machine
from tests.workflow import journeys
from tests.workflow.build import BOP, World
from workflow.acts import dossier_locks, refreshing
from workflow.acts.service_views import service
from workflow.acts.situations import look


def test_an_act_that_names_no_service_is_judged_with_the_service_referent(world: World) -> None:
    stage = journeys.attente_decision(world)
    act = Act(event="", actor=BOP, occurred=world.now, known=world.now)

    with world.store.glance() as tx:
        case, _, situation = look(tx, world.rulebook, Machine.DOSSIER, act, stage.dossier, None)
        own = service(tx, case.dossier["service_id"])

    assert own is not None
    assert situation.service == own
    assert case.genre is own.genre


def test_a_date_is_counted_from_no_seance_held_before_anything_happened_to_the_dossier(
    world: World,
) -> None:
    world.seance("2026-03-26")
    later = world.seance("2026-04-23")
    dossier = journeys.presaisine(world.until("2026-04-02"))

    with world.store.write() as tx:
        case, _ = dossier_locks.load(tx, dossier)
        anchors = refreshing.anchors_of_case(tx, case)

    assert [number for number, _ in anchors.upcoming] == [later]
