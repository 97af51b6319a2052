"""A rule of delay: the procedure's side and the département's side, joined and frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from rules.days.calendar import Unit
from rules.deadlines.conditions import Condition
from rules.deadlines.wants import Want
from rules.delays.delay import Delay
from rules.facts import Fact


class Scope(StrEnum):
    """Whose deadline it is. ``SEANCE_SERVICE``: one per service that sits in the séance."""

    DOSSIER = "dossier"
    PERSONNE = "personne"
    SEANCE = "seance"
    SEANCE_SERVICE = "seance_service"
    SERVICE = "service"
    CIRCONSCRIPTION = "circonscription"
    OFFRE = "offre"


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

Closing = Callable[[Fact, Fact], bool]
"""Whether a fact (the second), of a code that closes, meets the deadline that the first opened. The
name of its function stands for it in the digests of rules that are stored: never reused."""


class Duty(StrEnum):
    """Who is awaited: the person's service (or the séance's service concerned, or the operator of
    an offer), whoever coordinates the séance by its kind (that in which the line is, of a dossier),
    or an office."""

    SERVICE = "service"
    COORDINATION = "coordination"
    BOP = "bop"
    BAT = "bat"
    PRESIDENT = "president"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Whom a rule leaves to another one: as long as rule ``rule`` is in force, an opening for which
    ``when`` holds is not this rule's."""

    rule: str
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The procedure's side of a rule: ours. What opens it, what it is counted from, what meets it
    (``closes``) and what takes its ground away (``cancels``).

    ``when``, ``unless``: whom it concerns among the openings, all conditions together; ``exempts``:
    whom it leaves to its exceptions. ``meets``: which of the closing facts count, all when None.
    ``anchors`` lists what a département may choose to count from; the first is the default.
    ``or_opening``: counted from the opening as long as the fact of its anchor is not known.
    ``closes_before``: a closing fact older than the opening already meets it. ``act``: the event
    that the scheduler attempts at the due rung (it may freeze an agenda, never decide on a person).
    ``duty``: who is awaited, and so who is reminded first; ``wants``: what is awaited of them that
    misses or is to be decided, when it is more than to act. ``flux``: an indicator of new entrants,
    of which the stock is counted apart (S1: « seule la question de la gestion du flux »).
    """

    code: str
    label: str
    scope: Scope
    opens: frozenset[str]
    closes: frozenset[str]
    cancels: frozenset[str] = frozenset()
    anchors: tuple[str, ...] = (ANCHOR_OPENING,)
    occurrence: Occurrence = Occurrence.CHAQUE
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    exempts: tuple[Exemption, ...] = ()
    meets: Closing | None = None
    or_opening: bool = False
    closes_before: bool = False
    act: str | None = None
    duty: Duty = Duty.SERVICE
    wants: Want | None = None
    flux: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that decides whom the rule concerns."""
        return (*self.when, *self.unless, *(exempt.when for exempt in self.exempts))

    @property
    def looks_at(self) -> frozenset[str]:
        """The facts that its conditions look at, besides the opening."""
        return frozenset().union(*(condition.looks_at for condition in self.conditions))

    @property
    def wants_threshold(self) -> bool:
        """Whether a condition of its own compares with an age that the département gives."""
        return any(condition.threshold for condition in (*self.when, *self.unless))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of a ladder: ``offset`` units after the due instant (negative: before), at ``hour``
    local time when given."""

    level: Level
    offset: int
    unit: Unit
    hour: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The share that the contract wants met in time, in percent, for openings up to a day
    (inclusive; None: from then on)."""

    share: int
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How far a delay may be extended: by ``most`` of its own units in all, ``times`` times."""

    most: int
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A version of a rule, in force for opening facts between two days (inclusive).

    ``version`` names it in deadlines and in the journal. ``origin`` is document, loi or defaut
    (ours, in no text). ``threshold`` is the age that a condition of the rule compares with.
    ``targets`` are oldest first. ``allowance`` None: it cannot be extended. ``exempted``: the
    active versions of the rules that it leaves some openings to, by code.
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
    threshold: Delay | None = None
    targets: tuple[Target, ...] = ()
    allowance: Allowance | None = None
    exempted: Mapping[str, tuple["Rule", ...]] = field(default_factory=dict, compare=False)

    @property
    def code(self) -> str:
        """The code shared by all versions of the rule."""
        return self.procedure.code

    @property
    def measured(self) -> bool:
        """Whether its deadlines are counted by who they are about: there is a share to meet, or it
        alerts nobody and is there to be counted."""
        return bool(self.targets) or not self.ladder

    @property
    def always(self) -> bool:
        """Whether this version is the only one: versions do not overlap."""
        return self.valid_from is None and self.valid_to is None

    def in_force(self, day: date) -> bool:
        """Whether this version governs an opening fact of that local day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)

    def target_on(self, day: date) -> int | None:
        """The share wanted of the openings of that day, in percent; None when nothing is."""
        return next(
            (one.share for one in self.targets if one.until is None or day <= one.until), None
        )
