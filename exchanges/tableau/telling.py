"""What is told of one row of a tableau that comes back, in the words of its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exchanges.tableau import acts
from exchanges.tableau.acts import Wanted
from exchanges.tableau.merging import Cell, Merge
from exchanges.tableau.reports import Change, Conflict, Objection, TableauReport
from exchanges.tableau.sheet import Typed
from rules.refusals import Refusal

STAYS = "ce qui a été dit ne s’efface pas d’ici : tapez une autre valeur"
LOCKED = "cette cellule ne se change pas par ce fichier : la valeur d’ici est gardée"


@dataclass(slots=True)
class RowTelling:
    """What is told of one row, in the words of its columns: ``headings`` are what the file calls
    them, by key."""

    report: TableauReport
    headings: Mapping[str, str]
    row: Typed
    line: int | None
    who: str
    objected: bool = False

    def change(self, cells: Sequence[Cell]) -> None:
        """Cells that were taken."""
        for cell in cells:
            self.report.changes.append(
                Change(
                    where=self._where(cell.key),
                    line=self.line or 0,
                    who=self.who,
                    heading=self.headings[cell.key],
                    before=cell.now,
                    after=cell.typed,
                )
            )

    def refuse(self, wanted: Wanted, refusals: Sequence[Refusal]) -> None:
        """An act that was refused, on the cells that asked for it."""
        for refusal in refusals:
            key, reason = acts.told(refusal, wanted, self.headings)
            if key is None and wanted.cells:
                key = wanted.cells[0].key
            self.object(key, reason)

    def object(self, key: str | None, reason: str) -> None:
        """A cell, or the whole row, that is not taken."""
        self.objected = True
        self.report.refused.append(
            Objection(
                where=self._where(key),
                line=self.line,
                who=self.who,
                heading=None if key is None else self.headings[key],
                reason=reason,
            )
        )

    def set_aside(
        self,
        merged: Merge,
        stays: Sequence[Cell],
        open_to: frozenset[str],
        withheld: Mapping[str, str],
    ) -> None:
        """The cells that conflict, that cannot be read, that cannot be emptied or changed.
        ``withheld``: why some cannot yet, by key."""
        for cell in merged.conflicts:
            self.report.conflicts.append(
                Conflict(
                    where=self._where(cell.key),
                    line=self.line or 0,
                    who=self.who,
                    heading=self.headings[cell.key],
                    exported=cell.exported,
                    now=cell.now,
                    typed=cell.typed,
                )
            )
        for key in sorted(open_to & self.row.bad.keys()):
            self.object(key, self.row.bad[key])
        for cell in stays:
            self.object(cell.key, STAYS)
        for cell in merged.locked:
            self.object(cell.key, withheld.get(cell.key, LOCKED))

    def _where(self, key: str | None) -> str:
        return self.row.where.get(key or "", f"rangée {self.row.number}")
