"""What guards see of a dossier when an act arrives."""

from rules.situation import Act
from states.page import Machine
from tests.workflow import journeys
from tests.workflow.build import BOP, World
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
