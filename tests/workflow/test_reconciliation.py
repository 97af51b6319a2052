"""The nightly comparison: what should be armed and is not, what is and should not be."""

import json
from datetime import timedelta

import pytest

from rules.days.calendar import Unit
from rules.delays.delay import Delay
from rules.subjects import SubjectKind
from tests.workflow import journeys
from tests.workflow.build import World, execute
from tests.workflow.crashes import everything
from tests.workflow.passages import opened, passed, ruled
from workflow.database.instants import to_micros
from workflow.reading import proofs
from workflow.recalculation import reconciliation
from workflow.recalculation.movements import Nature
from workflow.recalculation.reconciliation import OCCASION, Report
from workflow.tables.law import Reconciliation
from workflow.tables.post import Outbox
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow

RULE = "2-RDV"
DAY = timedelta(days=1) // timedelta(microseconds=1)


@pytest.fixture
def peopled(world: World) -> World:
    """Two people, one of whom waits for a first rendez-vous, and a séance."""
    opened(world)
    journeys.en_icl(world)
    journeys.notifie(world)
    return world


def reconcile(world: World) -> Report:
    return reconciliation.reconcile(world.store, world.rulebook, now=world.now, by="poste-1")


def test_nothing_is_found_and_nobody_told_when_all_follows_from_the_facts(peopled: World) -> None:
    report = reconcile(peopled)

    assert report.found == 0
    assert report.deadlines == len(
        [r for r in peopled.rows(DeadlineRow) if r["status"] in ("ouverte", "sans_ancre")]
    )
    assert peopled.rows(Outbox, occasion=OCCASION) == []


@pytest.mark.parametrize(
    ("damage", "nature"),
    [
        ("DELETE FROM deadline WHERE id = {id}", Nature.APPARUE),
        (f"UPDATE deadline SET due_at = due_at + {DAY} WHERE id = {{id}}", Nature.DEPLACEE),
        ("UPDATE deadline SET rung = NULL, next_at = NULL WHERE id = {id}", Nature.ALERTE),
        (f"UPDATE deadline SET next_at = next_at + {DAY} WHERE id = {{id}}", Nature.ALERTE),
        ("UPDATE fact SET annulled_by = 9 WHERE kind = 'dossier'", None),
    ],
)
def test_a_deadline_that_is_not_what_the_facts_want_is_found(
    peopled: World, damage: str, nature: Nature | None
) -> None:
    row = peopled.deadline(RULE)
    execute(peopled.store, damage.format(id=row["id"]))
    report = reconcile(peopled)
    found = {(one.rule, one.nature) for one in report.movements}

    assert (RULE, nature or Nature.FINIE) in found
    assert nature is None or found == {(RULE, nature)}


def test_an_alert_that_the_sweep_has_yet_to_see_is_the_right_one(peopled: World) -> None:
    while peopled.deadline(RULE)["next_at"] > to_micros(peopled.now):
        peopled.wait(days=1)

    assert reconcile(peopled).found == 0


def test_what_only_waits_for_a_passage_is_counted_apart(peopled: World) -> None:
    peopled.rulebook = ruled(peopled.rulebook, RULE, delay=Delay(n=3, unit=Unit.SEMAINE))
    report = reconcile(peopled)

    assert (report.found, report.pending) == (0, 1)
    assert peopled.rows(Outbox, occasion=OCCASION) == []


def test_a_state_that_no_fact_entered_is_found(peopled: World) -> None:
    dossier = peopled.rows(Dossier, state="notifie")[0]["id"]
    execute(peopled.store, f"UPDATE dossier SET state = 'accompagnement' WHERE id = {dossier}")
    report = reconcile(peopled)

    (stray,) = report.states
    assert (stray.subject.kind, stray.subject.id) == (SubjectKind.DOSSIER, dossier)
    assert (stray.state, stray.entered) == ("accompagnement", "notifie")


def test_a_comparison_repairs_nothing_and_leaves_its_proof(peopled: World) -> None:
    execute(peopled.store, f"DELETE FROM deadline WHERE rule = '{RULE}'")
    before = everything(peopled.store)
    report = reconcile(peopled)
    after = everything(peopled.store)

    assert {name for name in after if after[name] != before[name]} == {"reconciliation", "outbox"}
    (proof,) = peopled.rows(Reconciliation)
    assert (proof["at"], proof["by"]) == (to_micros(peopled.now), "poste-1")
    assert (proof["found"], proof["deadlines"]) == (1, report.deadlines)
    assert proof["calendar"] == peopled.rulebook.calendar.version
    last = proofs.last_reconciliation(peopled.store)
    assert last is not None
    assert last.at == peopled.now
    assert [(one["regle"], one["nature"]) for one in last.detail] == [(RULE, "apparue")]


def test_the_departement_is_told_once_a_night(peopled: World) -> None:
    execute(peopled.store, f"DELETE FROM deadline WHERE rule = '{RULE}'")
    reconcile(peopled)
    peopled.wait(hours=1)
    reconcile(peopled)
    (message,) = peopled.rows(Outbox, occasion=OCCASION)
    peopled.wait(days=1)
    reconcile(peopled)

    assert message["recipient"] == "role:manager"
    assert json.loads(message["data"])["nombre"] == 1
    assert len(peopled.rows(Outbox, occasion=OCCASION)) == 2


def test_what_is_found_names_nobody(peopled: World) -> None:
    execute(peopled.store, f"DELETE FROM deadline WHERE rule = '{RULE}'")
    reconcile(peopled)

    for row in (*peopled.rows(Reconciliation), *peopled.rows(Outbox)):
        assert "SECRET" not in json.dumps(row)


def test_a_passage_of_everybody_repairs_what_was_found(peopled: World) -> None:
    execute(peopled.store, f"DELETE FROM deadline WHERE rule = '{RULE}'")
    passed(peopled, peopled.rulebook, complete=True)

    assert reconcile(peopled).found == 0
    assert peopled.deadline(RULE)["status"] == "ouverte"
