"""What a redrawing will move, told before its day; and what it leaves."""

from dataclasses import replace

from rules.redrawing import redrawn
from rules.territory import Territory
from tests.workflow.build import AGENT_ALI, HERE, World
from tests.workflow.maps import (
    DAY,
    MERGE,
    NORTH,
    SPLIT,
    drawn,
    everything,
    follow,
    living,
    requested,
)
from workflow.tables.subjects import Seance
from workflow.tables.trail import DeadlineRow
from workflow.territory.forecast import Forecast, forecast


def look(world: World, territory: Territory) -> Forecast:
    """What that redrawing moves."""
    return forecast(world.store, world.rulebook, redrawn(territory, DAY), now=world.now)


def test_the_preview_says_what_moves_and_changes_nothing(world: World) -> None:
    stray = world.seance("2026-04-09")
    dossier = requested(world, "Bobigny")
    world.act(dossier, "inscrire", AGENT_ALI, seance=stray)
    living(world, None)
    drawn(world, SPLIT)
    before = everything(world)
    found = look(world, SPLIT)

    assert everything(world) == before
    assert [(one.dossier_id, one.after) for one in found.dossiers] == [(1, NORTH), (2, None)]
    assert (found.people, list(found.requests)) == (1, [dossier])
    assert [(line.seance_id, line.freed) for line in found.lines] == [(stray, True)]
    assert [(one.id, one.circonscription, one.lines) for one in found.seances] == [(stray, HERE, 1)]
    assert [one.service_id for one in found.services] == [1, 3, 4]
    assert [one.dossier_id for one in found.unplaced] == [2]
    assert not found.settled


def test_the_preview_tells_the_dates_that_the_dossiers_will_have(world: World) -> None:
    drawn(world, SPLIT)
    world.seance("2026-03-12")
    world.rulebook = replace(world.rulebook, territory=Territory())
    world.seance("2026-04-09")
    world.seance("2026-04-21", circonscription=NORTH)
    dossier = requested(world, "Bobigny")
    world.until("2026-03-20").tick()
    world.rulebook = replace(world.rulebook, territory=SPLIT)
    announced = {(one.rule, one.after) for one in look(world, SPLIT).dates}
    before = {row["rule"]: row["due_at"] for row in running(world, dossier)}
    world.until("2026-04-01 00:05")
    follow(world)
    after = {row["rule"]: row["due_at"] for row in running(world, dossier)}

    moved = {rule for rule in before if after.get(rule) != before[rule]}
    assert moved
    assert {rule for rule, _ in announced} == moved


def running(world: World, dossier: int) -> list[dict[str, object]]:
    """Its deadlines that run."""
    return [row for row in world.rows(DeadlineRow, dossier_id=dossier) if row["closed_at"] is None]


def test_once_everything_was_done_the_preview_leaves_nothing(world: World) -> None:
    drawn(world, MERGE)
    living(world, "Bobigny")
    world.until("2026-04-01 00:05")
    follow(world)

    assert look(world, MERGE).settled
    assert world.rows(Seance) == []
