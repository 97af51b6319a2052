"""One rung fires: claimed, journalled, told, and what it triggers, all in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text

from rules.actors import SYSTEM
from rules.deadlines.rule import Duty, Level, Rule
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.acts import seance_locks
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into, insert_once, update_by_id
from workflow.database.store import Tx
from workflow.deadlines.ladders import rung_instants
from workflow.post import outbox
from workflow.seances import conduct
from workflow.seances.conduct import SeanceCommand
from workflow.sweep.due_rungs import Due
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Offre, Personne, Seance
from workflow.tables.trail import DeadlineRow, Firing, FiringFailure
from workflow.trail import journal
from workflow.trail.journal import TABLES, Chain, Entry

MOST_ATTEMPTS = 5

TOLD, SILENT, DIGEST, ACTED, REFUSED = "dit", "tu", "recapitulatif", "acte", "refuse"

_DEADLINE = table(DeadlineRow)
_READ = Statement(
    select(
        *(_DEADLINE.c[name] for name in ("rule", "rule_version", "due_at", "rung", "next_at")),
        *(_DEADLINE.c[name] for name in ("born_late", "child", "dossier_id", "lineage")),
        _DEADLINE.c.opened_at,
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
_MARK = Statement(text("SAVEPOINT before_act"))
_UNDO = Statement(text("ROLLBACK TO SAVEPOINT before_act"))
_NEXT = update_by_id(DeadlineRow, "rung", "next_at")
_LOCK_IF_FREE = {
    kind: Statement(
        select(*(table(model).c[name] for name in ("version", "seq", "head")))
        .where(table(model).c.id == bindparam("id"))
        .with_for_update(skip_locked=True, key_share=True)
    )
    for kind, model in TABLES.items()
}
_DOSSIER, _PERSONNE = table(Dossier), table(Personne)
_PLACE_OF_DOSSIER = Statement(
    select(_DOSSIER.c.service_id, _DOSSIER.c.circonscription).where(
        _DOSSIER.c.id == bindparam("id")
    )
)
_PLACE_OF_SEANCE = Statement(
    select(table(Seance).c.circonscription).where(table(Seance).c.id == bindparam("id"))
)
_CODE_OF_CIRCONSCRIPTION = Statement(
    select(table(Circonscription).c.code).where(table(Circonscription).c.id == bindparam("id"))
)
_OFFRE = table(Offre)
_PLACE_OF_OFFER = Statement(
    select(_OFFRE.c.service_id, _OFFRE.c.circonscription).where(_OFFRE.c.id == bindparam("id"))
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the subject is followed: for the addresses of its messages."""

    service: int | None
    circonscription: str | None


def fire(tx: Tx, rulebook: Rulebook, due: Due, *, now: datetime, by: str) -> Fired | None:
    """Fires the rung unless somebody else did, holds the subject, or it is no longer due."""
    if any(rule.procedure.act is not None for rule in rulebook.rules.get(due.rule, ())):
        seance_locks.hold(tx, due.subject.id)  # the persons always before the séance
    chain = _lock_if_free(tx, due.subject)
    row = None if chain is None else tx.one(_READ, {"id": due.deadline_id})
    if chain is None or row is None or row[3] != due.rung or row[4] > to_micros(now):
        return None
    code, version, due_at, _, scheduled, born_late, child, dossier_id, lineage, opened_at = row
    rule = rulebook.version_for(code, version, from_micros(opened_at))
    if rule is None or due.rung >= len(rule.ladder):
        return None
    instants = rung_instants(rulebook, rule, from_micros(due_at))
    rung = rule.ladder[due.rung]
    following = due.rung + 1
    overtaken = following < len(instants) and instants[following] <= now
    outcome = SILENT if overtaken else DIGEST if born_late else TOLD
    lateness = now - from_micros(scheduled)
    claim = {
        "deadline_id": due.deadline_id,
        "rung": due.rung,
        "level": rung.level.value,
        "due_at": scheduled,
        "fired_at": to_micros(now),
        "lateness_us": lateness // timedelta(microseconds=1),
        "outcome": outcome,
        "by": by,
    }
    if not tx.run(_CLAIM, claim):
        return None
    more = following < len(instants)
    tx.write(
        _NEXT,
        {
            "of_id": due.deadline_id,
            "rung": following if more else None,
            "next_at": to_micros(instants[following]) if more else None,
        },
    )
    act = Act(event="escalade", actor=SYSTEM, occurred=now, known=now)
    body: dict[str, object] = {
        "regle": f"{code}@{version}",
        "lignee": lineage,
        "niveau": rung.level.value,
        "prevu": from_micros(scheduled).isoformat(),
        "echeance": from_micros(due_at).isoformat(),
        "retard_s": int(lateness.total_seconds()),
        "issue": outcome,
        "service": child,
    }
    if rule.procedure.act is not None and from_micros(due_at) <= now:
        done = _attempt(
            tx, rulebook, rule.procedure.act, due.subject, from_micros(max(due_at, opened_at)), now
        )
        chain = journal.lock(tx, due.subject)
        if done["issue"] == ACTED:  # nobody is asked for what has just been done
            outcome = SILENT
            tx.write(_HUSH, {"of_id": due.deadline_id, "of_rung": due.rung, "outcome": outcome})
        body |= {"declenche": done, "issue": outcome}
    journal.append(
        tx,
        chain,
        Entry(act=act.event, actor=SYSTEM, occurred=now, known=now, body=body, changes=False),
    )
    if outcome != SILENT:
        place = _place(tx, due.subject, child, dossier_id)
        _tell(tx, rule, rung.level, due, place, from_micros(due_at), outcome, now)
    return Fired(told=outcome != SILENT, lateness=lateness)


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
    tx.write(_MARK, {})
    try:
        done = conduct.carry_out(tx, rulebook, SeanceCommand(act=act, seance_id=subject.id))
    except Refused as refused:
        tx.write(_UNDO, {})
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


