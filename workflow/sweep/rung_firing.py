"""One rung fires: claimed, journalled, told, and what it triggers, all in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from rules import escalations
from rules.actors import SYSTEM
from rules.deadlines.rule import Level, Rule
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject
from workflow.acts import seance_locks
from workflow.database.instants import from_micros, micros_or_none, to_micros
from workflow.database.savepoints import undone_on
from workflow.database.statements import Statement, insert_into, insert_once, update_by_id
from workflow.database.store import Tx
from workflow.deadlines.ladders import rung_instants
from workflow.post import outbox
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand
from workflow.sweep import addressees
from workflow.sweep.due_rungs import Due
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow, Firing, FiringFailure
from workflow.trail import journal
from workflow.trail.journal import TABLES, Chain, Entry

MOST_ATTEMPTS = 5

TOLD, SILENT, DIGEST, ACTED, REFUSED = "dit", "tu", "recapitulatif", "acte", "refuse"

_DEADLINE = table(DeadlineRow)
_READ = Statement(
    select(
        *(_DEADLINE.c[name] for name in ("rule", "rule_version", "due_at", "rung", "next_at")),
        *(_DEADLINE.c[name] for name in ("born_late", "child", "lineage", "opened_at")),
        *(_DEADLINE.c[name] for name in ("height", "up_since", "service_id", "circonscription")),
    )
    .where(_DEADLINE.c.id == bindparam("id"), _DEADLINE.c.status == "ouverte")
    .with_for_update()
)
_CLAIM = insert_once(
    Firing,
    *("deadline_id", "rung", "level", "due_at", "fired_at", "lateness_us", "outcome", "by"),
)
_HUSH = Statement(
    table(Firing)
    .update()
    .where(
        table(Firing).c.deadline_id == bindparam("of_id"),
        table(Firing).c.rung == bindparam("of_rung"),
    ),
    ("outcome",),
)
_NEXT = update_by_id(DeadlineRow, "rung", "next_at", "height", "up_since")
_LOCK_IF_FREE = {
    kind: Statement(
        select(*(table(model).c[name] for name in ("version", "seq", "head")))
        .where(table(model).c.id == bindparam("id"))
        .with_for_update(skip_locked=True, key_share=True)
    )
    for kind, model in TABLES.items()
}
_FAIL = insert_into(FiringFailure, "deadline_id", "rung", "attempts", "retry_at", "error")
_FAIL_AGAIN = Statement(
    table(FiringFailure)
    .update()
    .where(
        table(FiringFailure).c.deadline_id == bindparam("of_id"),
        table(FiringFailure).c.rung == bindparam("of_rung"),
    ),
    ("attempts", "retry_at", "error"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rung that this process fired. ``told``: a message was written."""

    told: bool
    lateness: timedelta


def fire(tx: Tx, rulebook: Rulebook, due: Due, *, now: datetime, by: str) -> Fired | None:
    """Fires the rung unless somebody else did, holds the subject, or it is no longer due."""
    if any(rule.procedure.act is not None for rule in rulebook.rules.get(due.rule, ())):
        seance_locks.hold(tx, due.subject.id)  # the persons always before the séance
    chain = _lock_if_free(tx, due.subject)
    rung = None if chain is None else _still_due(tx, rulebook, due, now)
    if chain is None or rung is None or not _claim(tx, due, rung, by):
        return None
    body, outcome = rung.body(), rung.outcome
    event = rung.rule.procedure.act
    if event is not None and rung.due <= now:
        done = _attempt(tx, rulebook, event, due.subject, max(rung.due, rung.opened), now)
        chain = journal.lock(tx, due.subject)
        if done["issue"] == ACTED:  # nobody is asked for what has just been done
            outcome = SILENT
            tx.write(_HUSH, {"of_id": due.deadline_id, "of_rung": due.rung, "outcome": outcome})
        body |= {"declenche": done, "issue": outcome}
    journal.append(
        tx,
        chain,
        Entry(act="escalade", actor=SYSTEM, occurred=now, known=now, body=body, changes=False),
    )
    if outcome != SILENT:
        _tell(tx, rulebook, due, rung, outcome)
    return Fired(told=outcome != SILENT, lateness=rung.lateness)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rung:
    """A rung that is still due: what its deadline says, when it was to be told, and ``now``.
    ``child``: the service that owes a part of its own; ``service`` and ``circonscription``: where
    the deadline is followed; ``following``: the instant of the next rung;
    ``height`` and ``up_since``: how high it will have gone, and since when in microseconds."""

    rule: Rule
    level: Level
    version: str
    lineage: str
    due: datetime
    opened: datetime
    scheduled: datetime
    following: datetime | None
    born_late: bool
    child: int | None
    service: int | None
    circonscription: str | None
    height: int | None
    up_since: int | None
    now: datetime

    @property
    def lateness(self) -> timedelta:
        """How long after its instant it is told."""
        return self.now - self.scheduled

    @property
    def outcome(self) -> str:
        """Of several rungs missed together the highest alone is told; what was born late, in a
        digest."""
        if self.following is not None and self.following <= self.now:
            return SILENT
        return DIGEST if self.born_late else TOLD

    def body(self) -> dict[str, object]:
        """What the entry says."""
        return {
            "regle": f"{self.rule.code}@{self.version}",
            "lignee": self.lineage,
            "niveau": self.level.value,
            "prevu": self.scheduled.isoformat(),
            "echeance": self.due.isoformat(),
            "retard_s": int(self.lateness.total_seconds()),
            "issue": self.outcome,
            "service": self.child,
        }


