"""Somebody from outside for whom séances of a kind are held: a psychologist (S2)."""

from dataclasses import dataclass
from enum import StrEnum


class WithoutLines(StrEnum):
    """What becomes of the séance that nobody has a situation for: it is cancelled, or stays on the
    programme without the visitor, until whoever coordinates moves or cancels it."""

    ANNULER = "annuler"
    GARDER = "garder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who comes, how to reach them, and what is done when nobody has a situation for them."""

    label: str
    addresses: tuple[str, ...]
    without_lines: WithoutLines = WithoutLines.ANNULER
