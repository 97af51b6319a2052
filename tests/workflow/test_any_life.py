"""Whatever is done, in whatever order, the registry keeps its promises."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rules.actors import Actor
from rules.refusals import Refused
from states.page import Machine
from states.procedure import PROCEDURE
from tests.workflow.build import ALL_ACTORS, BAT, BOP, World, rulebook_of_the_house, settle
from tests.workflow.forms import filled
from tests.workflow.invariants import broken, reconciled
from workflow.store import Store
from workflow.tables.subjects import Dossier, Seance

BIRTHS = ("importer_accompagne", "importer_oriente", "importer_diagnostic", "naitre_a_orienter")


class AnyLife(RuleBasedStateMachine):
    """A few people, some séances, and acts drawn among those that the procedure offers."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        path = shutil.copyfile(self.template, Path(self.folder.name) / "registry.db")
        self.world = World(
            store=Store.open(f"sqlite:///{path}"), rulebook=rulebook_of_the_house()
        )
        self.dossiers: list[int] = []
        self.seances: list[int] = []

    @initialize()
    def begin(self) -> None:
        self.dossiers.append(self.world.dossier())
        for day in ("2026-03-26", "2026-04-23"):
            self.seances.append(self.world.seance(day))
        self.seances.append(self.world.seance("2026-04-16", genre="ep", circonscription=None))

    @precondition(lambda self: self.world.people < 3)
    @rule(event=st.sampled_from(BIRTHS))
    def somebody_arrives(self, event: str) -> None:
        oriented = event != "naitre_a_orienter"
        self.dossiers.append(
            self.world.dossier(
                event, service=1 if oriented else None, rank=1 if oriented else None
            )
        )

    @precondition(lambda self: len(self.seances) < 6)
    @rule(ahead=st.integers(3, 40), genre=st.sampled_from(("icl", "ep")))
    def a_seance_is_programmed(self, ahead: int, genre: str) -> None:
        day = (self.world.now + timedelta(days=ahead)).date()
        self.seances.append(self.world.seance(day, genre=genre, motif="un motif"))

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        dossier = data.draw(st.sampled_from(self.dossiers))
        actor: Actor = data.draw(st.sampled_from(ALL_ACTORS))
        ways = [
            (machine, way)
            for machine, way in self.world.ways(dossier, actor)
            if way.possible or way.to_enter
        ]
        moving = [found for found in ways if found[1].exit.target is not None]
        ways = moving if moving and data.draw(st.integers(0, 3)) else ways
        if not ways:
            return
        machine, way = data.draw(st.sampled_from(ways))
        form = filled(
            way.exit.asks, data.draw, today=self.world.now.date(), seances=self.seances
        )
        line = None
        if machine is Machine.PASSAGE:
            line = self._line(dossier)
        self._try(
            lambda: self.world.act(dossier, way.exit.event, actor, passage=line, **form), dossier
        )
        known = {row["id"] for row in self.world.rows(Dossier)}
        self.dossiers = sorted(known)

    @rule(data=st.data())
    def a_seance_acts(self, data: st.DataObject) -> None:
        row = self.world.row(Seance, data.draw(st.sampled_from(self.seances)))
        exits = PROCEDURE.node(Machine.SEANCE, row["state"]).exits
        if not exits:
            return
        exit = data.draw(st.sampled_from(exits))
        form = filled(exit.asks, data.draw, today=self.world.now.date(), seances=self.seances)
        actor = BAT if row["genre"] == "icl" else BOP
        self._try(lambda: self.world.convene(row["id"], exit.event, actor, **form), None)

    @rule(data=st.data())
    def a_mistake_is_corrected(self, data: st.DataObject) -> None:
        dossier = data.draw(st.sampled_from(self.dossiers))
        self._try(lambda: self.world.correct(dossier), dossier)

    @rule(hours=st.sampled_from((1, 5, 24, 72, 24 * 9, 24 * 31)))
    def time_goes_by(self, hours: int) -> None:
        self.world.wait(hours=hours)

    @rule()
    def the_scheduler_sweeps(self) -> None:
        report = self.world.tick()

        assert report.failed == 0
        assert self.world.tick().due == 0

    def _line(self, dossier: int) -> int | None:
        from workflow.tables.subjects import Passage

        lines = self.world.rows(Passage, dossier_id=dossier, open=1)
        lines.sort(key=lambda line: line["nature"] != "reorientation")
        return lines[0]["id"] if lines else None

    def _try(self, act: Callable[[], object], dossier: int | None) -> None:
        """A refusal is an answer, and leaves everything but the chain as it was."""
        before = None if dossier is None else self.world.row(Dossier, dossier)
        try:
            act()
        except Refused:
            if before is not None:
                after = self.world.row(Dossier, dossier)
                assert {**after, "seq": 0, "head": ""} == {**before, "seq": 0, "head": ""}

    @invariant()
    def the_promises_hold(self) -> None:
        assert broken(self.world) == []

    def teardown(self) -> None:
        try:
            assert self.world.flaws() == []
            assert reconciled(self.world) == []
        finally:
            self.world.store.close()
            self.folder.cleanup()


@pytest.mark.parametrize("steps", [40])
def test_any_life_keeps_the_promises_of_the_registry(
    sqlite_url: str, tmp_path: Path, steps: int
) -> None:
    store = Store.open(sqlite_url)
    settle(store)
    store.close()

    class Life(AnyLife):
        template = tmp_path / "reorientation.db"

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
EXAMPLES = int(__import__("os").environ.get("EX", "20"))
