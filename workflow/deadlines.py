"""Deadlines as rows: what the facts want is compared with what is stored, the difference written.

Every change of a date supersedes the row by the next generation of its lineage; what fired
belongs to the row. ``next_at`` is the instant of the next rung of the ladder: the table is the
schedule, the scheduler only looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam

from rules.deadlines import OPEN, Anchors, Deadline, Status, derive
from rules.delays import shift
from rules.facts import Fact
from rules.rule import Rule, Rung
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.instants import from_micros, to_micros
from workflow.statements import Statement, insert_into, update_by_id
from workflow.store import Tx
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow


class Recorded(NamedTuple):
    """A current row as it is stored, instants in microseconds, as far as the comparison needs
    it: most rows of a person are read, compared with nothing and dropped."""

    id: int
    lineage: str
    generation: int
    rule: str
    rule_version: str
    kind: str
    subject_id: int
    child: int | None
    seance_id: int | None
    anchor_at: int | None
    due_at: int | None
    status: str
    closed_by: str | None


_DEADLINE = table(DeadlineRow)
_CURRENT = _DEADLINE.c.status != Status.REMPLACEE.value
_OF_PERSONNE = Statement(
    _DEADLINE.select()
    .with_only_columns(*(_DEADLINE.c[name] for name in Recorded._fields))
    .where(_DEADLINE.c.personne_id == bindparam("id"), _CURRENT)
)
_OF_SUBJECT = Statement(
    _DEADLINE.select()
    .with_only_columns(*(_DEADLINE.c[name] for name in Recorded._fields))
    .where(
        _DEADLINE.c.kind == bindparam("kind"), _DEADLINE.c.subject_id == bindparam("id"), _CURRENT
    )
)
_INSERT = insert_into(
    DeadlineRow,
    *("lineage", "generation", "rule", "rule_version", "kind", "subject_id", "child"),
    *("personne_id", "dossier_id", "seance_id", "opening", "opened_at", "anchor_at", "due_at"),
    *("rung", "next_at", "status", "born_late", "recorded_at"),
    *("closed_at", "closed_by", "met_in_time"),
)
_CLOSE = update_by_id(
    DeadlineRow, "status", "rung", "next_at", "closed_at", "closed_by", "met_in_time"
)

ANNULLED = "fait annulé"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the comparison wrote: for the journal, which names rule, version, status and date."""

    rule: str
    version: str
    status: Status
    due: datetime | None

    def as_text(self) -> str:
        """One line of the journal's body."""
        when = "" if self.due is None else f" {self.due.isoformat()}"
        return f"{self.rule}@{self.version} {self.status.value}{when}"


def of_personne(tx: Tx, personne_id: int) -> list[Recorded]:
    """The current deadlines of a person and of their dossiers, open and closed."""
    return [Recorded(*row) for row in tx.all(_OF_PERSONNE, {"id": personne_id})]


