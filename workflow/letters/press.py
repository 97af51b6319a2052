"""What prints letters, as the registry asks for them: given by whoever assembles the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The letter that is asked for: number ``letter``, dated of a local ``day``; of a dossier,
    perhaps about one of its lines, or to a member or a guest of a séance."""

    letter: int
    model: str
    day: date
    dossier_id: int | None = None
    line: int | None = None
    seance_id: int | None = None
    member: int | None = None
    guest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What a letter says, as JSON, and the pages that say it: with both, the same letter is printed
    again. ``source`` is their text, kept once by its content."""

    fields: Mapping[str, object] = field(repr=False)
    source: str = field(repr=False)


class Unwritable(Exception):
    """The letter would tell nothing: something that it cannot do without is unknown."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.sentence)


class Press(Protocol):
    """Composes and prints. It reads what letters draw on, and writes nothing."""

    def compose(self, order: Order) -> Composed:
        """What the letter would say now. Raises Unwritable."""

    def print(self, composed: Composed) -> bytes:
        """Its PDF: the same bytes for the same words and pages."""

    def print_all(self, letters: Sequence[Composed]) -> bytes:
        """One PDF of several, in that order."""
