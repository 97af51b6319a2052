"""What was recorded of a séance, as its compte rendu draws on it: lines, results, words, people.

The words of a result (reasons, motives, préconisations) are personal: they stand beside the entry
of the act that gave it, and are gone once they were erased there.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.seances import reasons
from rules.seances.kinds import SeanceKind
from rules.seances.minutes import Examined, Minutes, Part, Point, in_order
from rules.subjects import SubjectKind
from states.page import Machine
from states.procedure import PROCEDURE
from states.restitution import COMPLETER
from workflow.acts.corrections import CORRECTION
from workflow.database.canonical import decode
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.seances import programme
from workflow.seances.participants import attended
from workflow.seances.tableau import points
from workflow.tables.columns import table
from workflow.tables.subjects import (
    Circonscription,
    Demande,
    Dossier,
    Passage,
    Personne,
    Seance,
    Service,
)
from workflow.tables.trail import JournalRow

_SEANCE, _LINE, _DOSSIER = table(Seance), table(Passage), table(Dossier)
_PERSONNE, _SERVICE, _DEMANDE = table(Personne), table(Service), table(Demande)
_JOURNAL, _PLACE = table(JournalRow), table(Circonscription)
_WISHED = _SERVICE.alias("wished")

RESULTS = frozenset(
    exit.event
    for node in PROCEDURE.nodes[Machine.PASSAGE].values()
    for exit in node.exits
    if exit.target is not None and PROCEDURE.states[exit.target].final
)
"""The acts that give a line its end."""

_OF_ITS_LINES = _LINE.c.seance_id == bindparam("id")
_ITS_DOSSIERS = select(_LINE.c.dossier_id).where(_OF_ITS_LINES)
_LINES = Statement(
    select(
        *(_LINE.c[name] for name in ("id", "dossier_id", "rank", "nature", "state")),
        *(_LINE.c.methode, _LINE.c.issue, _LINE.c.arbitrage),
        *(_PERSONNE.c.nom, _PERSONNE.c.prenom),
        *(_SERVICE.c.libelle, _WISHED.c.libelle.label("wished")),
    )
    .join_from(_LINE, _DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
    .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    .outerjoin(_DEMANDE, _DEMANDE.c.id == _LINE.c.demande_id)
    .outerjoin(_WISHED, _WISHED.c.id == _DEMANDE.c.service_souhaite)
    .where(_OF_ITS_LINES)
)
_GIVEN = Statement(
    select(*(_JOURNAL.c[name] for name in ("subject_id", "seq", "act", "body", "personal")))
    .where(
        _JOURNAL.c.kind == SubjectKind.DOSSIER.value,
        _JOURNAL.c.subject_id.in_(_ITS_DOSSIERS),
        reduce(or_, (_JOURNAL.c.act == act for act in sorted({*RESULTS, CORRECTION}))),
    )
    .order_by(_JOURNAL.c.subject_id, _JOURNAL.c.seq)
)
_LATER = Statement(
    select(_LINE.c.dossier_id, _LINE.c.nature, _SEANCE.c.held_at)
    .join_from(_LINE, _SEANCE, _SEANCE.c.id == _LINE.c.seance_id)
    .where(
        _LINE.c.dossier_id.in_(_ITS_DOSSIERS),
        _SEANCE.c.held_at > bindparam("held_at"),
        _LINE.c.state != "retire",
    )
    .order_by(_LINE.c.id.desc())
)
_COMPLETED = Statement(
    select(_JOURNAL.c.body, _JOURNAL.c.personal)
    .where(
        _JOURNAL.c.kind == SubjectKind.SEANCE.value,
        _JOURNAL.c.subject_id == bindparam("id"),
        _JOURNAL.c.act == COMPLETER.event,
    )
    .order_by(_JOURNAL.c.seq)
)
_NAMED = Statement(select(_PLACE.c.libelle).where(_PLACE.c.code == bindparam("code")))
_OF_SEANCE = Statement(select(_LINE.c.id).where(_OF_ITS_LINES, _LINE.c.id == bindparam("line")))

_SAID_OF_THE_ACTOR = frozenset({"sel", "suppleance"})
"""What the words of a result hold that is not of the person: the salt, why the BAT deputised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the act that gave a line its end says of it."""

    values: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Completed:
    """What whoever coordinates wrote: the last of each part, and of each line's remark."""

    parts: dict[str, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)


