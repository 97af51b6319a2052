"""A difference with webRSA that somebody settles, with a motive: an entry of whom it is about, that
moves nothing of the procedure. What webRSA goes on telling alike is not listed again."""

from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from rules import gaps
from rules.access.grants import Right
from rules.fields import read
from rules.refusals import Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from workflow.access import resources
from workflow.acts import receipts
from workflow.acts.commands import journal_refusal
from workflow.acts.receipts import Repeatable
from workflow.database.instants import to_micros
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Row, Store, Tx
from workflow.tables.columns import table
from workflow.tables.post import Gap
from workflow.trail import journal
from workflow.trail.journal import Entry

_GAP = table(Gap)
_ONE = Statement(
    select(
        *(_GAP.c[name] for name in ("personne_id", "dossier_id", "nature", "settled_at")),
    ).where(_GAP.c.id == bindparam("id"))
)
_SETTLE = update_by_id(Gap, "settled_at", "settled_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Repeatable):
    """The difference that was settled, and the entry that says so."""

    gap: int
    seq: int


def settle(store: Store, act: Act, number: int, *, key: str | None = None) -> Settled:
    """Settles it for the motive of the act's form. Raises Refused with every reason, journalled
    where whoever asks sees the difference."""
    act = replace(act, event=gaps.SETTLE)
    refusals = resources.refused(store, act.actor, Right.ECART, number)
    if refusals:
        raise Refused(gaps.SETTLE, refusals)
    try:
        with store.write() as tx:
            return receipts.once(
                tx, key, act, ("ecart", number), Settled, lambda: _settle(tx, act, number)
            )
    except Refused as refused:
        with store.write() as tx:
            row = tx.one(_ONE, {"id": number})
            assert row is not None  # seen just before, and never erased
            journal_refusal(tx, _subject(row), act, refused)
        raise


def _settle(tx: Tx, act: Act, number: int) -> Settled:
    row = tx.one(_ONE, {"id": number})
    assert row is not None  # seen just before, and never erased
    chain = journal.lock(tx, _subject(row))
    row = tx.one(_ONE, {"id": number})
    assert row is not None
    values, refusals = read([gaps.MOTIVE], act.data or {})
    refusals += gaps.unsettled(act.actor, settled=row[3] is not None)
    if refusals:
        raise Refused(gaps.SETTLE, tuple(refusals))
    tx.write(
        _SETTLE,
        {"of_id": number, "settled_at": to_micros(act.known), "settled_by": act.actor.name},
    )
    entry = Entry(
        act=act.event,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={"valeurs": {"ecart": number, "nature": row[2]}},
        personal={"motif": values["motif"]},
        changes=False,
    )
    grown = journal.append(tx, chain, entry)
    return Settled(gap=number, seq=grown.seq)


def _subject(row: Row) -> Subject:
    """The dossier that it is about, else the person."""
    personne, dossier, *_ = row
    if dossier is not None:
        return Subject(SubjectKind.DOSSIER, dossier)
    return Subject(SubjectKind.PERSONNE, personne)
