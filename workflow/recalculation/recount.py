"""Open deadlines counted again straight from their anchors, thousands at once.

What hangs from more than its anchor is named for derivation instead: a count that people changed,
the next séance, a rule of another shape, a row whose date is not the one that its own law gives.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, func, select

from rules.days.calendar import OutsideCalendar
from rules.deadlines.derivation import OPEN, Status
from rules.deadlines.rule import ANCHOR_NEXT_SEANCE, Rule
from rules.delays.bulk import Micros, due_micros
from rules.delays.delay import Delay
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.deadlines.comparison import Owner
from workflow.recalculation import snapshots
from workflow.recalculation.movements import Movement, Nature
from workflow.recalculation.reasons import Reasons
from workflow.recalculation.snapshots import UnknownSnapshot
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow, FactRow

_DEADLINE, _FACT = table(DeadlineRow), table(FactRow)
_OPEN = tuple(status.value for status in OPEN)


class Row(NamedTuple):
    """An open deadline, as far as it is counted again. Instants in microseconds."""

    id: int
    lineage: str
    rule: str
    rule_version: str
    kind: str
    subject_id: int
    child: int | None
    personne_id: int | None
    opened_at: int
    anchor_at: int | None
    due_at: int | None
    status: str
    adjustments: str | None
    calendar: str | None


_ROWS = select(*(_DEADLINE.c[name] for name in Row._fields)).where(_DEADLINE.c.status.in_(_OPEN))


@dataclass(slots=True, kw_only=True)
class Recount:
    """What was found: deadlines that change, and people whose deadlines must be derived again."""

    examined: int = 0
    found: list[Movement] = field(default_factory=list)
    people: set[int] = field(default_factory=set)


class _Group(NamedTuple):
    """Rows counted together: under one version of a rule, written under another or the same, by
    one calendar."""

    rule: Rule
    version: str
    calendar: str | None
    rows: list[Row]


def recount(
    connection: Connection, store: Store, rulebook: Rulebook, reasons: Reasons, in_use: str
) -> Recount:
    """Every open deadline of a person, counted again. ``in_use``: the version of the calendar that
    rows without one of their own were counted by; ``store`` gives the
    snapshots."""
    done = Recount()
    derived = _derived(rulebook, reasons)
    done.people = _opened_by(connection, rulebook, derived)
    touched = set(rulebook.rules) if reasons.calendar_moved else reasons.amounts
    groups: dict[tuple[int, str, str | None], _Group] = {}
    for found in connection.execute(_ROWS):
        row = Row(*found)
        done.examined += 1
        versions = rulebook.rules.get(row.rule)
        if row.personne_id is None:
            continue  # séances and offices are few: all of them are derived
        if versions is None:
            done.found.append(_withdrawn(row))
        elif row.rule in derived:
            done.people.add(row.personne_id)
        elif row.rule in touched:
            rule = _in_force(rulebook, versions, row)
            if rule is None or not _is_simple(rule, row, reasons):
                done.people.add(row.personne_id)
            elif row.anchor_at is not None:
                key = id(rule), row.rule_version, row.calendar  # hashing a whole rule is long
                if key not in groups:
                    groups[key] = _Group(rule, row.rule_version, row.calendar, [])
                groups[key].rows.append(row)
    for group in groups.values():
        _count(done, store, rulebook, group, in_use)
    return done


def open_deadlines(connection: Connection) -> int:
    """How many deadlines are open."""
    query = select(func.count()).where(_DEADLINE.c.status.in_(_OPEN))
    return int(connection.execute(query).scalar_one())


def _derived(rulebook: Rulebook, reasons: Reasons) -> set[str]:
    """The rules whose deadlines may appear or end: of another shape, or for whom an age that people
    are told apart by is counted otherwise."""
    return reasons.shapes | {
        code
        for code, versions in rulebook.rules.items()
        for rule in versions
        if rule.threshold is not None and not reasons.counts_the_same(rule.threshold)
    }


def _opened_by(connection: Connection, rulebook: Rulebook, rules: set[str]) -> set[int]:
    """The people of whom a fact opens one of these rules."""
    opens = {code for rule in rules for code in rulebook.rules[rule][0].procedure.opens}
    if not opens:
        return set()
    query = select(_FACT.c.personne_id).where(
        _FACT.c.code.in_(sorted(opens)), _FACT.c.personne_id.is_not(None)
    )
    return set(connection.execute(query.distinct()).scalars())


def _in_force(rulebook: Rulebook, versions: Sequence[Rule], row: Row) -> Rule | None:
    if versions[0].always:
        return versions[0]
    day = rulebook.local_day(from_micros(row.opened_at))
    return next((rule for rule in versions if rule.in_force(day)), None)


def _is_simple(rule: Rule, row: Row, reasons: Reasons) -> bool:
    """Whether its date hangs from its anchor alone. Without an anchor, only the next séance can
    give it one, and only another version of the rule can change it."""
    if row.adjustments is not None or row.status == Status.SUSPENDUE:
        return False
    if rule.anchor == ANCHOR_NEXT_SEANCE:
        return False
    return row.anchor_at is not None or row.rule_version == rule.version


def _count(done: Recount, store: Store, rulebook: Rulebook, group: _Group, in_use: str) -> None:
    rows = group.rows
    anchors = np.array([row.anchor_at for row in rows], dtype=np.int64)
    stored = np.array([-1 if row.due_at is None else row.due_at for row in rows], dtype=np.int64)
    now = due_micros(anchors, group.rule.delay, rulebook.calendar)
    then = _under_its_own_law(store, rulebook, group, anchors, in_use)
    ordinary = np.zeros(len(rows), dtype=bool) if then is None else then == stored
    renamed = group.version != group.rule.version
    for place in np.flatnonzero(~ordinary | (now != stored) | renamed):
        row = rows[place]
        if ordinary[place]:
            done.found.append(_counted(row, group.rule, int(now[place])))
        elif row.personne_id is not None:
            done.people.add(row.personne_id)


def _under_its_own_law(
    store: Store,
    rulebook: Rulebook,
    group: _Group,
    anchors: Micros,
    in_use: str,
) -> Micros | None:
    """The dates by the rule and the calendar that the rows were written under; None when these were
    not kept."""
    try:
        delay = _delay(store, rulebook, group)
        version = group.calendar or in_use
        calendar = rulebook.calendar
        if version != calendar.version:
            calendar = snapshots.calendar(store, version)
        return due_micros(anchors, delay, calendar)
    except (UnknownSnapshot, OutsideCalendar):
        return None


def _delay(store: Store, rulebook: Rulebook, group: _Group) -> Delay:
    if group.version == group.rule.version:
        return group.rule.delay
    return snapshots.rule(store, group.rule.code, group.version).delay


def _counted(row: Row, rule: Rule, after: int) -> Movement:
    return _movement(
        row,
        nature=Nature.MEME_DATE if after == row.due_at else Nature.DEPLACEE,
        version_after=rule.version,
        status_after=row.status,
        after=from_micros(after),
    )


def _withdrawn(row: Row) -> Movement:
    return _movement(
        row, nature=Nature.FINIE, version_after=None, status_after=Status.ANNULEE.value, after=None
    )


def _movement(
    row: Row,
    *,
    nature: Nature,
    version_after: str | None,
    status_after: str,
    after: datetime | None,
) -> Movement:
    return Movement(
        nature=nature,
        id=row.id,
        lineage=row.lineage,
        rule=row.rule,
        owner=Owner(
            subject=Subject(SubjectKind(row.kind), row.subject_id),
            child=row.child,
            personne_id=row.personne_id,
            dossier_id=row.subject_id if row.kind == SubjectKind.DOSSIER else None,
        ),
        anchor=instant_or_none(row.anchor_at),
        version_before=row.rule_version,
        version_after=version_after,
        status_before=row.status,
        status_after=status_after,
        before=instant_or_none(row.due_at),
        after=after,
    )
