"""The share of deadlines met in time, and the targets it is held against.

An indicator of the State–département contract is such a share (S1, « Indicateurs et valeurs cibles
»): of the deadlines counted from a day of the period and judged by now, those met in time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from rules.deadlines.rule import Rule

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Deadlines by what became of them. ``missed``: the due instant passed and nothing met them,
    open still or ended since for another reason (``lapsed`` counts these). ``cancelled``: their
    ground disappeared in time. ``undated``: what they are counted from is not known yet.
    ``born_late``, among all: they were past when they were entered."""

    in_time: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0
    undated: int = 0
    suspended: int = 0
    cancelled: int = 0
    lapsed: int = 0
    born_late: int = 0

    @property
    def judged(self) -> int:
        """Those that the share is of: met, or missed."""
        return self.in_time + self.late + self.missed

    @property
    def total(self) -> int:
        """All of them."""
        return self.judged + self.open + self.undated + self.suspended + self.cancelled

    @property
    def share(self) -> float | None:
        """The percentage met in time, to one decimal, rounded down: 100 means all of them. None
        when nothing is judged yet."""
        return 1000 * self.in_time // self.judged / 10 if self.judged else None

    def reaches(self, target: int | None) -> bool | None:
        """Whether the exact share reaches a target in percent; None without share or target."""
        if target is None or not self.judged:
            return None
        return 100 * self.in_time >= target * self.judged


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of several."""
    every = list(tallies)
    return Tally(
        **{one.name: sum(getattr(tally, one.name) for tally in every) for one in fields(Tally)}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days (both included; None: without end) of which one share is wanted, None when none is."""

    first: date | None
    last: date | None
    target: int | None


def stretches(versions: Sequence[Rule], first: date | None, last: date | None) -> list[Stretch]:
    """A period cut where the target of a rule changes, in order. An end of None is open."""
    since, until = first or date.min, last or date.max
    cuts = {since}
    for rule in versions:
        ends = [target.until for target in rule.targets] + [rule.valid_to]
        starts = [day + _ONE_DAY for day in ends if day is not None and day < date.max]
        cuts.update(
            day for day in (*starts, rule.valid_from) if day is not None and since < day <= until
        )
    found: list[Stretch] = []
    ordered = sorted(cuts)
    for start, following in zip(ordered, [*ordered[1:], None], strict=True):
        end = until if following is None else following - _ONE_DAY
        target = _target(versions, start)
        if found and found[-1].target == target:
            start = found.pop().first or date.min
        found.append(
            Stretch(
                first=None if start == date.min else start,
                last=None if end == date.max else end,
                target=target,
            )
        )
    return found


def _target(versions: Sequence[Rule], day: date) -> int | None:
    return next((rule.target_on(day) for rule in versions if rule.in_force(day)), None)
