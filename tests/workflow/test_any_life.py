"""Whatever is done, in whatever order, the registry keeps its promises."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rules.actors import Actor, Who
from rules.days.calendar import Unit
from rules.delays.delay import Delay
from rules.refusals import Refused
from rules.rulebook import Rulebook
from states.graph import by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENTS,
    ALI,
    BAT,
    BOP,
    EP,
    PRESIDENT,
    World,
    rulebook_of_the_house,
    settle,
)
from tests.workflow.forms import filled
from tests.workflow.invariants import broken, reconciled
from tests.workflow.passages import closed, opened, passed, ruled, seen, without
from workflow.database.store import Store
from workflow.tables.subjects import Dossier, Passage, Seance

OFFICES = {Who.BAT: BAT, Who.BOP: BOP, Who.EP: EP, Who.PRESIDENT: PRESIDENT}
STEPS = ("acts",) * 10 + ("seance",) * 3 + ("sits", "new", "correct", "correct", "wait", "tick")
BEGINNINGS: tuple[Callable[[World], object], ...] = (
    journeys.presaisine,
    journeys.consulted,
    journeys.en_icl,
    journeys.before_icl,
    journeys.saisine_recue,
    journeys.attente_decision,
    journeys.reoriente,
    journeys.notifie,
    lambda world: world.dossier("importer_diagnostic"),
    lambda world: world.dossier("naitre_a_orienter", service=None, rank=None),
    lambda world: journeys.soutien(world, world.seance("2026-04-09")),
)


class AnyLife(RuleBasedStateMachine):
    """Two people, some séances, and acts drawn among those that the procedure offers."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        path = shutil.copyfile(self.template, Path(self.folder.name) / "registry.db")
        self.world = World(store=Store.open(f"sqlite:///{path}"), rulebook=rulebook_of_the_house())

    @initialize(first=st.sampled_from(BEGINNINGS), second=st.sampled_from(BEGINNINGS))
    def begin(self, first: Callable[[World], object], second: Callable[[World], object]) -> None:
        opened(self.world)
        first(self.world)
        self.world.until("2026-03-02")
        second(self.world)
        self._programme("icl", 20)
        self._programme("ep", 30)

    @rule(data=st.data(), step=st.sampled_from(STEPS))
    def something_happens(self, data: st.DataObject, step: str) -> None:
        match step:
            case "acts":
                self._act(data)
            case "seance":
                self._seance_acts(data)
            case "sits":
                self._seance_sits(data)
            case "new":
                self._programme(data.draw(st.sampled_from(("icl", "ep"))), 15)
            case "correct":
                dossier = self._one_of(data, self.world.rows(Dossier))["id"]
                self._try(lambda: self.world.correct(dossier), dossier)
            case "wait":
                self.world.wait(hours=data.draw(st.sampled_from((1, 5, 24, 72, 24 * 9, 24 * 31))))
            case _:
                assert self.world.tick().failed == 0
                assert self.world.tick().due == 0

    @invariant()
    def the_promises_hold(self) -> None:
        assert broken(self.world) == []

    def teardown(self) -> None:
        try:
            assert self.world.flaws() == []
            assert reconciled(self.world) == []
            for law in self._other_laws():
                quick, whole = seen(self.world, law), seen(self.world, law, complete=True)
                assert quick.movements == whole.movements
            assert passed(self.world, law) is not None
            assert self.world.flaws() == []
            assert reconciled(self.world) == []
        finally:
            self.world.store.close()
            self.folder.cleanup()

    def _other_laws(self) -> Iterator[Rulebook]:
        """Days closed before and after today, then a number of days changed and a rule dropped."""
        today = self.world.now.date()
        law = closed(self.world.rulebook, f"{today - timedelta(days=4)}", f"{today}")
        yield law
        law = closed(law, f"{today + timedelta(days=3)}", f"{today + timedelta(days=5)}")
        yield law
        law = ruled(law, "2-RDV", delay=Delay(n=3, unit=Unit.SEMAINE))
        yield without(law, "I-INSCRIRE")

    def _act(self, data: st.DataObject) -> None:
        """An exit of the state, by somebody who may take it; the button and the command agree."""
        row = self._one_of(data, self.world.rows(Dossier))
        line = self._line(row["id"])
        nodes = [PROCEDURE.node(Machine.DOSSIER, row["state"])]
        if line is not None:
            nodes.append(PROCEDURE.node(Machine.PASSAGE, line["state"]))
        own = [(node.machine, exit) for node in nodes for exit in node.own]
        common = [(node.machine, exit) for node in nodes for exit in node.common]
        chance: int = data.draw(st.integers(0, 4))
        offered = own if own and chance else common or own
        named: dict[str, tuple[Machine, Exit]] = {
            f"{machine.value}.{exit.event}": (machine, exit)
            for machine, exit in offered
            if by_hand(exit)
        }
        if not named:
            return
        machine, exit = named[data.draw(st.sampled_from(sorted(named)))]
        actor = self._actor(exit, row["service_id"])
        form = filled(exit.asks, data.draw, today=self.world.now.date(), seances=self._seances())
        way = next(
            (
                way
                for of, way in self.world.ways(row["id"], actor)
                if of is machine and way.exit.event == exit.event
            ),
            None,
        )
        passage = line["id"] if line is not None and machine is Machine.PASSAGE else None
        accepted = self._try(
            lambda: self.world.act(row["id"], exit.event, actor, passage=passage, **form),
            row["id"],
        )
        if way is not None and not exit.asks:
            assert accepted == way.possible
        elif way is not None and not way.to_enter:
            assert not accepted

    def _seance_acts(self, data: st.DataObject) -> None:
        row = self._one_of(data, self.world.rows(Seance))
        exits = PROCEDURE.node(Machine.SEANCE, row["state"]).by_event
        if not exits:
            return
        (exit, *_) = exits[data.draw(st.sampled_from(sorted(exits)))]
        form = filled(exit.asks, data.draw, today=self.world.now.date(), seances=self._seances())
        actor = BAT if row["genre"] == "icl" else BOP
        self._try(lambda: self.world.convene(row["id"], exit.event, actor, **form))

    def _seance_sits(self, data: st.DataObject) -> None:
        ready = self.world.rows(Seance, state="preparee") + self.world.rows(
            Seance, state="programmee"
        )
        if ready:
            row = self._one_of(data, ready)
            actor = BAT if row["genre"] == "icl" else BOP
            if row["state"] == "programmee":
                self.world.convene(row["id"], "preparer", actor)
            self.world.convene(row["id"], "arreter", actor)
            self.world.now = max(self.world.now, self.world.held(row["id"]))
            self.world.convene(row["id"], "ouvrir", actor)

    def _one_of(self, data: st.DataObject, rows: list[dict[str, Any]]) -> dict[str, Any]:
        return rows[data.draw(st.integers(0, len(rows) - 1))]

    def _programme(self, genre: str, ahead: int) -> None:
        day = (self.world.now + timedelta(days=ahead)).date()
        place: dict[str, Any] = {"circonscription": None} if genre == "ep" else {}
        self.world.seance(day, genre=genre, motif="un motif", **place)

    def _seances(self) -> list[int]:
        return [row["id"] for row in self.world.rows(Seance)]

    def _line(self, dossier: int) -> dict[str, Any] | None:
        lines = self.world.rows(Passage, dossier_id=dossier, open=1)
        return min(lines, key=lambda row: row["nature"] != "reorientation", default=None)

    def _actor(self, exit: Exit, service: int | None) -> Actor:
        who = exit.who[0]
        if who in OFFICES:
            return OFFICES[who]
        if who is Who.ALI_TERRITOIRE:
            return AGENT_ALI
        return AGENTS[service or ALI]

    def _try(self, act: Callable[[], object], dossier: int | None = None) -> bool:
        """Whether it was accepted. A refusal leaves everything but the chain as it was."""
        before = None if dossier is None else self.world.row(Dossier, dossier)
        try:
            act()
        except Refused:
            if dossier is not None and before is not None:
                after = self.world.row(Dossier, dossier)
                grown = {name: after[name] for name in ("head", "written_at")}
                grown["seq"] = before["seq"] + 1
                assert after == {**before, **grown}
            return False
        return True


def test_any_life_keeps_the_promises_of_the_registry(sqlite_url: str, tmp_path: Path) -> None:
    store = Store.open(sqlite_url)
    settle(store)
    store.close()

    class Life(AnyLife):
        template = tmp_path / "reorientation.db"

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # shrinking a life of forty acts takes minutes
            report_multiple_bugs=False,
        ),
    )
