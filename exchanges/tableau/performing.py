"""The acts that a tableau asks for, each row in a transaction of its own or in one for all; the
order of the lines, which is of several, in one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from exchanges.tableau.acts import Wanted
from rules.actors import Actor
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import cases, commands
from workflow.acts.commands import Command, StaleDossier
from workflow.database.savepoints import undone_on
from workflow.database.store import Transact, Tx
from workflow.people.register import hold_of_dossiers
from workflow.reading.tableau import TableauLine

T = TypeVar("T")


def within(tx: Tx) -> Transact:
    """Work in that transaction, each piece undone alone when it fails."""

    def transact(work: Callable[[Tx], T]) -> T:
        with undone_on(tx, Refused, StaleDossier, _Disordered):
            return work(tx)

    return transact


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A place that a line was given, its dossier being now at that ``version``, or was refused."""

    wanted: Wanted
    refusals: tuple[Refusal, ...] = ()
    version: int | None = None


class _Disordered(Exception):
    """Some of the places are refused: none is given."""

    def __init__(self, refused: Mapping[int, Placed]) -> None:
        self.refused = refused
        super().__init__(f"places refusées : {len(refused)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Performer:
    """Acts in somebody's name, now; ``transact``: how each row works in a transaction."""

    transact: Transact
    rulebook: Rulebook
    by: Actor
    now: datetime

    def each(self, wanted: Sequence[Wanted], line: TableauLine) -> list[tuple[Refusal, ...]]:
        """Each act on the line, whatever becomes of the others: its refusals, none when it was
        done. Raises StaleDossier, nothing being done, when somebody else changed the dossier since
        the line was read."""
        answers = self.transact(lambda tx: list(self._each(tx, wanted, line)))
        for one, refusals in zip(wanted, answers, strict=True):
            self._journal(one, line.dossier_id, refusals)
        return answers

    def _each(
        self, tx: Tx, wanted: Sequence[Wanted], line: TableauLine
    ) -> Iterator[tuple[Refusal, ...]]:
        version: int | None = line.version
        for one in wanted:
            command = self._command(one, line.dossier_id, line.id, version)
            version = None  # locked from now on
            try:
                commands.carry_out(tx, self.rulebook, command)
            except Refused as refused:
                yield refused.refusals
            else:
                yield ()

    def order(self, asked: Mapping[int, tuple[Wanted, TableauLine]]) -> Mapping[int, Placed]:
        """The places that a file gives to lines, by line, taken as one change: each is judged by
        where all will stand. Those that are refused keep theirs, and the others are judged again
        beside them. Raises StaleDossier, nothing being done, when somebody else changed a dossier
        since its line was read."""
        refused: dict[int, Placed] = {}
        while left := {number: one for number, one in asked.items() if number not in refused}:
            try:
                done = self.transact(partial(self._order, left))
            except _Disordered as found:
                refused |= found.refused
            else:
                self._journal_all(asked, refused)
                return {**refused, **done}
        self._journal_all(asked, refused)
        return refused

    def _order(
        self, asked: Mapping[int, tuple[Wanted, TableauLine]], tx: Tx
    ) -> Mapping[int, Placed]:
        hold_of_dossiers(tx, [line.dossier_id for _, line in asked.values()])
        said = {number: wanted.data.get("priorite", "") for number, (wanted, _) in asked.items()}
        places = {line: int(place) for line, place in said.items() if place.isdecimal()}
        done, refused = dict[int, Placed](), dict[int, Placed]()
        for number, (wanted, line) in sorted(asked.items(), key=lambda one: one[1][1].dossier_id):
            command = self._command(wanted, line.dossier_id, line.id, line.version)
            try:
                outcome = commands.carry_out(tx, self.rulebook, replace(command, places=places))
            except Refused as why:
                refused[number] = Placed(wanted=wanted, refusals=why.refusals)
            else:
                done[number] = Placed(wanted=wanted, version=outcome.version)
        if refused:
            raise _Disordered(refused)
        return done

    def _journal_all(
        self, asked: Mapping[int, tuple[Wanted, TableauLine]], refused: Mapping[int, Placed]
    ) -> None:
        for number, one in refused.items():
            self._journal(one.wanted, asked[number][1].dossier_id, one.refusals)

    def _journal(self, wanted: Wanted, dossier: int, refusals: tuple[Refusal, ...]) -> None:
        """What the procedure refused is in the trail, as any other attempt."""
        if refusals:
            subject, refused = cases.subject_of(dossier), Refused(wanted.event, refusals)
            act = self._act(wanted)
            self.transact(lambda tx: commands.journal_refusal(tx, subject, act, refused))

    def together(
        self, wanted: Sequence[Wanted], dossier: int
    ) -> tuple[int | None, Wanted | None, tuple[Refusal, ...]]:
        """All these acts of a dossier, or none: the number of the line that was born, or else the
        act that was refused and why."""
        done: list[Wanted] = []

        def work(tx: Tx) -> int | None:
            done.clear()
            line = None
            for one in wanted:
                done.append(one)
                outcome = commands.carry_out(
                    tx, self.rulebook, self._command(one, dossier, line, None)
                )
                line = line if outcome.passage_id is None else outcome.passage_id
            return line

        try:
            return self.transact(work), None, ()
        except Refused as refused:
            self._journal(done[-1], dossier, refused.refusals)
            return None, done[-1], refused.refusals

    def _command(
        self, wanted: Wanted, dossier: int, line: int | None, version: int | None
    ) -> Command:
        return Command(
            dossier_id=dossier, passage_id=line, act=self._act(wanted), expected_version=version
        )

    def _act(self, wanted: Wanted) -> Act:
        return Act(
            event=wanted.event,
            actor=self.by,
            occurred=self.now,
            known=self.now,
            data=dict(wanted.data),
        )
