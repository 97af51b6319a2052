"""Facts in and out of the database."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import ColumnElement, bindparam

from rules.facts import Fact
from rules.subjects import Subject, SubjectKind
from workflow.canonical import encode
from workflow.instants import from_micros, to_micros
from workflow.statements import Statement, insert_into
from workflow.store import Row, Tx
from workflow.tables.columns import table
from workflow.tables.trail import FactRow

_KINDS = {kind.value: kind for kind in SubjectKind}
_FACT = table(FactRow)
_INSERT = insert_into(
    FactRow,
    *("kind", "subject_id", "seq", "rank", "code", "occurred_at", "known_at"),
    *("child", "personne_id", "seance_id", "data"),
)


def _select(*where: ColumnElement[bool]) -> Statement:
    return Statement(
        _FACT.select()
        .with_only_columns(
            *(_FACT.c[name] for name in ("kind", "subject_id", "seq", "rank", "code")),
            *(_FACT.c[name] for name in ("occurred_at", "known_at", "child", "data")),
        )
        .where(*where, _FACT.c.annulled_by.is_(None))
        .order_by(
            *(_FACT.c[name] for name in ("occurred_at", "known_at", "subject_id", "seq", "rank"))
        )
    )


_OF_PERSONNE = _select(_FACT.c.personne_id == bindparam("id"))
_OF_SUBJECT = _select(_FACT.c.kind == bindparam("kind"), _FACT.c.subject_id == bindparam("id"))
_ANNUL = Statement(
    _FACT.update().where(
        _FACT.c.kind == bindparam("of_kind"),
        _FACT.c.subject_id == bindparam("of_id"),
        _FACT.c.seq == bindparam("of_seq"),
    ),
    ("annulled_by",),
)


def of_personne(tx: Tx, personne_id: int) -> list[Fact]:
    """Every fact of a person and of their dossiers, in order."""
    return [_fact(row) for row in tx.all(_OF_PERSONNE, {"id": personne_id})]


def of_subject(tx: Tx, subject: Subject) -> list[Fact]:
    """Every fact of one subject, in order."""
    return [
        _fact(row) for row in tx.all(_OF_SUBJECT, {"kind": subject.kind.value, "id": subject.id})
    ]


def write(tx: Tx, facts: Iterable[Fact], *, personne_id: int | None, seance_id: int | None) -> None:
    """Writes new facts, with the keys by which they are found again."""
    data: Mapping[str, object] | None = None
    text = ""
    written = []
    for fact in facts:
        if fact.data is not data:  # the facts of one act share their data
            data, text = fact.data, encode(fact.data)
        written.append(
            {
                "kind": fact.subject.kind.value,
                "subject_id": fact.subject.id,
                "seq": fact.seq,
                "rank": fact.rank,
                "code": fact.code,
                "occurred_at": to_micros(fact.occurred),
                "known_at": to_micros(fact.known),
                "child": fact.child,
                "personne_id": personne_id,
                "seance_id": seance_id,
                "data": text,
            }
        )
    tx.many(_INSERT, written)


def annul(tx: Tx, subject: Subject, seq: int, by: int) -> None:
    """The facts that entry ``seq`` wrote no longer count; entry ``by`` says why."""
    tx.run(
        _ANNUL,
        {"of_kind": subject.kind.value, "of_id": subject.id, "of_seq": seq, "annulled_by": by},
    )


def _fact(row: Row) -> Fact:
    kind, subject_id, seq, rank, code, occurred, known, child, data = row
    # By position, in the order of its fields: a step reads all the facts of a person.
    return Fact(
        code,
        from_micros(occurred),
        from_micros(known),
        _subject(kind, subject_id),
        seq,
        rank,
        child,
        _decoded(data),
    )


@lru_cache(maxsize=4096)
def _subject(kind: str, subject_id: int) -> Subject:
    return Subject(_KINDS[kind], subject_id)


@lru_cache(maxsize=4096)
def _decoded(data: str) -> Mapping[str, object]:
    """The data of a fact. The facts of one act share theirs, so do those of one service."""
    return MappingProxyType(json.loads(data))
