"""What the post did with the letter to one who attends a séance: entries of the séance's chain.

No state and no delay hangs from it, so these are no acts of the procedure; a day told by mistake is
taken back by an entry of its own, with its motive.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select

from rules.letters.attendees import gathering_calls
from rules.letters.days import untrue
from rules.letters.kinds import Channel, LetterView
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import SubjectKind
from rules.wording import numbered
from workflow.acts.cases import changes_between
from workflow.database.statements import Statement, update_by_id
from workflow.database.store import Tx
from workflow.letters import gatherings
from workflow.letters.attendees import not_for
from workflow.letters.news import Arrived, News, Returned, Sent
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.trail import JournalRow
from workflow.trail import journal
from workflow.trail.journal import Entry

FOLLOW, TAKE_BACK = "suivre_lettre", "corriger_suivi_lettre"

_LETTER, _JOURNAL = table(Letter), table(JournalRow)
_COLUMNS = ("envoyee_le", "canal", "suivi", "presentee_le", "recue_le", "revenue_le", "retour")
_READ = Statement(
    select(*(_LETTER.c[name] for name in _COLUMNS)).where(_LETTER.c.id == bindparam("id"))
)
_WRITE = update_by_id(Letter, *_COLUMNS)
_TOLD = Statement(
    select(_JOURNAL.c.seq, _JOURNAL.c.act, _JOURNAL.c.body)
    .where(
        _JOURNAL.c.kind == SubjectKind.SEANCE.value,
        _JOURNAL.c.subject_id == bindparam("id"),
        _JOURNAL.c.act.in_((FOLLOW, TAKE_BACK)),
    )
    .order_by(_JOURNAL.c.seq)
)

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An entry that told something of a letter, and what it changed."""

    seq: int
    changes: Mapping[str, list[object]]


def tell(tx: Tx, rulebook: Rulebook, act: Act, letter: LetterView, news: News) -> None:
    """Writes the news in the locked chain of the séance; nothing when it is already told. Raises
    Refused with every reason."""
    before = _read(tx, letter.id)
    after = before | _columns(news, letter)
    refusals = list(_judge(tx, rulebook, act, letter, after))
    if isinstance(news, Sent) and not news.gone:
        refusals += _without_object(tx, rulebook, act, letter)
    if refusals:
        raise Refused(FOLLOW, tuple(refusals))
    _change(tx, replace(act, event=FOLLOW), letter, before, after, {})


def take_back(tx: Tx, rulebook: Rulebook, act: Act, letter: LetterView, motive: str) -> None:
    """Takes back what was told last of the letter, in the locked chain of the séance. Raises
    Refused."""
    told = _standing(tx, letter)
    refusals = [one for one in (_stranger(tx, rulebook, act, letter),) if one is not None]
    if not motive.strip():
        refusals.append(_NO_MOTIVE)
    if told is None:
        refusals.append(_nothing_told(letter))
    if refusals or told is None:
        raise Refused(TAKE_BACK, tuple(refusals))
    before = _read(tx, letter.id)
    after = before | {name: old for name, (old, _) in told.changes.items()}
    body = {"corrige": told.seq, "evenement": FOLLOW}
    taking = replace(act, event=TAKE_BACK, data={"motif": motive.strip()})
    _change(tx, taking, letter, before, after, body)


def _judge(tx: Tx, rulebook: Rulebook, act: Act, letter: LetterView, after: Row) -> list[Refusal]:
    stranger = _stranger(tx, rulebook, act, letter)
    told = replace(
        letter,
        sent=_day(after["envoyee_le"]),
        presented=_day(after["presentee_le"]),
        received=_day(after["recue_le"]),
        returned=_day(after["revenue_le"]),
    )
    found = list(untrue(letter, told, rulebook.local_day(act.known)))
    return found if stranger is None else [stranger, *found]


def _stranger(tx: Tx, rulebook: Rulebook, act: Act, letter: LetterView) -> Refusal | None:
    assert letter.seance_id is not None
    return not_for(rulebook, gatherings.of_seance(tx, rulebook, letter.seance_id, act.known), act)


def _without_object(tx: Tx, rulebook: Rulebook, act: Act, letter: LetterView) -> list[Refusal]:
    """A letter that nothing calls for any more does not leave, unless it already did."""
    assert letter.seance_id is not None
    gathering = gatherings.of_seance(tx, rulebook, letter.seance_id, act.known)
    if letter.sent is not None or letter.annulled:
        return []
    if any(call.told_by(letter) for call in gathering_calls(gathering)):
        return []
    return [
        Refusal(
            code="lettre_sans_objet",
            sentence=f"Plus rien n’appelle la lettre {numbered(letter.id)} : la séance est passée,"
            " annulée ou déplacée, ou la personne n’y est plus attendue.",
            remedy="N’envoyez pas cette lettre ; si elle est déjà partie, dites-le :"
            " « --deja-partie ».",
        )
    ]


def _columns(news: News, letter: LetterView) -> Row:
    match news:
        case Sent():
            told: Row = {
                "envoyee_le": news.day.isoformat(),
                "canal": news.channel.value,
                "suivi": news.tracking,
            }
            handed = news.channel is Channel.REMISE
            return told | ({"recue_le": news.day.isoformat()} if handed else {})
        case Arrived():
            days = {"presentee_le": news.presented, "recue_le": news.received}
            return {name: day.isoformat() for name, day in days.items() if day is not None}
        case Returned():
            back: Row = {"revenue_le": news.day.isoformat(), "retour": news.reason.value}
            first = news.presented or letter.presented
            return back | ({} if first is None else {"presentee_le": first.isoformat()})


def _change(
    tx: Tx, act: Act, letter: LetterView, before: Row, after: Row, body: Mapping[str, object]
) -> None:
    changes = changes_between(before, after)
    if not changes:
        return
    tx.write(_WRITE, {"of_id": letter.id, **after})
    told = {name: new for name, (_, new) in changes.items()}
    entry = Entry(
        act=act.event,
        actor=act.actor,
        occurred=act.occurred,
        known=act.known,
        body={
            **body,
            "valeurs": {"lettre": letter.id, "modele": letter.kind, **told},
            "modifs": {f"lettre:{letter.id}": changes},
        },
        personal=act.data or None,
        changes=False,
    )
    journal.append(tx, journal.lock(tx, letter.subject), entry)


def _standing(tx: Tx, letter: LetterView) -> _Told | None:
    """The last news of the letter that was not taken back."""
    told = dict[int, _Told]()
    for seq, act, text in tx.all(_TOLD, {"id": letter.seance_id}):
        body = json.loads(text)
        if act == TAKE_BACK:
            told.pop(body["corrige"], None)
        elif body["valeurs"]["lettre"] == letter.id:
            told[seq] = _Told(seq=seq, changes=body["modifs"][f"lettre:{letter.id}"])
    return told[max(told)] if told else None


def _read(tx: Tx, letter: int) -> Row:
    row = tx.one(_READ, {"id": letter})
    assert row is not None  # nothing is erased
    return dict(zip(_COLUMNS, row, strict=True))


def _day(stored: object) -> date | None:
    return date.fromisoformat(stored) if isinstance(stored, str) else None


def _nothing_told(letter: LetterView) -> Refusal:
    return Refusal(
        code="rien_a_corriger",
        sentence=f"Rien n’est encore dit de la lettre {numbered(letter.id)}.",
        remedy="Il n’y a rien à reprendre.",
    )


_NO_MOTIVE = Refusal(
    code="champ_manquant",
    sentence="Il manque : le motif de la correction.",
    remedy="Indiquez « motif ».",
    to_enter=True,
    field="motif",
)
