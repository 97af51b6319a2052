"""What a département chose of its calendar, made into a snapshot with the holidays of its zone."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from rules.days.closures import Closure, HalfDay
from rules.days.daytable import every_day
from rules.days.feasts import feasts_of, library_version
from rules.days.hours import Span
from rules.days.snapshot import Snapshot
from rules.days.zones import LUNDI_DE_PENTECOTE, VENDREDI_SAINT, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a calendar is compiled from; see ``Calendar.compile``."""

    zone: Zone
    closures: tuple[Closure, ...]
    half_days: tuple[HalfDay, ...]
    pentecost_worked: bool
    good_friday: bool
    customs: bool
    spans: tuple[Span, ...]
    years: tuple[int, int]


def snapshot_of(choices: Choices) -> Snapshot:
    """The snapshot of these choices, with the release of ``holidays`` that is installed."""
    zone, days = choices.zone, every_day(*choices.years)
    feasts = feasts_of(zone, choices.years, _worked(choices))
    closed = dict(sorted(_closed(choices.closures, days[0], days[-1])))
    halves = _halves(choices.half_days, feasts.keys() | closed.keys(), days)
    return Snapshot(
        zone=zone.code,
        timezone=zone.timezone,
        first_day=days[0],
        last_day=days[-1],
        library=f"holidays {library_version()}",
        feasts=MappingProxyType(feasts),
        closed=MappingProxyType(closed),
        half_days=MappingProxyType(halves),
        spans=choices.spans,
    )


def _worked(choices: Choices) -> Set[str]:
    """The names of the zone's holidays that are none here."""
    worked = set[str]() if choices.customs else set(choices.zone.customs)
    if choices.pentecost_worked:
        worked.add(LUNDI_DE_PENTECOTE)
    if choices.zone.parish_friday and not choices.good_friday:
        worked.add(VENDREDI_SAINT)
    return worked


def _closed(closures: Iterable[Closure], first: date, last: date) -> Iterable[tuple[date, str]]:
    for closure in closures:
        day, end = max(closure.first, first), min(closure.last, last)
        while day <= end:
            yield day, closure.label
            day += timedelta(days=1)


def _halves(
    half_days: Iterable[HalfDay], off: Set[date], days: Sequence[date]
) -> dict[date, HalfDay]:
    """The half days of the years that fall on a jour ouvré, in order."""
    found: dict[date, HalfDay] = {}
    for half in sorted(half_days, key=lambda half: (half.day, half.until)):
        if days[0] <= half.day <= days[-1] and half.day.weekday() < 5 and half.day not in off:
            found.setdefault(half.day, half)
    return found
