"""Those who come back: the delays of the first entry run again for them, nobody is forgotten."""

from rules.deadlines.derivation import OPEN
from tests.workflow import journeys
from tests.workflow.build import BOP, FRANCE_TRAVAIL, World, paris
from workflow.database.instants import from_micros
from workflow.tables.trail import DeadlineRow


def running(world: World) -> set[str]:
    return {row["rule"] for row in world.rows(DeadlineRow) if row["status"] in set(OPEN)}


def closed_then_reopened(world: World, dossier: int) -> None:
    world.wait(days=10)
    world.act(dossier, "fermer_droit", BOP, date=world.now.date().isoformat())
    assert running(world) == set()
    world.wait(days=90)
    world.act(dossier, "rouvrir", BOP, date=world.now.date().isoformat(), motif="x")


def test_somebody_not_oriented_whose_right_resumes_is_to_be_oriented_in_six_weeks(
    world: World,
) -> None:
    dossier = world.dossier("naitre_a_orienter", service=None)
    closed_then_reopened(world, dossier)

    (again,) = [
        row for row in world.rows(DeadlineRow, rule="L2-SIX-SEMAINES") if row["status"] in set(OPEN)
    ]
    assert world.state(dossier) == "a_orienter"
    assert (from_micros(again["due_at"]) - world.now).days == 42
    assert again["born_late"] == 0


def test_the_first_rendez_vous_of_somebody_who_comes_back_is_counted_from_their_return(
    world: World,
) -> None:
    dossier = journeys.notifie(world)
    closed_then_reopened(world, dossier)

    (again,) = [row for row in world.rows(DeadlineRow, rule="2-RDV") if row["status"] in set(OPEN)]
    assert from_micros(again["anchor_at"]) == world.now


def test_a_second_entry_in_the_rsa_is_measured_as_the_first_was(world: World) -> None:
    person = world.person()
    dossier = world.dossier("naitre_a_orienter", service=None, personne=person)
    world.act(
        dossier,
        "orienter",
        BOP,
        service=FRANCE_TRAVAIL,
        type_orientation="5",
        origine="manuelle",
    )
    world.act(dossier, "notifier", BOP, date=world.now.date().isoformat(), canal="postal")
    world.wait(days=10)
    world.act(dossier, "muter", BOP, date=world.now.date().isoformat())
    world.wait(days=200)
    world.dossier("naitre_a_orienter", service=None, personne=person)

    assert {"L2-SIX-SEMAINES", "1B-ORIENTATION", "3-SANS-REFERENT"} <= running(world)


def test_an_interview_before_the_ep_does_not_start_the_six_weeks_again(world: World) -> None:
    dossier = world.dossier("naitre_a_orienter", service=None)
    world.wait(days=5)
    world.act(dossier, "presenter_ep", BOP, motif="x")
    world.wait(days=5)
    world.act(dossier, "tenir_entretien_ep", BOP, date=world.now.date().isoformat())

    (one,) = world.rows(DeadlineRow, rule="L2-SIX-SEMAINES")
    assert from_micros(one["anchor_at"]) == paris("2026-03-02 09:00")