def of_subject(tx: Tx, subject: Subject) -> list[Recorded]:
    """The current deadlines of one subject, open and closed."""
    return [
        Recorded(*row)
        for row in tx.all(_OF_SUBJECT, {"kind": subject.kind.value, "id": subject.id})
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose deadlines are compared: the subject, and the keys by which rows are joined."""

    subject: Subject
    child: int | None = None
    personne_id: int | None = None
    dossier_id: int | None = None


def refresh(
    tx: Tx,
    rulebook: Rulebook,
    rules: Sequence[tuple[Rule, ...]],
    *,
    owner: Owner,
    facts: Sequence[Fact],
    recorded: Sequence[Recorded],
    anchors: Anchors,
    now: datetime,
) -> list[Change]:
    """Derives the deadlines of these rules again from all the facts and writes the difference."""
    codes = {versions[0].code for versions in rules}
    rows = {
        row.lineage: row
        for row in recorded
        if row.rule in codes
        and (row.kind, row.subject_id) == owner.subject
        and row.child == owner.child
    }
    settled = {row.lineage: row.closed_by for row in rows.values() if row.status not in OPEN}
    changes: list[Change] = []
    known = {fact.code for fact in facts}
    for versions in rules:
        if versions[0].procedure.opens.isdisjoint(known):
            continue  # nothing opens it: whatever is recorded is annulled below
        for deadline in derive(
            versions,
            facts,
            subject=owner.subject,
            child=owner.child,
            calendar=rulebook.calendar,
            anchors=anchors,
            settled=settled,
        ):
            row = rows.pop(deadline.lineage, None)
            if _write(tx, rulebook, owner, deadline, row, now):
                changes.append(_change(deadline))
    for row in rows.values():
        if row.status in OPEN:
            _close(tx, row, Status.ANNULEE, now, ANNULLED, met=None)
            changes.append(
                Change(
                    rule=row.rule,
                    version=row.rule_version,
                    status=Status.ANNULEE,
                    due=None if row.due_at is None else from_micros(row.due_at),
                )
            )
    return changes


def _write(
    tx: Tx,
    rulebook: Rulebook,
    owner: Owner,
    deadline: Deadline,
    row: Recorded | None,
    now: datetime,
) -> bool:
    """Whether anything had to be written for that deadline."""
    closed_by = None if deadline.closed_by is None else deadline.closed_by.key
    if row is None:
        _insert(tx, rulebook, owner, deadline, generation=1, now=now)
        return True
    same_date = (row.rule_version, row.anchor_at, row.due_at, row.seance_id) == (
        deadline.rule.version,
        _micros(deadline.anchor),
        _micros(deadline.due),
        deadline.seance_id,
    )
    if row.status in OPEN and deadline.closed_by is not None and same_date:
        _close(
            tx,
            row,
            deadline.status,
            deadline.closed_by.occurred,
            closed_by,
            met=deadline.met_in_time,
        )
        return True
    if row.status == deadline.status and same_date:
        return False
    if row.status in OPEN:
        _close(tx, row, Status.REMPLACEE, now, row.closed_by, met=None)
    else:
        _supersede_closed(tx, row)
    _insert(tx, rulebook, owner, deadline, generation=row.generation + 1, now=now)
    return True


_SUPERSEDE = update_by_id(DeadlineRow, "status")


def _supersede_closed(tx: Tx, row: Recorded) -> None:
    tx.run(_SUPERSEDE, {"of_id": row.id, "status": Status.REMPLACEE.value})


def _close(
    tx: Tx,
    row: Recorded,
    status: Status,
    closed: datetime,
    closed_by: str | None,
    *,
    met: bool | None,
) -> None:
    tx.run(
        _CLOSE,
        {
            "of_id": row.id,
            "status": status.value,
            "rung": None,
            "next_at": None,
            "closed_at": to_micros(closed),
            "closed_by": closed_by,
            "met_in_time": None if met is None else int(met),
        },
    )


def _insert(
    tx: Tx,
    rulebook: Rulebook,
    owner: Owner,
    deadline: Deadline,
    *,
    generation: int,
    now: datetime,
) -> None:
    closed = deadline.closed_by
    rung, next_at, born_late = None, None, False
    if closed is None and deadline.due is not None:
        born_late = generation == 1 and deadline.due <= now
        rung, next_at = _first_rung(rulebook, deadline, now)
    opening = deadline.opening.subject
    dossier_id = opening.id if opening.kind is SubjectKind.DOSSIER else owner.dossier_id
    tx.run(
        _INSERT,
        {
            "lineage": deadline.lineage,
            "generation": generation,
            "rule": deadline.rule.code,
            "rule_version": deadline.rule.version,
            "kind": owner.subject.kind.value,
            "subject_id": owner.subject.id,
            "child": owner.child,
            "personne_id": owner.personne_id,
            "dossier_id": dossier_id,
            "seance_id": deadline.seance_id,
            "opening": deadline.opening.key,
            "opened_at": to_micros(deadline.opening.occurred),
            "anchor_at": _micros(deadline.anchor),
            "due_at": _micros(deadline.due),
            "rung": rung,
            "next_at": _micros(next_at),
            "status": deadline.status.value,
            "born_late": int(born_late),
            "recorded_at": to_micros(now),
            "closed_at": None if closed is None else to_micros(closed.occurred),
            "closed_by": None if closed is None else closed.key,
            "met_in_time": None if deadline.met_in_time is None else int(deadline.met_in_time),
        },
    )


def rung_instants(rulebook: Rulebook, rule: Rule, due: datetime) -> list[datetime]:
    """When each rung of the rule's ladder is due, lowest first."""
    return [_instant_of(rulebook, rung, due) for rung in rule.ladder]


def _instant_of(rulebook: Rulebook, rung: Rung, due: datetime) -> datetime:
    return shift(due, rung.offset, rung.unit, rung.hour, rulebook.calendar)


def _first_rung(
    rulebook: Rulebook, deadline: Deadline, now: datetime
) -> tuple[int | None, datetime | None]:
    """The rung to fire first. Reminders already past are not told; past its due instant, only the
    highest rung reached speaks, once. Facts older than the service are for measure only."""
    rule, due = deadline.rule, deadline.due
    opened = rulebook.local_day(deadline.opening.occurred)
    too_old = rulebook.in_service is not None and opened < rulebook.in_service
    if due is None or not rule.ladder or too_old:
        return None, None
    reached = None
    for index, rung in enumerate(rule.ladder):
        instant = _instant_of(rulebook, rung, due)
        if instant > now:
            return (index, instant) if reached is None or due > now else (reached, now)
        reached = index
    return (reached, now) if due <= now else (None, None)


def _change(deadline: Deadline) -> Change:
    return Change(
        rule=deadline.rule.code,
        version=deadline.rule.version,
        status=deadline.status,
        due=deadline.due,
    )


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)