def _still_due(tx: Tx, rulebook: Rulebook, due: Due, now: datetime) -> _Rung | None:
    """The rung, read under the lock; None when it moved, or when its rule no longer has it."""
    row = tx.one(_READ, {"id": due.deadline_id})
    if row is None or row[3] != due.rung or row[4] > to_micros(now):
        return None
    code, version, due_at, _, scheduled, born_late, child, lineage, opened_at, *rest = row
    height, up_since, service, circonscription = rest
    rule = rulebook.version_for(code, version, from_micros(opened_at))
    if rule is None or due.rung >= len(rule.ladder):
        return None
    after = rung_instants(rulebook, rule, from_micros(due_at))[due.rung + 1 :]
    level = rule.ladder[due.rung].level
    reached = escalations.height(level)
    if reached is not None:
        height = reached if height is None else min(height, reached)
        up_since = to_micros(now) if up_since is None else up_since
    return _Rung(
        rule=rule,
        level=level,
        version=version,
        lineage=lineage,
        due=from_micros(due_at),
        opened=from_micros(opened_at),
        scheduled=from_micros(scheduled),
        following=after[0] if after else None,
        born_late=bool(born_late),
        child=child,
        service=service,
        circonscription=circonscription,
        height=height,
        up_since=up_since,
        now=now,
    )


def _claim(tx: Tx, due: Due, rung: _Rung, by: str) -> bool:
    """Whether the rung is this process's: once, whatever the number of processes. The deadline then
    waits for the next one."""
    claim = {
        "deadline_id": due.deadline_id,
        "rung": due.rung,
        "level": rung.level.value,
        "due_at": to_micros(rung.scheduled),
        "fired_at": to_micros(rung.now),
        "lateness_us": rung.lateness // timedelta(microseconds=1),
        "outcome": rung.outcome,
        "by": by,
    }
    if not tx.run(_CLAIM, claim):
        return False
    more = rung.following is not None
    tx.write(
        _NEXT,
        {
            "of_id": due.deadline_id,
            "rung": due.rung + 1 if more else None,
            "next_at": micros_or_none(rung.following),
            "height": rung.height,
            "up_since": rung.up_since,
        },
    )
    return True


def count_failure(tx: Tx, rulebook: Rulebook, due: Due, error: Exception, *, now: datetime) -> None:
    """The rung will be tried again, later and later; after ``MOST_ATTEMPTS`` a human is told."""
    attempts = due.attempts + 1
    values: dict[str, object] = {
        "attempts": attempts,
        "retry_at": to_micros(now + timedelta(minutes=2**attempts)),
        "error": type(error).__name__,
    }
    key = {"of_id": due.deadline_id, "of_rung": due.rung}
    if not tx.run(_FAIL_AGAIN, {**values, **key}):
        tx.write(_FAIL, {**values, "deadline_id": due.deadline_id, "rung": due.rung})
    if attempts == MOST_ATTEMPTS:
        outbox.write(
            tx,
            subject=due.subject,
            occasion="echeance_panne",
            recipient="role:manager",
            data={
                "reference": str(due.subject),
                "circonscription": None,
                "rule": due.rule,
                "label": rulebook.rules[due.rule][0].procedure.label,
                "error": type(error).__name__,
            },
            key=f"panne-{due.deadline_id}-{due.rung}",
            now=now,
        )


def _attempt(
    tx: Tx, rulebook: Rulebook, event: str, subject: Subject, due: datetime, now: datetime
) -> Mapping[str, object]:
    """What the rung triggers, by the command path, at the instant it was due, however late the
    sweep. A refusal is an answer: the claim stays, and nothing of what was refused."""
    act = Act(event=event, actor=SYSTEM, occurred=due, known=now)
    try:
        with undone_on(tx, Refused):
            done = conduct.carry_out(tx, rulebook, SeanceCommand(act=act, seance_id=subject.id))
    except Refused as refused:
        return {
            "evenement": event,
            "issue": REFUSED,
            "refus": [refusal.code for refusal in refused.refusals],
        }
    return {"evenement": event, "issue": ACTED, "etat": done.state}


def _lock_if_free(tx: Tx, subject: Subject) -> Chain | None:
    row = tx.one(_LOCK_IF_FREE[subject.kind], {"id": subject.id})
    if row is None:
        return None
    return Chain(subject=subject, version=row[0], seq=row[1], head=row[2])


def _tell(tx: Tx, rulebook: Rulebook, due: Due, rung: _Rung, outcome: str) -> None:
    place = addressees.place_of(
        tx,
        rulebook,
        rung.rule,
        due.deadline_id,
        service=rung.service,
        circonscription=rung.circonscription,
    )
    outbox.write(
        tx,
        subject=due.subject,
        occasion=f"echeance_{rung.level.value}",
        recipient=addressees.recipient(rung.rule, rung.level, place),
        data={
            "reference": str(due.subject),
            "circonscription": place.circonscription,
            "rule": rung.rule.code,
            "label": rung.rule.procedure.label,
            "due": rung.due.isoformat(),
            "late_days": (rung.now - rung.due).days if rung.now > rung.due else None,
        },
        key=f"echeance-{due.deadline_id}-{due.rung}",
        now=rung.now,
        digest="echeances" if outcome == DIGEST else None,
    )
