"""The compte rendu of a séance, or its procès-verbal: drafted, completed, frozen when it is sent.

A version that was sent never changes. What was recorded since differs from it or not: when it does,
the next version is to be sent, under the next number.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select

from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.seances import minutes
from rules.seances.minutes import Change, Minutes, Sending
from rules.situation import Act, SeanceView
from rules.subjects import SubjectKind
from rules.words import Topic
from states.decision import Decision
from states.restitution import COMPLETER, RENVOYER
from states.sieges import NOTER_LES_PRESENCES
from workflow.acts import restitution
from workflow.database.canonical import encode
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Tx
from workflow.seances.outcomes import recorded
from workflow.tables.columns import table
from workflow.tables.minutes import Minutes as MinutesRow
from workflow.tables.trail import JournalRow
from workflow.trail import versions
from workflow.trail.versions import SENDING_ACTS, SENDS, Kept

_REWRITES = frozenset({COMPLETER.event, *(exit.event for exit in NOTER_LES_PRESENCES)})
"""The acts of a séance that change what is written of it once its results are given."""

_ROWS, _JOURNAL = table(MinutesRow), table(JournalRow)
_VERSIONS = Statement(
    select(*(_ROWS.c[name] for name in ("number", "sent_at", "content", "sha256", "model")))
    .where(_ROWS.c.seance_id == bindparam("id"))
    .order_by(_ROWS.c.number)
)
_SENT = Statement(
    select(_JOURNAL.c.seq, _JOURNAL.c.body).where(
        _JOURNAL.c.kind == SubjectKind.SEANCE.value,
        _JOURNAL.c.subject_id == bindparam("id"),
        reduce(or_, (_JOURNAL.c.act == act for act in SENDING_ACTS)),
    )
)
_FREEZE = insert_into(MinutesRow, "seance_id", "number", "sent_at", "content", "sha256", "model")
_CONTENT = TypeAdapter(Minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that was sent. ``model``: the page that prints it."""

    number: int
    sent: datetime
    content: Minutes
    sha256: str
    model: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All that is written of a séance: the versions that were sent, and the draft of the next.

    ``corrected``: what the draft says otherwise than the last version; nothing before one was sent.
    """

    versions: tuple[Version, ...]
    draft: Minutes
    corrected: tuple[Change, ...]

    @property
    def next_number(self) -> int:
        """The number that the draft takes when it is sent."""
        return len(self.versions) + 1

    @property
    def to_send_again(self) -> bool:
        """Whether what participants have is no longer what was recorded."""
        return bool(self.corrected)


class AlteredMinutes(Exception):
    """What is kept of a version is not what the séance's chain says was sent."""

    def __init__(self, seance_id: int, number: int) -> None:
        self.seance_id, self.number = seance_id, number
        super().__init__(
            f"La version {number} du compte rendu de la séance n° {seance_id} n’est plus celle qui "
            "a été envoyée : son empreinte n’est pas celle du journal. Restaurez la base, puis "
            "faites « journal verifier »."
        )


def file(tx: Tx, rulebook: Rulebook, seance_id: int) -> File | None:
    """All that is written of the séance; None when no séance bears that number. Raises
    AlteredMinutes."""
    draft = recorded.recorded(tx, rulebook, seance_id)
    if draft is None:
        return None
    sent = tuple(_versions(tx, seance_id))
    corrected = minutes.changes(sent[-1].content, draft) if sent else ()
    return File(versions=sent, draft=draft, corrected=corrected)


def objections(
    tx: Tx, rulebook: Rulebook, act: Act, values: Mapping[str, object], seance_id: int
) -> Iterator[Refusal]:
    """What the registry objects: a remark on another séance's line, a version that would say what
    the last one says."""
    line = values.get("ligne")
    if isinstance(line, int) and not recorded.stands_in(tx, seance_id, line):
        yield Refusal(
            code="ligne_d_une_autre_seance",
            sentence=f"La ligne n° {line} n’est pas dans cette séance.",
            remedy="Choisissez une ligne de la séance.",
            field="ligne",
        )
    if act.event == RENVOYER.event:
        found = file(tx, rulebook, seance_id)
        if found is not None and found.versions and not found.to_send_again:
            yield Refusal(
                code="rien_a_renvoyer",
                sentence="Rien n’a changé depuis la dernière version envoyée.",
                remedy="Corrigez d’abord le résultat, ou complétez le texte.",
                source=rulebook.words.text(Topic.COMPTE_RENDU),
            )


def freeze(
    tx: Tx, rulebook: Rulebook, seance_id: int, act: Act, decision: Decision
) -> Sending | None:
    """Freezes the next version when the act sends it; None when it sends nothing. The séance is
    locked."""
    if SENDS.isdisjoint(decision.moves[0].exit.facts):
        return None
    found = file(tx, rulebook, seance_id)
    assert found is not None  # it acts
    content = encode(replace(found.draft, sent=act.occurred.date()))
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    tx.write(
        _FREEZE,
        {
            "seance_id": seance_id,
            "number": found.next_number,
            "sent_at": to_micros(act.occurred),
            "content": content,
            "sha256": sha256,
            "model": minutes.MODEL,
        },
    )
    return Sending(
        number=found.next_number,
        document=found.draft.document,
        sha256=sha256,
        model=minutes.MODEL,
        lines=tuple(one.line for one in found.corrected if one.line is not None),
    )


def tell_changed(tx: Tx, rulebook: Rulebook, seance: SeanceView, act: Act) -> None:
    """Whoever coordinates is told when the act makes what is written of the séance another thing
    than what was sent of it."""
    if act.event not in _REWRITES:
        return
    found = file(tx, rulebook, seance.id)
    if found is not None and found.to_send_again:
        restitution.tell_of(tx, rulebook, seance, act)


def _versions(tx: Tx, seance_id: int) -> Iterator[Version]:
    """Each, once all were found to be what the chain bears the digests of."""
    rows = tx.all(_VERSIONS, {"id": seance_id})
    kept = [
        Kept(number=number, content=content, sha256=sha256, model=model)
        for number, _, content, sha256, model in rows
    ]
    sent = versions.sent_by(tx.all(_SENT, {"id": seance_id}))
    for one in versions.broken(sent, kept):
        raise AlteredMinutes(seance_id, one.number)
    for number, sent_at, content, sha256, model in rows:
        yield Version(
            number=number,
            sent=from_micros(sent_at),
            content=_CONTENT.validate_json(content),
            sha256=sha256,
            model=model,
        )
