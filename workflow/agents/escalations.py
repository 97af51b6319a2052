"""An escalation is taken in hand, by name: an entry of what its deadline is about, which it moves
nowhere. Whoever sees it may take it, and nobody twice."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from rules import escalations
from rules.access.grants import Right
from rules.deadlines.rule import Level
from rules.done import Done
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.access import resources
from workflow.acts import receipts
from workflow.acts.commands import journal_refusal
from workflow.acts.receipts import Repeatable
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Store, Tx
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow, Firing, TakenEscalation
from workflow.trail import journal
from workflow.trail.journal import Entry

_DEADLINE, _FIRING, _TAKEN = table(DeadlineRow), table(Firing), table(TakenEscalation)
_READ = Statement(
    select(
        *(_DEADLINE.c[name] for name in ("kind", "subject_id", "rule", "lineage", "closed_at")),
    ).where(_DEADLINE.c.id == bindparam("id"))
)
_LEVELS = Statement(
    select(_FIRING.c.level)
    .where(_FIRING.c.deadline_id == bindparam("id"))
    .order_by(_FIRING.c.rung.desc())
)
_WHO = Statement(
    select(_TAKEN.c.taken_by, _TAKEN.c.taken_at).where(_TAKEN.c.lineage == bindparam("lineage"))
)
_TAKE = insert_into(TakenEscalation, "lineage", "taken_at", "taken_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Repeatable):
    """An escalation in hand, by the number of its deadline, and the entry that says it."""

    deadline: int
    seq: int


def take(
    store: Store, rulebook: Rulebook, act: Act, deadline: int, *, key: str | None = None
) -> Taken:
    """Whoever acts has it in hand. Raises Refused with every reason, journalled in the chain of
    what the deadline is about when they see it."""
    refusals = resources.refused(store, act.actor, Right.ESCALADE, deadline)
    if refusals:
        raise Refused(escalations.TAKE, refusals)
    try:
        with store.write() as tx:
            return receipts.once(
                tx,
                key,
                act,
                ("echeance", deadline),
                Taken,
                lambda: _take(tx, rulebook, act, deadline),
            )
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, _subject(tx, deadline), act, refused)
        raise


def _take(tx: Tx, rulebook: Rulebook, act: Act, deadline: int) -> Taken:
    chain = journal.lock(tx, _subject(tx, deadline))
    row = tx.one(_READ, {"id": deadline})
    assert row is not None  # seen just before, and never erased
    _, _, rule, lineage, closed = row
    fired = [Level(level) for (level,) in tx.all(_LEVELS, {"id": deadline})]
    highest = next((level for level in escalations.HIGHEST_FIRST if level in fired), None)
    who = tx.one(_WHO, {"lineage": lineage})
    refusal = escalations.untaken(
        escalated=highest is not None,
        over=closed is not None,
        taken=None if who is None else Done(by=who[0], at=from_micros(who[1])),
        zone=rulebook.calendar.tz,
    )
    if refusal is not None or highest is None:
        raise Refused(escalations.TAKE, () if refusal is None else (refusal,))
    tx.write(
        _TAKE,
        {"lineage": lineage, "taken_at": to_micros(act.known), "taken_by": act.actor.name},
    )
    body = {"regle": rule, "lignee": lineage, "niveau": highest.value}
    grown = journal.append(
        tx,
        chain,
        Entry(
            act=escalations.TAKE,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body=body,
            changes=False,
        ),
    )
    return Taken(deadline=deadline, seq=grown.seq)


def _subject(tx: Tx, deadline: int) -> Subject:
    row = tx.one(_READ, {"id": deadline})
    assert row is not None  # seen just before, and never erased
    return Subject(SubjectKind(row[0]), row[1])
