"""How long the deadlines that were met took, each in the unit of the rule that counted it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rules.days.calendar import Calendar, Direction, Unit
from rules.delays.bulk import days_between
from rules.delays.delay import HOURS, Delay
from rules.delays.durations import Times, measured_in, time_taken
from rules.rulebook import Rulebook
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.deadlines.current import adjustments_of
from workflow.recalculation import snapshots
from workflow.recalculation.snapshots import UnknownSnapshot

_ONE_BY_ONE = HOURS | {Unit.JOUR_FRANC}

Values = Mapping[Unit, Sequence[int]]


class Met(NamedTuple):
    """A deadline that was met: its group, the version of its rule, and instants in microseconds."""

    group: str | None
    version: str
    anchor_at: int
    closed_at: int
    adjustments: str | None


def by_group(
    store: Store, rulebook: Rulebook, rule: str, met: Iterable[Met]
) -> dict[str | None, Values]:
    """The times of each group, by unit."""
    together: dict[tuple[str | None, str], list[Met]] = defaultdict(list)
    for one in met:
        together[one[:2]].append(one)
    found: dict[str | None, dict[Unit, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (group, version), rows in together.items():
        delay = _delay(store, rulebook, rule, version)
        if delay is not None:
            unit = measured_in(delay.unit)
            found[group][unit] += _times(rows, delay, unit, rulebook.calendar)
    return dict(found)


def told(groups: Iterable[Values]) -> tuple[Times, ...]:
    """What is said of the times of these groups together, one line for each unit."""
    together: dict[Unit, list[int]] = defaultdict(list)
    for values in groups:
        for unit, some in values.items():
            together[unit] += some
    return tuple(Times.of(unit, together[unit]) for unit in Unit if together.get(unit))


def _times(rows: Sequence[Met], delay: Delay, unit: Unit, calendar: Calendar) -> list[int]:
    if unit in _ONE_BY_ONE:
        alone, many = rows, []
    else:
        alone = [row for row in rows if row.adjustments is not None]
        many = [row for row in rows if row.adjustments is None]
    found: list[int] = [
        time_taken(
            from_micros(row.anchor_at),
            from_micros(row.closed_at),
            delay,
            calendar,
            adjustments_of(row.adjustments).pauses,
        )
        for row in alone
    ]
    if many:
        anchors = np.fromiter((row.anchor_at for row in many), np.int64, len(many))
        closed = np.fromiter((row.closed_at for row in many), np.int64, len(many))
        between = days_between(anchors, closed, unit, calendar)
        if delay.direction is Direction.APRES:
            between = np.maximum(between, 0)
        found += between.tolist()
    return found


def _delay(store: Store, rulebook: Rulebook, code: str, version: str) -> Delay | None:
    """The delay that these rows were counted by; None when nothing kept it."""
    for rule in rulebook.rules.get(code, ()):
        if rule.version == version:
            return rule.delay
    try:
        return snapshots.rule(store, code, version).delay
    except UnknownSnapshot:
        return None
