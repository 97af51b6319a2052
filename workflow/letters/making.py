"""A letter made once: printed, kept by its content, journalled in the chain of its subject.

What it says stands beside the entry that tells it, so that it can be erased one day; its PDF with
the bytes of every other file (decision 0017). Making one changes nothing that the procedure looks
at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from rules.letters.calls import Call
from rules.letters.kinds import LetterView
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.wording import day_of_month, numbered
from workflow.acts.receipts import Repeatable
from workflow.database.instants import to_micros
from workflow.database.store import Tx
from workflow.letters import shelf
from workflow.letters.press import Composed, Order, Press, Unwritable
from workflow.trail import journal
from workflow.trail.journal import Chain, Entry

PRODUCE = "produire_lettre"


class AlreadySent(Refused):
    """The letter that says the same left already."""

    def __init__(self, letter: LetterView, day: date) -> None:
        super().__init__(
            PRODUCE,
            (
                Refusal(
                    code="lettre_deja_envoyee",
                    sentence=f"La lettre {numbered(letter.id)} le dit déjà : elle est partie le"
                    f" {day_of_month(day)}.",
                    remedy="Réimprimez-la : « lettre reimprimer ».",
                ),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced(Repeatable):
    """The letter. ``repeated``: it was made already, and still says the same; ``replaces``: the one
    that it annulled, because it no longer did."""

    letter: int
    kind: str
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Of which dossier, or of which séance, a letter is, and the day of what it tells."""

    dossier_id: int | None = None
    seance_id: int | None = None
    decided: date


def once(
    tx: Tx,
    tz: tzinfo,
    press: Press,
    act: Act,
    chain: Chain,
    whose: Whose,
    call: Call,
    letters: Sequence[LetterView],
) -> Produced:
    """The letter that is called for, in a locked chain: the one of ``letters`` that says the same,
    or a new one. Raises Refused."""
    same = next((one for one in reversed(letters) if call.told_by(one)), None)
    if same is not None and not changed(tx, press, same):
        if same.sent is not None:
            raise AlreadySent(same, same.sent)
        return Produced(letter=same.id, kind=same.kind, repeated=True)
    return _new(tx, tz, press, act, chain, whose, call, _waiting(letters, call))


def changed(tx: Tx, press: Press, letter: LetterView) -> bool:
    """Whether it would say something else if it were made now. What was erased cannot be told."""
    kept = shelf.composed(tx, letter.id)
    if kept is None:
        return False
    order = Order(
        letter=letter.id,
        model=letter.kind,
        day=letter.produced,
        dossier_id=letter.dossier_id,
        line=letter.line,
        seance_id=letter.seance_id,
        member=letter.member,
        guest=letter.guest,
    )
    try:
        return press.compose(order).fields != kept.fields
    except Unwritable:
        return True


def _new(
    tx: Tx,
    tz: tzinfo,
    press: Press,
    act: Act,
    chain: Chain,
    whose: Whose,
    call: Call,
    former: LetterView | None,
) -> Produced:
    """A letter that was not there yet; ``former`` is the one that it takes the place of."""
    if former is not None:
        shelf.annul(tx, former.id, act.known)
    tells = {
        "modele": call.kind.value,
        "entree": call.entry,
        "decidee_le": whose.decided.isoformat(),
    }
    seance = whose.seance_id if call.line is None else call.line.seance_id
    number = shelf.put(
        tx,
        {
            **tells,
            "dossier_id": whose.dossier_id,
            "passage_id": None if call.line is None else call.line.id,
            "seance_id": seance,
            "membre_id": call.member,
            "invite_id": call.guest,
            "produced_at": to_micros(act.known),
            "produced_by": act.actor.name,
            "produced_seq": chain.seq + 1,
        },
    )
    order = Order(
        letter=number,
        model=call.kind.value,
        day=act.known.astimezone(tz).date(),
        dossier_id=whose.dossier_id,
        line=None if call.line is None else call.line.id,
        seance_id=seance,
        member=call.member,
        guest=call.guest,
    )
    try:
        composed = press.compose(order)
    except Unwritable as unwritable:
        raise Refused(PRODUCE, (unwritable.refusal,)) from unwritable
    source, sha256 = shelf.seal(tx, number, composed.source, press.print(composed))
    replaces = None if former is None else former.id
    told = {
        **tells,
        "lettre": number,
        **_about(call),
        "sha256": sha256,
        "source": source,
        "remplace": replaces,
    }
    _journal(tx, act, chain, told, composed)
    return Produced(letter=number, kind=order.model, replaces=replaces)


def _about(call: Call) -> Mapping[str, object]:
    """What its entry says of whom it is for, or of what it is about."""
    if call.member is not None:
        return {"membre": call.member}
    if call.guest is not None:
        return {"invite": call.guest}
    return {"ligne": None if call.line is None else call.line.id}


def _journal(
    tx: Tx, act: Act, chain: Chain, told: Mapping[str, object], composed: Composed
) -> None:
    entry = Entry(
        act=PRODUCE,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={"valeurs": told},
        personal={"donnees": composed.fields},
        changes=False,
    )
    journal.append(tx, chain, entry)


def _waiting(letters: Sequence[LetterView], call: Call) -> LetterView | None:
    """The letter of that kind, about that line or to the same, that has not left yet: there is one
    at most."""
    line = None if call.line is None else call.line.id
    asked = (call.kind, line, call.member, call.guest)
    same = (one for one in letters if (one.kind, one.line, one.member, one.guest) == asked)
    return next((one for one in same if not one.annulled and one.sent is None), None)
