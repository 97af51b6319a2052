"""What was given to the lines of a séance, and decided after it, by the acts of their dossiers.

The words of an act (reasons, motives, préconisations) are personal: they stand beside its entry,
and are gone once they were erased there.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_

from sqlalchemy import bindparam, select

from rules.subjects import SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts.corrections import CORRECTION
from workflow.database.canonical import decode
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Passage
from workflow.tables.trail import JournalRow

_LINE, _JOURNAL = table(Passage), table(JournalRow)

RESULTS = frozenset(
    exit.event
    for node in PROCEDURE.nodes[Machine.PASSAGE].values()
    for exit in node.exits
    if exit.target is not None and PROCEDURE.states[exit.target].final
)
"""The acts that give a line its end."""

TO_RULE = "attente_decision"
"""The state of a dossier of which an EP gave its avis, and nobody decided yet."""

RULINGS = frozenset(
    {
        *("decider_accepter", "decider_refuser", "renvoyer_ep"),
        *("constater_decision_webrsa", "constater_refus_webrsa"),
    }
)
"""The acts by which what an EP gave its avis on is decided, here or in webRSA."""

_GIVEN = Statement(
    select(*(_JOURNAL.c[name] for name in ("subject_id", "seq", "act", "body", "personal")))
    .where(
        _JOURNAL.c.kind == SubjectKind.DOSSIER.value,
        _JOURNAL.c.subject_id.in_(
            select(_LINE.c.dossier_id).where(_LINE.c.seance_id == bindparam("id"))
        ),
        reduce(or_, (_JOURNAL.c.act == act for act in sorted({*RESULTS, *RULINGS, CORRECTION}))),
    )
    .order_by(_JOURNAL.c.subject_id, _JOURNAL.c.seq)
)
_SAID_OF_THE_ACTOR = frozenset({"sel", "suppleance"})
"""What the words of a result hold that is not of the person: the salt, why the BAT deputised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act: its day, its form, its words."""

    act: str
    day: date
    values: Mapping[str, object]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the act that gave a line its end says of it; the act by which it was decided since."""

    values: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    ruled: Done | None = None


def to_lines(tx: Tx, seance_id: int) -> Mapping[int, Given]:
    """What was given to each line, by its number. What was corrected does not count."""
    ends: dict[tuple[int, int], int] = {}
    found: dict[int, Given] = {}
    rulings: dict[tuple[int, int], int] = {}
    awaiting: dict[int, int] = {}
    for dossier, seq, act, body, personal in tx.all(_GIVEN, {"id": seance_id}):
        told = decode(body)
        if act == CORRECTION:
            corrected = dossier, told["corrige"]
            if corrected in ends:
                found.pop(ends.pop(corrected), None)
                awaiting.pop(dossier, None)
            if corrected in rulings:
                line = rulings.pop(corrected)
                found[line] = replace(found[line], ruled=None)
                awaiting[dossier] = line
            continue
        done = Done(
            act=act,
            day=datetime.fromisoformat(told["survenu"]).date(),
            values=told["valeurs"],
            words=words(personal),
        )
        if act in RULINGS and told["de"] == TO_RULE and dossier in awaiting:
            line = rulings[dossier, seq] = awaiting.pop(dossier)
            found[line] = replace(found[line], ruled=done)
        for line in _ended(told["modifs"]):
            ends[dossier, seq] = line
            found[line] = Given(values=done.values, words=done.words)
            if told["vers"] == TO_RULE:
                awaiting[dossier] = line
    return found


def words(personal: str | None) -> Mapping[str, str]:
    """The words that stand beside an entry."""
    told = {} if personal is None else json.loads(personal)
    return {
        name: str(value)
        for name, value in told.items()
        if name not in _SAID_OF_THE_ACTOR and value is not None
    }


def _ended(modified: Mapping[str, Mapping[str, object]]) -> Iterator[int]:
    """The lines that the entry ended."""
    for name, columns in modified.items():
        kind, _, key = name.partition(":")
        if kind == "passage" and columns.get("open") == [1, 0]:
            yield int(key)
