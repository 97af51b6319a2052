"""Everything that a département chose, in one frozen value: its calendar, rules and parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from rules.days.calendar import Calendar
from rules.deadlines.adjustments import ADJUSTING
from rules.deadlines.rule import (
    ANCHOR_FACT,
    ANCHOR_NEXT_SEANCE,
    ANCHOR_SEANCE,
    LEAVES,
    Duty,
    Rule,
    Scope,
)
from rules.facts import STATE_PREFIX
from rules.parameters import Parameters
from rules.seances.kinds import Kinds, SeanceKind
from rules.seances.programmes import Programmes
from rules.situation import SeanceView
from rules.territory import Territory
from rules.words import Words

_EVERY_STATE = STATE_PREFIX + "*"

Rules = Mapping[str, tuple[Rule, ...]]
"""Rules by their code, each with its versions."""

USUAL_LENGTH = timedelta(hours=3)
"""How long a séance is thought to last when nothing says it."""

ADJUSTABLE = frozenset({Scope.DOSSIER, Scope.PERSONNE, Scope.SEANCE, Scope.SEANCE_SERVICE})
"""A delay is suspended, extended or set by hand in a dossier, of which it is or of whose person, or
in a séance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The rules in force, with the index from a fact to the rules that it may touch.

    ``in_service`` is the first day of service: older facts open deadlines that are measured and
    never escalated.
    """

    calendar: Calendar
    rules: Rules
    parameters: tuple[Parameters, ...] = (Parameters(),)
    kinds: Kinds = field(default_factory=Kinds)
    programmes: Programmes = field(default_factory=Programmes)
    territory: Territory = field(default_factory=Territory)
    words: Words = field(default_factory=Words)
    in_service: date | None = None
    _touched_by: Mapping[str, frozenset[str]] = field(init=False, repr=False)
    _aiming: frozenset[str] = field(init=False, repr=False)
    _answers: dict[tuple[frozenset[str], frozenset[Scope]], Rules] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _held: dict[tuple[str, str | None, date], SeanceKind] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _owed: dict[tuple[Duty, ...], tuple[str, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        index: dict[str, set[str]] = {}
        for code, versions in self.rules.items():
            procedure = versions[0].procedure
            codes = procedure.opens | procedure.closes | procedure.cancels | procedure.looks_at
            codes |= {
                anchor.removeprefix(ANCHOR_FACT)
                for anchor in procedure.anchors
                if anchor.startswith(ANCHOR_FACT)
            }
            if procedure.scope in ADJUSTABLE:
                codes |= ADJUSTING
            for fact in codes:
                index.setdefault(_EVERY_STATE if fact == LEAVES else fact, set()).add(code)
        object.__setattr__(
            self, "_touched_by", {fact: frozenset(codes) for fact, codes in index.items()}
        )
        aiming = (
            code
            for code, versions in self.rules.items()
            if any(rule.anchor == ANCHOR_NEXT_SEANCE for rule in versions)
        )
        object.__setattr__(self, "_aiming", frozenset(aiming))

    def touched(self, facts: Iterable[str], scopes: frozenset[Scope]) -> Rules:
        """The rules of these scopes that a fact of these codes may change."""
        asked = frozenset(facts), scopes
        answer = self._answers.get(asked)
        if answer is None:
            answer = self._answers[asked] = self._touched(*asked)
        return answer

    def _touched(self, facts: frozenset[str], scopes: frozenset[Scope]) -> Rules:
        codes: set[str] = set()
        for fact in facts:
            codes |= self._touched_by.get(fact, frozenset())
            if fact.startswith(STATE_PREFIX):
                codes |= self._touched_by.get(_EVERY_STATE, frozenset())
        return {
            code: versions
            for code in sorted(codes)
            if (versions := self.rules[code])[0].procedure.scope in scopes
        }

    def aim_at_a_seance(self, facts: Iterable[str], scopes: frozenset[Scope]) -> bool:
        """Whether one of these is counted from the next séance."""
        return not self._aiming.isdisjoint(self.touched(facts, scopes))

    def owed(self, duties: tuple[Duty, ...]) -> tuple[str, ...]:
        """The rules of these duties that alert somebody, and that the scheduler does not meet
        alone."""
        answer = self._owed.get(duties)
        if answer is None:
            answer = self._owed[duties] = tuple(
                code
                for code, versions in self.rules.items()
                if any(
                    one.ladder and one.procedure.act is None and one.procedure.duty in duties
                    for one in versions
                )
            )
        return answer

    def of_scopes(self, scopes: frozenset[Scope]) -> Rules:
        """Every rule of these scopes."""
        return {
            code: versions
            for code, versions in self.rules.items()
            if versions[0].procedure.scope in scopes
        }

    def counted_from_a_seance(self, scopes: frozenset[Scope]) -> Rules:
        """The rules of these scopes whose dates move when a séance moves."""
        return {
            code: versions
            for code, versions in self.of_scopes(scopes).items()
            if any(rule.anchor in (ANCHOR_SEANCE, ANCHOR_NEXT_SEANCE) for rule in versions)
        }

    def version_for(self, code: str, version: str, opened: datetime) -> Rule | None:
        """The version that a deadline was counted by; when the configuration rewrote it since, the
        one that now governs the day it was opened. None: the département no longer follows it."""
        versions = self.rules.get(code, ())
        for rule in versions:
            if rule.version == version:
                return rule
        day = self.local_day(opened)
        return next((rule for rule in versions if rule.in_force(day)), None)

    def parameters_at(self, day: date) -> Parameters:
        """The choices in force that day (the configuration covers every day by one version)."""
        for parameters in self.parameters:
            after = parameters.valid_from is None or parameters.valid_from <= day
            if after and (parameters.valid_to is None or day <= parameters.valid_to):
                return parameters
        return self.parameters[-1]

    def kind_of(self, seance: SeanceView | None) -> SeanceKind | None:
        """See ``kind_held``; None without a séance."""
        return None if seance is None else self.kind_held(seance)

    def kind_held(self, seance: SeanceView) -> SeanceKind:
        """The kind of a séance, as it is on the day it is held, there; when the configuration no
        longer says it of that day or place, as it says it otherwise. Its programme says who leads
        it. Raises UnknownKind when the configuration no longer says it at all."""
        asked = seance.genre, seance.circonscription, self.local_day(seance.held)
        answer = self._held.get(asked)
        if answer is None:
            answer = self._held[asked] = self._kind_held(*asked)
        return answer

    def _kind_held(self, genre: str, place: str | None, day: date) -> SeanceKind:
        kind = self.kinds.at(genre, day, place) or self.kinds.otherwise(genre)
        rule = self.programmes.of(genre, place, day)
        return kind if rule is None else replace(kind, led_by=rule.coordinator)

    def length_of(self, genre: str, circonscription: str | None, day: date) -> timedelta:
        """How long a séance of that day is to last: as its programme says, or its kind, or else the
        usual time."""
        rule = self.programmes.of(genre, circonscription, day)
        if rule is not None and rule.length is not None:
            return rule.length
        kind = self.kinds.at(genre, day, circonscription)
        if kind is not None and kind.capacity is not None:
            return timedelta(minutes=kind.capacity.duration)
        return USUAL_LENGTH

    def label_of(self, genre: str, circonscription: str | None = None) -> str:
        """The name of a kind of séance, there, as the configuration now has it; its code when the
        configuration no longer has it."""
        kinds = self.kinds.by_code.get(genre, ())
        there = [kind.label for kind in kinds if kind.of_place(circonscription)]
        return next(iter(there or [kind.label for kind in kinds]), genre)

    def local_day(self, instant: datetime) -> date:
        """The day of an instant where the département lives."""
        return instant.astimezone(self.calendar.tz).date()
