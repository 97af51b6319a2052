"""Which alert of a deadline comes next, judged again from what was already told."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from rules.deadlines.derivation import Status
from rules.deadlines.rule import Rule
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.deadlines.comparison import Owner
from workflow.deadlines.ladders import NEVER, followed_since, next_rung, rung_instants
from workflow.recalculation.movements import Movement, Nature
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow, Firing

_DEADLINE, _FIRING = table(DeadlineRow), table(Firing)


class Armed(NamedTuple):
    """An open deadline that has a date: the rung that was told last (``told``, see
    ``ladders.NEVER``), what is to be told next and when. Instants in microseconds."""

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
    due_at: int
    recorded_at: int
    rung: int | None
    next_at: int | None
    told: int

    @property
    def owner(self) -> Owner:
        """Whose it is."""
        return Owner(
            subject=Subject(SubjectKind(self.kind), self.subject_id),
            child=self.child,
            personne_id=self.personne_id,
            dossier_id=self.subject_id if self.kind == SubjectKind.DOSSIER else None,
        )


class Next(NamedTuple):
    """The alert that a deadline should wait for, in microseconds; both None when there is none."""

    rung: int | None
    at: int | None


_LAST_TOLD = (
    select(func.max(_FIRING.c.rung))
    .where(_FIRING.c.deadline_id == _DEADLINE.c.id)
    .scalar_subquery()
)
OPEN_DEADLINES = select(
    *(_DEADLINE.c[name] for name in Armed._fields if name != "told"),
    func.coalesce(_LAST_TOLD, NEVER),
).where(_DEADLINE.c.status == Status.OUVERTE.value, _DEADLINE.c.due_at.is_not(None))


class Arms:
    """The ladders of a rulebook at an instant. The instants of a rung are the same for all who are
    due together: they are counted once."""

    def __init__(self, rulebook: Rulebook, now: datetime) -> None:
        self._rulebook = rulebook
        self._now = to_micros(now)
        since = followed_since(rulebook)
        self._since = None if since is None else to_micros(since)
        self._instants: dict[tuple[int, int], list[int]] = {}
        self._versions: dict[tuple[str, str], Rule | None] = {}

    def should_wait_for(self, row: Armed) -> Next:
        """The alert that the row should wait for; what it waits for already when that is right."""
        rule = self._rule(row)
        if rule is None:
            return Next(row.rung, row.next_at)  # it is counted again: its alerts come with that
        instants = self._of(rule, row.due_at)
        return Next(
            *next_rung(
                instants,
                since=self._since,
                opened=row.opened_at,
                due=row.due_at,
                recorded=row.recorded_at,
                told=row.told,
                now=self._now,
                pending=self._pending(row, len(instants)),
            )
        )

    def _rule(self, row: Armed) -> Rule | None:
        key = row.rule, row.rule_version
        if key not in self._versions:
            versions = self._rulebook.rules.get(row.rule, ())
            self._versions[key] = next((r for r in versions if r.version == row.rule_version), None)
        return self._versions[key]

    def _of(self, rule: Rule, due_at: int) -> list[int]:
        key = id(rule), due_at
        found = self._instants.get(key)
        if found is None:
            instants = rung_instants(self._rulebook, rule, from_micros(due_at))
            found = self._instants[key] = [to_micros(instant) for instant in instants]
        return found

    def _pending(self, row: Armed, rungs: int) -> tuple[int, int] | None:
        if row.rung is None or row.next_at is None or row.next_at > self._now:
            return None
        return (row.rung, row.next_at) if row.told < row.rung < rungs else None


def misarmed(
    connection: Connection, rulebook: Rulebook, now: datetime, but: set[str]
) -> Iterator[Movement]:
    """The open deadlines whose date stays and whose next alert is not the right one. ``but``: those
    whose date changes, by lineage; their alerts are armed with the new date."""
    arms = Arms(rulebook, now)
    for armed in map(Armed._make, connection.execute(OPEN_DEADLINES)):
        if armed.lineage not in but and (found := wrong(arms, armed)) is not None:
            yield found


def wrong(arms: Arms, row: Armed) -> Movement | None:
    """What must change in the next alert of a row; None when it is right."""
    should = arms.should_wait_for(row)
    if should == (row.rung, row.next_at):
        return None
    return Movement(
        nature=Nature.ALERTE,
        id=row.id,
        lineage=row.lineage,
        rule=row.rule,
        owner=row.owner,
        anchor=from_micros(row.due_at),
        version_before=row.rule_version,
        version_after=row.rule_version,
        status_before=Status.OUVERTE.value,
        status_after=Status.OUVERTE.value,
        before=_instant(row.next_at),
        after=_instant(should.at),
    )


def _instant(micros: int | None) -> datetime | None:
    return instant_or_none(micros)
