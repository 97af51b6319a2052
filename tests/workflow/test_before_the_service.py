"""What was opened before the service began is measured, counted again, and never told."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from rules.days.calendar import Unit
from rules.delays.delay import Delay
from tests.workflow import journeys
from tests.workflow.build import World, execute
from tests.workflow.invariants import reconciled
from tests.workflow.passages import opened, passed, ruled
from workflow.database.instants import from_micros, to_micros
from workflow.recalculation import application
from workflow.tables.trail import Firing, JournalRow

RULE = "2-RDV"


@pytest.fixture
def older(world: World) -> World:
    """Somebody who waits for a first rendez-vous, long since, from before the service."""
    world.rulebook = replace(world.rulebook, in_service=date(2026, 5, 1))
    opened(world)
    journeys.notifie(world)
    return world.until("2026-06-01")


def due(world: World) -> datetime:
    return from_micros(world.deadline(RULE)["due_at"])


@pytest.mark.parametrize("changes", [{}, {"delay": Delay(n=3, unit=Unit.SEMAINE)}])
def test_what_is_older_than_the_service_is_counted_again_and_never_told(
    older: World, changes: dict[str, Any]
) -> None:
    before = due(older)
    law = ruled(older.rulebook, RULE, **changes)
    done = passed(older, law)
    again = passed(older, law)
    older.tick()

    assert done is not None
    assert done.changed == len(older.rows(JournalRow, act=application.ACT)) == 1
    assert again is None
    assert (due(older) != before) == bool(changes)
    assert before < older.now
    assert older.deadline(RULE)["next_at"] is None
    assert older.rows(Firing) == []
    assert reconciled(older) == []


def test_an_alert_of_what_is_older_than_the_service_is_taken_away(older: World) -> None:
    execute(
        older.store,
        f"UPDATE deadline SET rung = 0, next_at = {to_micros(older.now)} WHERE rule = '{RULE}'",
    )
    done = passed(older, older.rulebook)
    older.tick()

    assert done is not None
    assert done.changed == 1
    assert older.deadline(RULE)["next_at"] is None
    assert older.rows(Firing) == []
    assert passed(older, older.rulebook) is None
