"""What people change in the count of one deadline: suspensions, extensions, a date set by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from rules.days.calendar import Calendar, Direction, Unit
from rules.delays.counting import at
from rules.delays.delay import END_OF_DAY, LONGEST, Delay, Pause, due
from rules.delays.suspensions import MOTIVES, SUSPENSIONS, pauses
from rules.facts import Fact

EXTENDED, FIXED, RELEASED = "delai_prolonge", "delai_fixe", "delai_rendu"

ADJUSTING = SUSPENSIONS | {EXTENDED, FIXED, RELEASED}

DATE_MOTIVES: Mapping[str, str] = MappingProxyType(
    {
        **MOTIVES,
        "date_convenue": "date convenue",
        "date_imposee": "date imposée par un texte ou par un juge",
    }
)
"""Why a date is set by hand: stored codes, never renamed, and never anything about a person."""


class Adjusted(StrEnum):
    """How a date differs from what the rule alone gives. Stored: never renamed."""

    PROLONGEE = "prolongee"
    FIXEE = "fixee"


@dataclass(frozen=True, slots=True)
class Extension:
    """Units added to a delay, in its own unit."""

    n: int
    motive: str


@dataclass(frozen=True, slots=True)
class SetDate:
    """A local day that somebody set by hand: the deadline is due then, whatever the count says."""

    day: date
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """All that was changed in the count of one deadline, in the order in which it was said."""

    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    set_date: SetDate | None = None

    @property
    def kind(self) -> Adjusted | None:
        """What a screen shows beside the date. A suspension is told by the account alone."""
        if self.set_date is not None:
            return Adjusted.FIXEE
        return Adjusted.PROLONGEE if self.extensions else None

    @property
    def added(self) -> int:
        """The units that the extensions add, together."""
        return sum(extension.n for extension in self.extensions)

    def content(self) -> dict[str, Any]:
        """What JSON can hold of them. Its keys are stored: never renamed."""
        said: dict[str, Any] = {}
        if self.pauses:
            said["suspensions"] = [
                {
                    "numero": pause.number,
                    "du": pause.first.isoformat(),
                    "au": None if pause.last is None else pause.last.isoformat(),
                    "motif": pause.motive,
                }
                for pause in self.pauses
            ]
        if self.extensions:
            said["prolongations"] = [{"n": one.n, "motif": one.motive} for one in self.extensions]
        if self.set_date is not None:
            said["fixee"] = {"le": self.set_date.day.isoformat(), "motif": self.set_date.motive}
        return said

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Adjustments":
        """Those that a content holds."""
        fixed = content.get("fixee")
        return cls(
            pauses=tuple(
                Pause(
                    number=row["numero"],
                    first=date.fromisoformat(row["du"]),
                    last=None if row["au"] is None else date.fromisoformat(row["au"]),
                    motive=row["motif"],
                )
                for row in content.get("suspensions", ())
            ),
            extensions=tuple(
                Extension(row["n"], row["motif"]) for row in content.get("prolongations", ())
            ),
            set_date=None
            if fixed is None
            else SetDate(date.fromisoformat(fixed["le"]), fixed["motif"]),
        )


AS_COUNTED = Adjustments()
"""The rule alone."""


def among(facts: Sequence[Fact]) -> list[Fact]:
    """The facts that may change the count of a deadline: few, and mostly none."""
    return [fact for fact in facts if fact.code in ADJUSTING]


def of_deadline(
    rule: str, opening: Fact, said: Sequence[Fact], last_day: date | None
) -> Adjustments:
    """What ``said`` changes for the deadline of that rule that ``opening`` opened: whatever names
    it, and the suspensions of the rule in the opening's own subject.

    ``last_day``: the local day on which the deadline ended; a suspension that begins after it is
    none of its.
    """
    own = list(_of_deadline(rule, opening, said))
    if not own:
        return AS_COUNTED
    held = pauses(((fact.code, fact.data) for fact in own), rule)
    set_date = None
    for fact in own:
        if fact.code == FIXED:
            motive = DATE_MOTIVES[str(fact.data["nature"])]
            set_date = SetDate(date.fromisoformat(str(fact.data["le"])), motive)
        elif fact.code == RELEASED:
            set_date = None
    return Adjustments(
        pauses=tuple(one for one in held if last_day is None or one.first <= last_day),
        extensions=tuple(
            Extension(int(str(fact.data["n"])), MOTIVES[str(fact.data["nature"])])
            for fact in own
            if fact.code == EXTENDED
        ),
        set_date=set_date,
    )


def _of_deadline(rule: str, opening: Fact, said: Sequence[Fact]) -> Iterator[Fact]:
    for fact in said:
        if fact.data.get("regle") != rule:
            continue
        named = fact.data.get("ouverture")
        if named == opening.key or (named is None and fact.subject == opening.subject):
            yield fact


def due_under(
    anchor: datetime | None, delay: Delay, calendar: Calendar, adjustments: Adjustments
) -> datetime | None:
    """The due instant, in UTC, under these adjustments; None as in ``due``, or without anchor."""
    if adjustments.set_date is not None:
        return on_day(adjustments.set_date.day, delay, calendar)
    if anchor is None:
        return None
    if adjustments is AS_COUNTED:
        return due(anchor, delay, calendar)
    return due(anchor, extended(delay, adjustments.added), calendar, adjustments.pauses)


def on_day(day: date, delay: Delay, calendar: Calendar) -> datetime:
    """When a delay whose date is set by hand to that local day is due: at its own hour."""
    return at(day, delay.hour or END_OF_DAY, calendar)


@lru_cache(maxsize=1024)
def extended(delay: Delay, n: int) -> Delay:
    """The delay with n more of its units. Counted back from its anchor it has n fewer, so that the
    date is later too, and never less than it can have."""
    if not n:
        return delay
    if delay.direction is Direction.APRES:
        return replace(delay, n=min(delay.n + n, LONGEST))
    return replace(delay, n=max(delay.n - n, least(delay)))


def least(delay: Delay) -> int:
    """The fewest units that a delay of that kind can have."""
    ends_with_month = delay.unit is Unit.MOIS_CALENDAIRE and delay.direction is Direction.AVANT
    return 1 if delay.strict or ends_with_month else 0
