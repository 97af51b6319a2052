"""Facts in and out of the database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam

from rules.facts import Fact
from rules.subjects import Subject, SubjectKind
from workflow.database.canonical import decode, encode
from workflow.database.instants import from_micros, to_micros
from workflow.database.queries import Query
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.trail import FactRow

_KINDS = {kind.value: kind for kind in SubjectKind}
_FACT = table(FactRow)
_INSERT = insert_into(
    FactRow,
    *("kind", "subject_id", "seq", "rank", "code", "occurred_at", "known_at"),
    *("child", "personne_id", "seance_id", "data"),
)


def _counted(*first: ColumnElement[Any]) -> Select[Any]:
    """The facts that still count, in order: these columns, then those that make a fact."""
    return (
        _FACT.select()
        .with_only_columns(
            *first,
            *(_FACT.c[name] for name in ("kind", "subject_id", "seq", "rank", "code")),
            *(_FACT.c[name] for name in ("occurred_at", "known_at", "child", "data")),
        )
        .where(_FACT.c.annulled_by.is_(None))
        .order_by(
            *(_FACT.c[name] for name in ("occurred_at", "known_at", "subject_id", "seq", "rank"))
        )
    )


def _select(*where: ColumnElement[bool]) -> Statement:
    return Statement(_counted().where(*where))


_OF_PERSONNE = _select(_FACT.c.personne_id == bindparam("id"))
_OF_SUBJECT = Query(
    _counted().where(_FACT.c.kind == bindparam("kind"), _FACT.c.subject_id == bindparam("id"))
)
_OF_SEANCE = _select(_FACT.c.seance_id == bindparam("id"))
_OF_KIND = _select(_FACT.c.kind == bindparam("kind"))
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


def seen_of(view: Connection, subject: Subject) -> list[Fact]:
    """The same, as a screen sees them."""
    return [_fact(row) for row in _OF_SUBJECT.rows(view, kind=subject.kind.value, id=subject.id)]


def of_seance(tx: Tx, seance_id: int) -> list[Fact]:
    """Every fact of a séance, those that its lines told it included, in order."""
    return [_fact(row) for row in tx.all(_OF_SEANCE, {"id": seance_id})]


def of_people(connection: Connection, people: Sequence[int]) -> Iterator[tuple[int, Fact]]:
    """Every fact of these persons and of their dossiers, each with its person, in order."""
    query = _counted(_FACT.c.personne_id).where(_FACT.c.personne_id.in_(people))
    for personne_id, *row in connection.execute(query):
        yield personne_id, _fact(row)


def of_subjects(connection: Connection, kind: SubjectKind, keys: Sequence[int]) -> Iterator[Fact]:
    """Every fact of these subjects of one kind, in order."""
    query = _counted().where(_FACT.c.kind == kind.value, _FACT.c.subject_id.in_(keys))
    return (_fact(row) for row in connection.execute(query))


def of_seances(connection: Connection, keys: Sequence[int]) -> Iterator[tuple[int, Fact]]:
    """Every fact of these séances, those of their lines included, each with its séance, in
    order."""
    query = _counted(_FACT.c.seance_id).where(_FACT.c.seance_id.in_(keys))
    for seance_id, *row in connection.execute(query):
        yield seance_id, _fact(row)


def of_kind(tx: Tx, kind: SubjectKind) -> list[Fact]:
    """Every fact of the subjects of one kind, in order: for kinds that are few."""
    return [_fact(row) for row in tx.all(_OF_KIND, {"kind": kind.value})]


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
    tx.write(
        _ANNUL,
        {"of_kind": subject.kind.value, "of_id": subject.id, "of_seq": seq, "annulled_by": by},
    )


def _fact(row: Sequence[Any]) -> Fact:
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
    return MappingProxyType(decode(data))
