"""A rule of delay: the procedure's side and the département's side, joined and frozen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from rules.calendar import Unit
from rules.delays import Delay
from rules.facts import Fact


class Scope(StrEnum):
    """Whose deadline it is. ``SEANCE_SERVICE``: one per service that sits in the séance."""

    DOSSIER = "dossier"
    PERSONNE = "personne"
    SEANCE = "seance"
    SEANCE_SERVICE = "seance_service"
    SERVICE = "service"
    CIRCONSCRIPTION = "circonscription"


class Occurrence(StrEnum):
    """Which openings count: each its own deadline, the first only, or the latest (the earlier ones
    are superseded, not missed)."""

    CHAQUE = "chaque"
    PREMIERE = "premiere"
    DERNIERE = "derniere"


class Level(StrEnum):
    """A rung's level. The ladder is ours: no source document gives one (DOMAIN.md §2.0, 5)."""

    RAPPEL = "rappel"
    NIVEAU_1 = "niveau_1"
    NIVEAU_2 = "niveau_2"
    NIVEAU_3 = "niveau_3"


ANCHOR_OPENING = "ouverture"
ANCHOR_SEANCE = "seance"
ANCHOR_NEXT_SEANCE = "seance_prochaine"
ANCHOR_FACT = "fait:"

LEAVES = "quitte"
"""Closing pseudo-fact: the subject leaves the state whose entry opened the deadline."""

Predicate = Callable[[Fact, Sequence[Fact]], bool]
"""Whether an opening fact, among the facts of its subject, concerns the rule."""


class Duty(StrEnum):
    """Who is awaited: the person's service (or the séance's service concerned), or an office."""

    SERVICE = "service"
    BOP = "bop"
    BAT = "bat"
    PRESIDENT = "president"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The procedure's side of a rule: ours. What opens it, what it is counted from, what meets it
    (``closes``) and what takes its ground away (``cancels``).

    ``anchors`` lists what a département may choose to count from; the first is the default.
    ``closes_before``: a closing fact older than the opening already meets it. ``act``: the event
    that the scheduler attempts at the due rung (it may freeze an agenda, never decide on a person).
    ``duty``: who is awaited, and so who is reminded first.
    """

    code: str
    label: str
    scope: Scope
    opens: frozenset[str]
    closes: frozenset[str]
    cancels: frozenset[str] = frozenset()
    anchors: tuple[str, ...] = (ANCHOR_OPENING,)
    occurrence: Occurrence = Occurrence.CHAQUE
    when: Predicate | None = None
    closes_before: bool = False
    act: str | None = None
    duty: Duty = Duty.SERVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of a ladder: ``offset`` units after the due instant (negative: before), at ``hour``
    local time when given."""

    level: Level
    offset: int
    unit: Unit
    hour: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A version of a rule, in force for opening facts between two days (inclusive).

    ``version`` names it in deadlines and in the journal. ``origin`` is document, loi or defaut
    (ours, in no text). ``target`` is the share that the contract wants met in time, in percent.
    """

    procedure: Procedure
    version: str
    source: str
    origin: str
    delay: Delay
    anchor: str
    ladder: tuple[Rung, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    target: int | None = None

    @property
    def code(self) -> str:
        """The code shared by all versions of the rule."""
        return self.procedure.code

    @property
    def always(self) -> bool:
        """Whether this version is the only one: versions do not overlap."""
        return self.valid_from is None and self.valid_to is None

    def in_force(self, day: date) -> bool:
        """Whether this version governs an opening fact of that local day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)
