"""Somebody from outside for whom séances of a kind are held: a psychologist (S2).

The kind says in what capacity they come; each séance, who: « à chaque fois un psychologue
conventionné différent ».
"""

from dataclasses import dataclass
from enum import StrEnum


class WithoutLines(StrEnum):
    """What becomes of the séance that nobody has a situation for: it is cancelled, or stays on the
    programme without the visitor, until whoever coordinates moves or cancels it."""

    ANNULER = "annuler"
    GARDER = "garder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """In what capacity somebody comes, on which ``seat``, how to reach them as long as nobody is
    named for a séance, and what is done when nobody has a situation for them."""

    label: str
    seat: str
    addresses: tuple[str, ...]
    without_lines: WithoutLines = WithoutLines.ANNULER


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVisitor:
    """Who comes to one séance, as one of its participants."""

    participant: int
    name: str
    address: str
