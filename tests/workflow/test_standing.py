"""What is kept beside deadlines and dossiers for lists is what the rows say; whatever life is lived
in the other tests, ``invariants.broken`` looks at it too."""

from rules.actors import SYSTEM
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from tests.workflow import journeys
from tests.workflow.build import ALI, ELSEWHERE, FRANCE_TRAVAIL, HERE, World, execute
from tests.workflow.invariants import broken
from workflow.acts import whereabouts
from workflow.deadlines import standing
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow
from workflow.trail import journal


def test_a_dossier_bears_the_first_of_its_deadlines_and_of_its_persons(world: World) -> None:
    dossier = journeys.notifie(world)
    row = world.row(Dossier, dossier)
    running = [
        one["due_at"]
        for one in world.rows(DeadlineRow, personne_id=row["personne_id"], status="ouverte")
    ]

    assert len(running) > 1
    assert row["due_at"] == min(running)


def test_a_deadline_is_owed_by_the_service_that_follows_now(world: World) -> None:
    dossier = journeys.presaisine(world)
    owing = {one["service_id"] for one in world.rows(DeadlineRow, dossier_id=dossier)}
    execute(world.store, f"UPDATE dossier SET service_id = {FRANCE_TRAVAIL} WHERE id = {dossier}")
    assert broken(world)

    with world.store.write() as tx:
        standing.keep(tx, world.row(Dossier, dossier)["personne_id"])

    assert owing == {ALI}
    assert broken(world) == []
    owing = {one["service_id"] for one in world.rows(DeadlineRow, dossier_id=dossier)}
    assert owing == {FRANCE_TRAVAIL}


def test_what_somebody_owes_whose_dossier_has_no_place_is_where_they_are_brought(
    world: World,
) -> None:
    dossier = journeys.presaisine(world)
    person = world.row(Dossier, dossier)["personne_id"]
    execute(world.store, f"UPDATE dossier SET circonscription = NULL WHERE id = {dossier}")
    act = Act(event="redecouper", actor=SYSTEM, occurred=world.now, known=world.now)
    with world.store.write() as tx:
        chain = journal.lock(tx, Subject(SubjectKind.PERSONNE, person))
        whereabouts.write(tx, chain, before=HERE, after=ELSEWHERE, act=act)

    assert {one["circonscription"] for one in world.rows(DeadlineRow)} == {ELSEWHERE}
    assert broken(world) == []
