"""A selection and its lines, as whoever looks at it, does it or shows it reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflow.database.instants import to_micros

MOST = 500
"""Dossiers of one selection."""
KEPT = timedelta(days=30)


class Verdict(StrEnum):
    """What the preview says of a dossier. ``CHANGE``: possible, but somebody changed it since it
    was ticked: its owner says whether it is done all the same."""

    POSSIBLE = "possible"
    CHANGE = "change"
    IMPOSSIBLE = "impossible"


class Standing(StrEnum):
    """What became of a dossier."""

    FAIT = "fait"
    LAISSE = "laisse"
    IMPOSSIBLE = "impossible"


class TooMany(ValueError):
    """More dossiers than one selection holds."""

    def __init__(self) -> None:
        super().__init__(f"{MOST} dossiers au plus à la fois : précisez le filtre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A dossier as it was ticked; ``version`` None: as it now is."""

    dossier: int
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence about a line, and what to do."""

    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A dossier of a selection, as its table has it."""

    dossier: int
    version: int
    before: str
    verdict: Verdict | None
    found: int | None
    outcome: Standing | None
    after: str | None
    told: tuple[Told, ...]
    done: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A selection with its lines, in the order in which they were shown."""

    id: int
    made: datetime
    path: str
    event: str | None
    fields: Mapping[str, str]
    looked: datetime | None
    ended: datetime | None
    lines: tuple[Line, ...]

    def count(self, outcome: Standing) -> int:
        """How many lines became that."""
        return sum(1 for one in self.lines if one.outcome is outcome)

    @property
    def mark(self) -> str:
        """What its acts bear in the journal: its hour, too, since a number whose selection was
        forgotten may serve again."""
        return f"lot-{self.id}-{to_micros(self.made)}"

    @property
    def left(self) -> tuple[Line, ...]:
        """The lines of which nothing was made yet."""
        return tuple(one for one in self.lines if one.outcome is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the preview found of a line."""

    dossier: int
    verdict: Verdict
    found: int
    told: tuple[Told, ...] = ()
