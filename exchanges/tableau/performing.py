"""The acts that a tableau asks for, carried out or only tried."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from exchanges.tableau.acts import Wanted
from rules.actors import Actor
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import cases, commands
from workflow.acts.commands import Command
from workflow.database.store import Store, Tx
from workflow.reading.tableau import TableauLine


class _Tried(Exception):
    """Rolls a trial back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performer:
    """Acts in somebody's name, now. In a trial everything is undone."""

    store: Store
    rulebook: Rulebook
    by: Actor
    now: datetime
    trial: bool

    def each(self, wanted: Sequence[Wanted], line: TableauLine) -> list[tuple[Refusal, ...]]:
        """Each act on the line, whatever becomes of the others: its refusals, none when it was
        done. Raises StaleDossier, nothing being done, when somebody else changed the dossier since
        the line was read."""
        answers: list[tuple[Refusal, ...]] = []

        def work(tx: Tx) -> None:
            answers[:] = self._each(tx, wanted, line)
            if self.trial:
                raise _Tried

        with suppress(_Tried):
            self.store.attempt(work)
        if not self.trial:
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

    def _journal(self, wanted: Wanted, dossier: int, refusals: tuple[Refusal, ...]) -> None:
        """What the procedure refused is in the trail, as any other attempt."""
        if refusals:
            with self.store.write() as tx:
                refused = Refused(wanted.event, refusals)
                commands.journal_refusal(tx, cases.subject_of(dossier), self._act(wanted), refused)

    def together(
        self, wanted: Sequence[Wanted], dossier: int
    ) -> tuple[int | None, Wanted | None, tuple[Refusal, ...]]:
        """All these acts of a dossier, or none: the number of the line that was born (None in a
        trial), or else the act that was refused and why."""
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
            if self.trial:
                raise _Tried
            return line

        try:
            return self.store.attempt(work), None, ()
        except _Tried:
            return None, None, ()
        except Refused as refused:
            if not self.trial:
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
