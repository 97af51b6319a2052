"""Writes the difference between the deadlines that the facts want and those that are stored.

Every change of a date supersedes the row by the next generation of its lineage; what fired
belongs to the row. ``next_at`` is the instant of the next rung of the ladder: the table is the
schedule, the scheduler only looks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.deadlines.adjustments import AS_COUNTED, Adjusted
from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import OPEN, Deadline, Status
from rules.facts import Fact
from rules.rulebook import Rulebook, Rules
from rules.subjects import SubjectKind
from workflow.database.canonical import encode
from workflow.database.instants import instant_or_none, micros_or_none, to_micros
from workflow.database.statements import insert_into, update_by_id
from workflow.database.store import Tx
from workflow.deadlines import ladders, portraits
from workflow.deadlines.comparison import Owner, compared, same_date
from workflow.deadlines.current import Recorded
from workflow.tables.trail import DeadlineRow

_INSERT = insert_into(
    DeadlineRow,
    *("lineage", "generation", "rule", "rule_version", "kind", "subject_id", "child"),
    *("personne_id", "dossier_id", "seance_id", "opening", "opened_at", "anchor_at", "due_at"),
    *("rung", "next_at", "status", "born_late", "recorded_at", "calendar"),
    *("closed_at", "closed_by", "met_in_time", "adjusted", "adjustments"),
    *("profile", "service_id", "circonscription", "genre"),
)
_CLOSE = update_by_id(
    DeadlineRow,
    *("status", "rung", "next_at", "closed_at", "closed_by", "met_in_time", "profile"),
)

ANNULLED = "fait annulé"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the comparison wrote: for the journal, which names rule, version, status and date.

    ``child``: the service, for a deadline of a séance that each service has. ``left``: the date
    that it had while it was open. ``by_hand``: somebody set its date, and nothing else moves it.
    """

    rule: str
    version: str
    status: Status
    due: datetime | None
    child: int | None = None
    left: datetime | None = None
    by_hand: bool = False

    def as_text(self) -> str:
        """One line of the journal's body."""
        when = "" if self.due is None else f" {self.due.isoformat()}"
        return f"{self.rule}@{self.version} {self.status.value}{when}"


def refresh(
    tx: Tx,
    rulebook: Rulebook,
    rules: Rules,
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
                changes.append(_change(owner, deadline, row))
        elif row is not None:
            changes.append(annul(tx, row, now, ANNULLED))
    return changes


def annul(tx: Tx, row: Recorded, now: datetime, why: str) -> Change:
    """Ends a row that nothing wants any more."""
    _close(tx, row, Status.ANNULEE, now, why, met=None, profile=row.profile)
    return Change(
        rule=row.rule,
        version=row.rule_version,
        status=Status.ANNULEE,
        due=instant_or_none(row.due_at),
        child=row.child,
        left=_left(row),
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
    as_dated = same_date(deadline, row)
    if as_dated:
        _tell_adjustments(tx, deadline, row)
    if row.status in OPEN and deadline.closed_by is not None and as_dated:
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
    if row.status == deadline.status and as_dated:
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
    of: Mapping[str, Any] = {} if dossier_id is None else owner.dossiers.get(dossier_id, {})
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
            "anchor_at": micros_or_none(deadline.anchor),
            "due_at": micros_or_none(deadline.due),
            "rung": rung,
            "next_at": micros_or_none(next_at),
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
            "service_id": owner.child or of.get("service_id"),
            "circonscription": of.get("circonscription") or owner.circonscription,
            "genre": owner.genre or owner.genres.get(deadline.seance_id or 0),
        },
    )


def _change(owner: Owner, deadline: Deadline, row: Recorded | None) -> Change:
    return Change(
        rule=deadline.rule.code,
        version=deadline.rule.version,
        status=deadline.status,
        due=deadline.due,
        child=owner.child,
        left=None if row is None else _left(row),
        by_hand=deadline.adjusted is Adjusted.FIXEE,
    )


def _left(row: Recorded) -> datetime | None:
    return instant_or_none(row.due_at) if row.status in OPEN else None