def _place(tx: Tx, subject: Subject, child: int | None, dossier_id: int | None) -> _Place:
    if dossier_id is not None:
        row = tx.one(_PLACE_OF_DOSSIER, {"id": dossier_id})
        return (
            _Place(service=row[0], circonscription=row[1])
            if row
            else _Place(service=None, circonscription=None)
        )
    if subject.kind is SubjectKind.SEANCE:
        row = tx.one(_PLACE_OF_SEANCE, {"id": subject.id})
        return _Place(service=child, circonscription=None if row is None else row[0])
    if subject.kind is SubjectKind.CIRCONSCRIPTION:
        row = tx.one(_CODE_OF_CIRCONSCRIPTION, {"id": subject.id})
        return _Place(service=None, circonscription=None if row is None else row[0])
    if subject.kind is SubjectKind.OFFRE:
        row = tx.one(_PLACE_OF_OFFER, {"id": subject.id})
        assert row is not None  # its chain was locked
        return _Place(service=row[0], circonscription=row[1])
    service = subject.id if subject.kind is SubjectKind.SERVICE else None
    return _Place(service=service, circonscription=None)


def _recipient(rule: Rule, level: Level, place: _Place) -> str:
    """Level 1 and reminders go to who is awaited, level 2 to who answers for them, level 3 to the
    manager of the territory."""
    territory = "" if place.circonscription is None else f":{place.circonscription}"
    if level is Level.NIVEAU_3:
        return f"role:manager{territory}"
    if rule.procedure.duty is Duty.SERVICE and place.service is not None:
        return f"{'responsable' if level is Level.NIVEAU_2 else 'service'}:{place.service}"
    if level is Level.NIVEAU_2:
        return f"role:manager{territory}"
    if rule.procedure.duty is Duty.BAT:
        return f"role:bat{territory}"
    return "role:president" if rule.procedure.duty is Duty.PRESIDENT else "role:bop"


def _tell(
    tx: Tx,
    rule: Rule,
    level: Level,
    due: Due,
    place: _Place,
    due_at: datetime,
    outcome: str,
    now: datetime,
) -> None:
    outbox.write(
        tx,
        subject=due.subject,
        occasion=f"echeance_{level.value}",
        recipient=_recipient(rule, level, place),
        data={
            "reference": str(due.subject),
            "circonscription": place.circonscription,
            "rule": rule.code,
            "label": rule.procedure.label,
            "due": due_at.isoformat(),
            "late_days": (now - due_at).days if now > due_at else None,
        },
        key=f"echeance-{due.deadline_id}-{due.rung}",
        now=now,
        digest="echeances" if outcome == DIGEST else None,
    )
