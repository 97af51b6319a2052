"""What a tableau that comes back changed, cell by cell: told to whoever imports it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell that was taken: ``where`` in the sheet, « E14 », whose line, and both texts."""

    where: str
    line: int
    who: str
    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A cell that somebody else changed since the file left: what it said then, what the registry
    says now and keeps, what was typed."""

    where: str
    line: int
    who: str
    heading: str
    exported: str
    now: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What was not taken, and why: a cell, or a whole row when ``heading`` is None. ``line`` None:
    the row was typed at the bottom."""

    where: str
    line: int | None
    who: str
    heading: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscribed:
    """A row typed at the bottom that became a line; ``line`` None in a trial. ``who`` is empty of
    somebody who is another service's and whom the row does not name."""

    row: int
    who: str
    dossier: int
    nature: str
    line: int | None


@dataclass(slots=True, kw_only=True)
class TableauReport:
    """What became of a file. ``unchanged`` counts the rows that say nothing new; ``viewer`` is the
    service that the file was exported for, None for whoever coordinates."""

    path: Path
    seance: int
    viewer: int | None
    exported: datetime
    trial: bool
    notes: Sequence[str]
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Objection] = field(default_factory=list)
    inscribed: list[Inscribed] = field(default_factory=list)
    unchanged: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything that was typed was taken."""
        return not self.conflicts and not self.refused