def recorded(tx: Tx, rulebook: Rulebook, seance_id: int) -> Minutes | None:
    """The draft of what is written of a séance; None when no séance bears that number."""
    row = programme.read(tx, seance_id)
    if row is None:
        return None
    seance = programme.view(seance_id, row)
    kind = rulebook.kind_held(seance)
    completed = _completed(tx, seance_id)
    attendees, quorum = attended.of_seance(tx, rulebook, kind, seance)
    place = seance.circonscription
    named = None if place is None else tx.one(_NAMED, {"code": place})
    return Minutes(
        seance=seance_id,
        kind=kind.label,
        body=kind.body,
        circonscription=place,
        territory=None if named is None else str(named[0]),
        held=seance.held.astimezone(rulebook.calendar.tz),
        place=None if row["lieu"] is None else str(row["lieu"]),
        coordinator=kind.coordinated_by,
        attendees=attendees,
        quorum=quorum,
        points=tuple(
            Point(title=point.title, told=point.conclusion)
            for point in points.read(tx, seance_id)
            if point.on_agenda
        ),
        lines=in_order(_lines(tx, rulebook, kind, seance_id, row["held_at"], completed.remarks)),
        parts={part.value: completed.parts[part] for part in Part if part in completed.parts},
    )


def stands_in(tx: Tx, seance_id: int, line: int) -> bool:
    """Whether that line is one of the séance's."""
    return tx.one(_OF_SEANCE, {"id": seance_id, "line": line}) is not None


def _lines(
    tx: Tx,
    rulebook: Rulebook,
    kind: SeanceKind,
    seance_id: int,
    held: object,
    remarks: Mapping[int, str],
) -> Iterator[Examined]:
    given = _given(tx, seance_id)
    later = {
        (dossier, nature): from_micros(at).astimezone(rulebook.calendar.tz)
        for dossier, nature, at in tx.all(_LATER, {"id": seance_id, "held_at": held})
    }
    for row in tx.all(_LINES, {"id": seance_id}):
        number, dossier, rank, nature, state, method, issue, *rest = row
        arbitrated, nom, prenom, service, wished = rest
        said = given.get(number, _Given())
        accord = said.values.get("accord_accueil")
        yield Examined(
            line=number,
            dossier=dossier,
            rank=rank,
            nom=nom,
            prenom=prenom,
            nature=nature,
            service=service,
            wished=wished,
            state=state,
            outcome=_outcome(kind, state),
            method=method,
            issue=issue,
            accord_accueil=None if accord is None else bool(accord),
            told={**said.words, **_put_off(state, arbitrated)},
            next_held=_again(later, dossier, nature, state),
            remark=remarks.get(number),
        )


def _put_off(state: str, arbitrated: str | None) -> Mapping[str, str]:
    """Why an arbitration put the line off."""
    why = reasons.told(reasons.read(arbitrated)) if state == "reporte" else ""
    return {"arbitrage": why} if why else {}


def _outcome(kind: SeanceKind, state: str) -> str | None:
    """What the kind of séance calls the end of a line."""
    found = PROCEDURE.states[state]
    return kind.called(state, found.label) if found.final else None


def _again(
    later: Mapping[tuple[int, str], datetime], dossier: int, nature: str, state: str
) -> datetime | None:
    """When the line is examined again: only one that was put off has to be."""
    return later.get((dossier, nature)) if state in ("ajourne", "reporte") else None


def _given(tx: Tx, seance_id: int) -> Mapping[int, _Given]:
    """The act that ended each line, by the line's number; those that were corrected do not
    count."""
    found: dict[tuple[int, int], tuple[int, _Given]] = {}
    for dossier, seq, act, body, personal in tx.all(_GIVEN, {"id": seance_id}):
        told = decode(body)
        if act == CORRECTION:
            found.pop((dossier, told["corrige"]), None)
            continue
        for line in _ended(told["modifs"]):
            found[dossier, seq] = line, _Given(values=told["valeurs"], words=_words(personal))
    return dict(found.values())


def _ended(modified: Mapping[str, Mapping[str, object]]) -> Iterator[int]:
    """The lines that the entry ended."""
    for name, columns in modified.items():
        kind, _, key = name.partition(":")
        if kind == "passage" and columns.get("open") == [1, 0]:
            yield int(key)


def _words(personal: str | None) -> Mapping[str, str]:
    told = {} if personal is None else json.loads(personal)
    return {
        name: str(value)
        for name, value in told.items()
        if name not in _SAID_OF_THE_ACTOR and value is not None
    }


def _completed(tx: Tx, seance_id: int) -> _Completed:
    found = _Completed()
    for body, personal in tx.all(_COMPLETED, {"id": seance_id}):
        words = _words(personal)
        remark = words.get("remarque")
        line = decode(body)["valeurs"].get("ligne")
        if remark is not None and line is not None:
            found.remarks[line] = remark
        found.parts |= {part: words[part] for part in Part if part in words}
    return found
