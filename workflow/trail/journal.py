"""The trail: who did what, when, from which state to which, by which rule. Append-only.

Each entry is chained by SHA-256 to the previous one of its subject. What could name a person
(motives, free text, addresses) stands beside the hashed text and is hashed into it with a salt,
so that it can be erased one day without breaking the chain.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import SQLModel

from rules.actors import Actor
from rules.done import Done
from rules.subjects import Subject, SubjectKind
from workflow.database.canonical import decode, encode
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into, update_by_id
from workflow.database.store import Tx
from workflow.tables.agents import Agent
from workflow.tables.columns import table
from workflow.tables.post import Outbox
from workflow.tables.seats import Membre
from workflow.tables.subjects import (
    Circonscription,
    Dossier,
    Offre,
    Personne,
    Seance,
    Service,
)
from workflow.tables.trail import JournalRow
from workflow.trail.wording import words

REFUSAL = "refus"

TABLES: dict[SubjectKind, type[SQLModel]] = {
    SubjectKind.PERSONNE: Personne,
    SubjectKind.DOSSIER: Dossier,
    SubjectKind.SEANCE: Seance,
    SubjectKind.SERVICE: Service,
    SubjectKind.CIRCONSCRIPTION: Circonscription,
    SubjectKind.OFFRE: Offre,
    SubjectKind.MEMBRE: Membre,
    SubjectKind.AGENT: Agent,
    SubjectKind.MESSAGE: Outbox,
}

_INSERT = insert_into(
    JournalRow,
    *("kind", "subject_id", "seq", "act", "at", "actor", "role"),
    *("version", "batch", "body", "personal", "hash"),
)
_END = ("version", "seq", "head")
_WRITTEN = {SubjectKind.DOSSIER: ("written_at",)}
"""The subjects that say when."""
_ADVANCE = {
    kind: update_by_id(model, *_END, *_WRITTEN.get(kind, ())) for kind, model in TABLES.items()
}
_HEADS = {
    kind: Statement(
        table(model)
        .select()
        .with_only_columns(table(model).c.version, table(model).c.seq, table(model).c.head)
        .where(table(model).c.id == bindparam("id"))
        .with_for_update(key_share=True)
    )
    for kind, model in TABLES.items()
}
_ENTRY = table(JournalRow)
_SINCE = Statement(
    select(_ENTRY.c.actor, _ENTRY.c.act, _ENTRY.c.at, _ENTRY.c.body)
    .where(
        _ENTRY.c.kind == bindparam("kind"),
        _ENTRY.c.subject_id == bindparam("id"),
        _ENTRY.c.version > bindparam("seen"),
    )
    .order_by(_ENTRY.c.seq)
    .limit(1)
)


_DOINGS = Statement(
    select(*(_ENTRY.c[name] for name in ("seq", "actor", "at", "body", "personal")))
    .where(
        _ENTRY.c.kind == bindparam("kind"),
        _ENTRY.c.subject_id == bindparam("id"),
        _ENTRY.c.act == bindparam("act"),
    )
    .order_by(_ENTRY.c.seq.desc())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An act that was done: who and when, what its entry tells, what stands beside it (nothing
    once it was erased)."""

    seq: int
    done: Done
    body: Mapping[str, Any]
    personal: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The end of a locked subject's chain: its last ``seq`` and hash, and the form's version."""

    subject: Subject
    version: int
    seq: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is about to be written in a chain.

    ``occurred`` is when it happened, ``known`` when it is told. ``body`` holds codes, keys and
    dates only; ``personal`` whatever could name somebody. ``changes`` tells whether operators'
    forms become stale: reminders and refusals lengthen the chain and leave the version.
    """

    act: str
    actor: Actor
    occurred: datetime
    known: datetime
    body: Mapping[str, object]
    personal: Mapping[str, object] | None = None
    batch: str | None = None
    changes: bool = True


class UnknownVersion(LookupError):
    """The subject has not reached the version that somebody says they saw."""

    def __init__(self, what: str, *, seen: int) -> None:
        self.seen = seen
        super().__init__(f"La version {seen} {what} n’existe pas encore : relisez la dernière.")


class UnknownSubject(LookupError):
    """No subject of that kind bears that number."""


def first_after(tx: Tx, subject: Subject, seen: int, what: str) -> tuple[str, str, datetime]:
    """Who first changed the subject after that version, by which act in its words, when (UTC).
    ``what`` names it in « la version 3 du dossier n° 12 ». Raises UnknownVersion."""
    row = tx.one(_SINCE, {"kind": subject.kind.value, "id": subject.id, "seen": seen})
    if row is None:
        raise UnknownVersion(what, seen=seen)
    told = words(subject.kind, row[1], decode(row[3]))
    return row[0], told or row[1], from_micros(row[2])


def doings(tx: Tx, subject: Subject, act: str) -> list[Doing]:
    """Each time that act was done in the chain of a subject, the latest first."""
    rows = tx.all(_DOINGS, {"kind": subject.kind.value, "id": subject.id, "act": act})
    return [
        Doing(
            seq=row[0],
            done=Done(by=row[1], at=from_micros(row[2])),
            body=decode(row[3]),
            personal={} if row[4] is None else decode(row[4]),
        )
        for row in rows
    ]


def lock(tx: Tx, subject: Subject) -> Chain:
    """The end of the chain of a subject, its row locked. Raises UnknownSubject."""
    row = tx.one(_HEADS[subject.kind], {"id": subject.id})
    if row is None:
        raise UnknownSubject(str(subject))
    return Chain(subject=subject, version=row[0], seq=row[1], head=row[2])


def append(tx: Tx, chain: Chain, entry: Entry, *, advance: bool = True) -> Chain:
    """Writes the entry at the end of a locked chain and returns the new end.

    ``advance`` False leaves the subject's row to the caller, who writes it with other columns.
    """
    kind, role = chain.subject.kind.value, entry.actor.role.value
    seq = chain.seq + 1
    version = chain.version + (1 if entry.changes else 0)
    personal = _personal(entry.personal)
    text = encode(
        {
            "sujet": f"{kind}:{chain.subject.id}",
            "seq": seq,
            "acte": entry.act,
            "survenu": entry.occurred.isoformat(),
            "su": entry.known.isoformat(),
            "acteur": entry.actor.name,
            "role": role,
            "service": entry.actor.service_id,
            "version": version,
            "lot": entry.batch,
            **entry.body,
            "personnel": None if personal is None else _digest(personal),
        }
    )
    head = link(chain.head, text)
    tx.write(
        _INSERT,
        {
            "kind": kind,
            "subject_id": chain.subject.id,
            "seq": seq,
            "act": entry.act,
            "at": to_micros(entry.known),
            "actor": entry.actor.name,
            "role": role,
            "version": version,
            "batch": entry.batch,
            "body": text,
            "personal": personal,
            "hash": head,
        },
    )
    grown = Chain(subject=chain.subject, version=version, seq=seq, head=head)
    if advance:
        tx.write(
            _ADVANCE[chain.subject.kind],
            {
                "of_id": chain.subject.id,
                "version": version,
                "seq": seq,
                "head": head,
                "written_at": to_micros(entry.known),
            },
        )
    return grown


def link(previous: str, body: str) -> str:
    """The hash of an entry: of the previous hash and of the text of this one."""
    return _digest(previous + body)


def digest_of_personal(personal: str) -> str:
    """The hash by which the body vouches for what stands beside it."""
    return _digest(personal)


def _personal(values: Mapping[str, object] | None) -> str | None:
    if not values:
        return None
    return encode({"sel": secrets.token_hex(8), **values})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
