"""What people do with messages that will not leave by themselves: each in the message's chain."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from rules import fields, lost_messages
from rules.lost_messages import FORMS, RESENT
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.telling import State
from workflow.acts.commands import journal_refusal
from workflow.database.instants import to_micros
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.tables.columns import table
from workflow.tables.post import DeliveryRow
from workflow.trail import journal
from workflow.trail.journal import Chain, Entry

_DELIVERY = table(DeliveryRow)
_STATES = Statement(
    select(_DELIVERY.c.state).where(_DELIVERY.c.outbox_id == bindparam("message")).distinct()
)
_LOST = (_DELIVERY.c.outbox_id == bindparam("of_message"), _DELIVERY.c.state == State.DEAD.value)
_SEND_AGAIN = Statement(
    _DELIVERY.update().where(*_LOST), ("state", "attempts", "not_before", "error")
)
_GIVE_UP = Statement(_DELIVERY.update().where(*_LOST), ("state",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A message, and to how many people it leaves again or will not leave."""

    message: int
    people: int


def mend(store: Store, act: Act, numbers: Sequence[int]) -> list[Mended]:
    """Sends lost messages again, or gives them up, by the act's event: all of them or none.

    Whoever stands behind a recipient then is told, at the address that they then have. Raises
    Refused with every reason, journalled in the chain of each message.
    """
    wanted = sorted(set(numbers))
    try:
        with store.write() as tx:
            return _mend(tx, act, wanted)
    except Refused as refused:
        with store.write() as tx:
            for number in wanted:
                journal_refusal(tx, Subject(SubjectKind.MESSAGE, number), act, refused)
        raise


def _mend(tx: Tx, act: Act, wanted: Sequence[int]) -> list[Mended]:
    values, refusals = fields.read(FORMS[act.event], act.data or {})
    refused = lost_messages.not_allowed(act.event, act.actor)
    if refused is not None:
        refusals.append(refused)
    chains = []
    for number in wanted:
        found = _lost(tx, number)
        if isinstance(found, Refusal):
            refusals.append(found)
        else:
            chains.append(found)
    if refusals:
        raise Refused(act.event, tuple(refusals))
    return [_settle(tx, act, chain, str(values["motif"])) for chain in chains]


def _lost(tx: Tx, number: int) -> Chain | Refusal:
    """The chain of a lost message, locked; why it is not one."""
    try:
        chain = journal.lock(tx, Subject(SubjectKind.MESSAGE, number))
    except journal.UnknownSubject:
        return lost_messages.unknown(number)
    states = [state for (state,) in tx.all(_STATES, {"message": number})]
    return lost_messages.judged(number, states) or chain


def _settle(tx: Tx, act: Act, chain: Chain, motive: str) -> Mended:
    number = chain.subject.id
    if act.event == RESENT:
        due = to_micros(act.known)
        fresh = {"state": State.TO_SEND.value, "attempts": 0, "not_before": due, "error": None}
        people = tx.run(_SEND_AGAIN, {"of_message": number, **fresh})
    else:
        people = tx.run(_GIVE_UP, {"of_message": number, "state": State.GIVEN_UP.value})
    journal.append(
        tx,
        chain,
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"envois": people},
            personal={"motif": motive},
        ),
    )
    return Mended(message=number, people=people)
