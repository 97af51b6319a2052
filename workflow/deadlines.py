"""Deadlines as rows: what the facts want is compared with what is stored, the difference written.

Every change of a date supersedes the row by the next generation of its lineage; what fired
belongs to the row. ``next_at`` is the instant of the next rung of the ladder: the table is the
schedule, the scheduler only looks.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam

from rules.adjustments import AS_COUNTED, Adjustments
from rules.anchors import Anchors
from rules.deadlines import OPEN, Deadline, Settled, Status, rederive
from rules.facts import Fact
from rules.rule import Rule
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow import ladders, portraits
from workflow.canonical import encode
from workflow.instants import from_micros, to_micros
from workflow.portraits import Portrait
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
    adjusted: str | None
    adjustments: str | None
    profile: str | None


_DEADLINE = table(DeadlineRow)
CURRENT = _DEADLINE.c.status != Status.REMPLACEE.value
"""The row of its lineage, open or closed, that no later one replaced."""
_OF_PERSONNE = Statement(
    _DEADLINE.select()
    .with_only_columns(*(_DEADLINE.c[name] for name in Recorded._fields))
    .where(_DEADLINE.c.personne_id == bindparam("id"), CURRENT)
)
_OF_SUBJECT = Statement(
    _DEADLINE.select()
    .with_only_columns(*(_DEADLINE.c[name] for name in Recorded._fields))
    .where(
        _DEADLINE.c.kind == bindparam("kind"), _DEADLINE.c.subject_id == bindparam("id"), CURRENT
    )
)
_INSERT = insert_into(
    DeadlineRow,
    *("lineage", "generation", "rule", "rule_version", "kind", "subject_id", "child"),
    *("personne_id", "dossier_id", "seance_id", "opening", "opened_at", "anchor_at", "due_at"),
    *("rung", "next_at", "status", "born_late", "recorded_at", "calendar"),
    *("closed_at", "closed_by", "met_in_time", "adjusted", "adjustments"),
    "profile",
)
_CLOSE = update_by_id(
    DeadlineRow,
    *("status", "rung", "next_at", "closed_at", "closed_by", "met_in_time", "profile"),
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
    """Whose deadlines are compared: the subject, and the keys by which rows are joined.
    ``portrait``: who the person is, when that is at hand."""

    subject: Subject
    child: int | None = None
    personne_id: int | None = None
    dossier_id: int | None = None
    portrait: Portrait | None = field(default=None, compare=False, repr=False)


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
    changes: list[Change] = []
    for deadline, row in compared(
        rulebook, rules, owner=owner, facts=facts, recorded=recorded, anchors=anchors
    ):
        if deadline is not None:
            if write(tx, rulebook, owner, deadline, row, now):
                changes.append(_change(deadline))
        elif row is not None:
            changes.append(annul(tx, row, now, ANNULLED))
    return changes


def compared(
    rulebook: Rulebook,
    rules: Sequence[tuple[Rule, ...]],
    *,
    owner: Owner,
    facts: Sequence[Fact],
    recorded: Sequence[Recorded],
    anchors: Anchors,
) -> Iterator[tuple[Deadline | None, Recorded | None]]:
    """Each deadline of these rules that the facts want, beside the row that stands for it, if any;
    then the rows that nothing wants any more. Writes nothing."""
    codes = {versions[0].code for versions in rules}
    rows = {
        row.lineage: row
        for row in recorded
        if row.rule in codes
        and (row.kind, row.subject_id) == owner.subject
        and row.child == owner.child
    }
    settled = {row.lineage: _settled(row) for row in rows.values() if row.status not in OPEN}
    known = {fact.code for fact in facts}
    for versions in rules:
        if versions[0].procedure.opens.isdisjoint(known):
            continue  # nothing opens it: whatever is recorded is annulled below
        for one in rederive(
            versions,
            facts,
            subject=owner.subject,
            child=owner.child,
            calendar=rulebook.calendar,
            anchors=anchors,
            settled=settled,
        ):
            if isinstance(one, Deadline):
                yield one, rows.pop(one.lineage, None)
            else:
                del rows[one]
    for row in rows.values():
        if row.status != Status.ANNULEE:
            yield None, row


def _settled(row: Recorded) -> Settled:
    since = None if row.anchor_at is None else from_micros(row.anchor_at)
    return Settled(row.closed_by, since, adjustments_of(row.adjustments))


def adjustments_of(stored: str | None) -> Adjustments:
    """What was changed in the count of a deadline, as its row holds it."""
    return AS_COUNTED if stored is None else Adjustments.of(json.loads(stored))


def differs(deadline: Deadline, row: Recorded | None) -> bool:
    """Whether that row is not, or no longer, what the facts want."""
    return row is None or row.status != deadline.status or not _same_date(deadline, row)


def _same_date(deadline: Deadline, row: Recorded) -> bool:
    return (row.rule_version, row.anchor_at, row.due_at, row.seance_id, row.adjusted) == (
        deadline.rule.version,
        _micros(deadline.anchor),
        _micros(deadline.due),
        deadline.seance_id,
        deadline.adjusted,
    )


def annul(tx: Tx, row: Recorded, now: datetime, why: str) -> Change:
    """Ends a row that nothing wants any more."""
    _close(tx, row, Status.ANNULEE, now, why, met=None, profile=row.profile)
    return Change(
        rule=row.rule,
        version=row.rule_version,
        status=Status.ANNULEE,
        due=None if row.due_at is None else from_micros(row.due_at),
    )


def write(
    tx: Tx,
    rulebook: Rulebook,
    owner: Owner,
    deadline: Deadline,
    row: Recorded | None,
    now: datetime,
) -> bool:
    """Writes what the facts want in place of its row. Whether anything had to be written."""
    closed_by = None if deadline.closed_by is None else deadline.closed_by.key
    if row is None:
        profile = _profile(tx, rulebook, owner, deadline)
        _insert(tx, rulebook, owner, deadline, generation=1, profile=profile, now=now)
        return True
    same_date = _same_date(deadline, row)
    if same_date:
        _tell_adjustments(tx, deadline, row)
    if row.status in OPEN and deadline.closed_by is not None and same_date:
        _close(
            tx,
            row,
            deadline.status,
            deadline.closed_by.occurred,
            closed_by,
            met=deadline.met_in_time,
            profile=_with_designated(row.profile, deadline),
        )
        return True
    if row.status == deadline.status and same_date:
        return False
    if row.status in OPEN:
        _close(tx, row, Status.REMPLACEE, now, row.closed_by, met=None, profile=row.profile)
    else:
        _supersede_closed(tx, row)
    profile = _with_designated(row.profile, deadline)
    generation = row.generation + 1
    _insert(tx, rulebook, owner, deadline, generation=generation, profile=profile, now=now)
    return True


def _profile(tx: Tx, rulebook: Rulebook, owner: Owner, deadline: Deadline) -> str | None:
    """Whom a new measured deadline is about; the rows that replace it keep what they were then."""
    if not deadline.rule.measured or owner.personne_id is None:
        return None
    since = deadline.opening.occurred if deadline.anchor is None else deadline.anchor
    found = portraits.profile(
        tx, owner.personne_id, owner.portrait, deadline.opening, rulebook.local_day(since)
    )
    return _with_designated(found, deadline)


def _with_designated(profile: str | None, deadline: Deadline) -> str | None:
    met = deadline.status is Status.TENUE
    return portraits.designated(profile, deadline.closed_by if met else None)


_SUPERSEDE = update_by_id(DeadlineRow, "status")
_ADJUST = update_by_id(DeadlineRow, "adjustments")


def _tell_adjustments(tx: Tx, deadline: Deadline, row: Recorded) -> None:
    """What was changed in the count without moving the date (a suspension of days off) is no other
    date, but it is told with it."""
    said = _adjustments(deadline)
    if said != row.adjustments:
        tx.write(_ADJUST, {"of_id": row.id, "adjustments": said})


def _adjustments(deadline: Deadline) -> str | None:
    own = deadline.adjustments
    return None if own == AS_COUNTED else encode(own.content())


def _supersede_closed(tx: Tx, row: Recorded) -> None:
    tx.write(_SUPERSEDE, {"of_id": row.id, "status": Status.REMPLACEE.value})


def _close(
    tx: Tx,
    row: Recorded,
    status: Status,
    closed: datetime,
    closed_by: str | None,
    *,
    met: bool | None,
    profile: str | None,
) -> None:
    tx.write(
        _CLOSE,
        {
            "of_id": row.id,
            "status": status.value,
            "rung": None,
            "next_at": None,
            "closed_at": to_micros(closed),
            "closed_by": closed_by,
            "met_in_time": None if met is None else int(met),
            "profile": profile,
        },
    )


def _insert(
    tx: Tx,
    rulebook: Rulebook,
    owner: Owner,
    deadline: Deadline,
    *,
    generation: int,
    profile: str | None,
    now: datetime,
) -> None:
    closed = deadline.closed_by
    rung, next_at, born_late = None, None, False
    if closed is None and deadline.due is not None:
        born_late = generation == 1 and deadline.due <= now
        rung, next_at = ladders.first_rung(rulebook, deadline, now)
    opening = deadline.opening.subject
    dossier_id = opening.id if opening.kind is SubjectKind.DOSSIER else owner.dossier_id
    tx.write(
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
            "calendar": rulebook.calendar.version,
            "closed_at": None if closed is None else to_micros(closed.occurred),
            "closed_by": None if closed is None else closed.key,
            "met_in_time": None if deadline.met_in_time is None else int(deadline.met_in_time),
            "adjusted": None if deadline.adjusted is None else deadline.adjusted.value,
            "adjustments": _adjustments(deadline),
            "profile": profile,
        },
    )


def _change(deadline: Deadline) -> Change:
    return Change(
        rule=deadline.rule.code,
        version=deadline.rule.version,
        status=deadline.status,
        due=deadline.due,
    )


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)
