"""Rungs that act: all of the act or none of it, and a message only when it could not be done."""

from typing import Any

import pytest

from rules.refusals import Refusal, Refused
from tests.workflow import journeys
from tests.workflow.build import World
from workflow.acts.put_off import CarriedOn
from workflow.acts.recording import Outcome
from workflow.seances import conduct, lines
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import Firing

REFUSED = Refused("preparer", (Refusal(code="quorum", sentence="Non.", remedy=""),))


def reminders(world: World) -> list[str]:
    return [row["occasion"] for row in world.rows(Outbox) if row["occasion"].startswith("echeance")]


def test_an_act_that_the_scheduler_did_reminds_nobody_of_it(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.until("2026-03-19 00:00").tick()

    assert world.row(Seance, seance)["state"] == "preparee"
    assert reminders(world) == []
    assert [row["outcome"] for row in world.rows(Firing)] == ["tu"]


def test_an_act_that_was_refused_reminds_who_must_do_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> None:
        raise REFUSED

    world.seance("2026-04-09")
    monkeypatch.setattr(conduct, "carry_out", refuse)
    world.until("2026-03-19 00:00").tick()

    assert reminders(world) == ["echeance_rappel"]
    assert [row["outcome"] for row in world.rows(Firing)] == ["dit"]


def test_an_act_refused_halfway_leaves_no_half_of_it_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = journeys.en_icl(world, "2026-04-09")
    journeys.en_icl(world, seance=stage.icl)
    world.until("2026-03-19 00:00").tick()
    drag, dragged = lines.drag, list[tuple[Outcome, CarriedOn]]()

    def once(*args: Any, **kwargs: Any) -> tuple[Outcome, CarriedOn]:
        if dragged:
            raise REFUSED
        dragged.append(drag(*args, **kwargs))
        return dragged[0]

    monkeypatch.setattr(lines, "drag", once)
    world.until("2026-04-08 00:00").tick()

    assert len(dragged) == 1
    assert world.row(Seance, stage.icl)["state"] == "preparee"
    assert [row["state"] for row in world.rows(Passage)] == ["inscrit", "inscrit"]
    assert world.flaws() == []
