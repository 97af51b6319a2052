"""The access log: who consulted what, who exported what. Apart from the journal, kept for months.

It is read by whoever the policy lets, its reading is written in it, and it is never counted by
agent: it is there for security, not to measure anybody (CNIL, recommandation 2021).
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from rules.access.bearers import Bearer, Guest
from rules.access.grants import LOGGED, Right
from rules.access.grounds import Ground
from rules.access.policy import closed, grounds
from rules.actors import Actor
from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.queries import Query
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Store
from workflow.tables.accounts import Consultation
from workflow.tables.columns import table

LINK = "lien"
"""What is written as the role of whoever bears a link."""

_ROW = table(Consultation)
_NOTE = insert_into(
    Consultation,
    *("at", "actor", "role", "service_id", "what", "kind", "subject_id", "circonscription"),
    *("lines", "page"),
)
_OTHERS = Query(
    select(_ROW.c.actor, _ROW.c.role, _ROW.c.service_id, func.max(_ROW.c.at).label("last"))
    .where(
        *(_ROW.c.kind == bindparam("kind"), _ROW.c.subject_id == bindparam("number")),
        *(_ROW.c.at >= bindparam("since"), _ROW.c.what == bindparam("what")),
        *(_ROW.c.lines.is_(None), _ROW.c.page == 1),
        *(_ROW.c.actor != bindparam("than"), _ROW.c.role != LINK),
    )
    .group_by(_ROW.c.actor, _ROW.c.role, _ROW.c.service_id)
    .order_by(func.max(_ROW.c.at).desc(), _ROW.c.actor)
    .limit(bindparam("most"))
)
_PURGE = Statement(_ROW.delete().where(_ROW.c.at < bindparam("before")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A line of the log. ``lines``: how many left in a file."""

    at: datetime
    actor: str
    role: str
    service: int | None
    right: Right
    subject: Subject | None
    circonscription: str | None
    lines: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for in the log."""

    subject: Subject | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def note(
    store: Store,
    bearer: Actor | Guest,
    right: Right,
    now: datetime,
    *,
    subject: Subject | None = None,
    circonscription: str | None = None,
    lines: int | None = None,
    page: bool = False,
) -> None:
    """Writes down that they opened it, when it is of what the log keeps. ``page``: whether a page
    showed it to them."""
    if right not in LOGGED:
        return
    with store.write() as tx:
        tx.write(
            _NOTE,
            {
                "at": to_micros(now),
                **_whose(bearer),
                "what": right.value,
                "kind": None if subject is None else subject.kind.value,
                "subject_id": None if subject is None else subject.id,
                "circonscription": circonscription,
                "lines": lines,
                "page": int(page),
            },
        )


def noted(
    store: Store, bearer: Actor | Guest, right: Right, subject: Subject, since: datetime
) -> bool:
    """Whether it is written since then that they opened it."""
    whose = _whose(bearer)
    query = (
        select(_ROW.c.id)
        .where(
            *(_ROW.c[name] == value for name, value in whose.items()),
            _ROW.c.what == right.value,
            _ROW.c.kind == subject.kind.value,
            _ROW.c.subject_id == subject.id,
            _ROW.c.at >= to_micros(since),
        )
        .limit(1)
    )
    with store.read() as connection:
        return connection.execute(query).first() is not None


def others(
    store: Store, right: Right, subject: Subject, since: datetime, *, than: str, most: int = 20
) -> list[Seen]:
    """Who else had a page of it before their eyes since then, the latest first: agents, each the
    last time. It is for the page of what they opened, within what that page says of colleagues."""
    with store.read() as connection:
        rows = _OTHERS.rows(
            connection,
            kind=subject.kind.value,
            number=subject.id,
            since=to_micros(since),
            what=right.value,
            than=than,
            most=most,
        )
        return [
            Seen(
                at=from_micros(row.last),
                actor=row.actor,
                role=row.role,
                service=row.service_id,
                right=right,
                subject=subject,
                circonscription=None,
                lines=None,
            )
            for row in rows
        ]


def read(
    store: Store, reader: Bearer, sought: Sought, now: datetime, *, most: int = 50
) -> list[Seen]:
    """Up to ``most`` lines, the latest first, within the reader's territory; that they were read
    is written first. Raises Refused."""
    refusals = closed(reader, Right.CONSULTATIONS)
    if refusals or not isinstance(reader, Actor):
        raise Refused(Right.CONSULTATIONS, refusals)
    note(store, reader, Right.CONSULTATIONS, now, subject=sought.subject)
    query = (
        select(_ROW)
        .where(*_among(sought), *_within(reader))
        .order_by(_ROW.c.at.desc(), _ROW.c.id.desc())
        .limit(most)
    )
    with store.read() as connection:
        return [
            Seen(
                at=from_micros(row.at),
                actor=row.actor,
                role=row.role,
                service=row.service_id,
                right=Right(row.what),
                subject=None if row.kind is None else _subject(row.kind, row.subject_id),
                circonscription=row.circonscription,
                lines=row.lines,
            )
            for row in connection.execute(query)
        ]


def purge(store: Store, months: int, now: datetime) -> int:
    """Erases what is older than that many months, day for day; how many lines."""
    with store.write() as tx:
        return tx.run(_PURGE, {"before": to_micros(_months_before(now, months))})


def _months_before(now: datetime, months: int) -> datetime:
    """The same day and hour, that many months ago, or the last of a month that is shorter."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last))


def _whose(bearer: Actor | Guest) -> dict[str, object]:
    if isinstance(bearer, Guest):
        return {"actor": f"{LINK} {bearer.link}", "role": LINK, "service_id": bearer.service}
    return {"actor": bearer.name, "role": bearer.role.value, "service_id": bearer.service_id}


def _among(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.subject is not None:
        yield _ROW.c.kind == sought.subject.kind.value
        yield _ROW.c.subject_id == sought.subject.id
    if sought.actor is not None:
        yield _ROW.c.actor == sought.actor
    if sought.since is not None:
        yield _ROW.c.at >= to_micros(sought.since)
    if sought.until is not None:
        yield _ROW.c.at < to_micros(sought.until)


def _within(reader: Actor) -> Sequence[ColumnElement[bool]]:
    """What was opened without being anywhere is everybody's who reads the log."""
    places = reader.circonscriptions
    if places is None or Ground.EVERYWHERE in grounds(reader, Right.CONSULTATIONS):
        return ()
    here = _ROW.c.circonscription
    return (or_(here.is_(None), here.in_(sorted(places))),)


def _subject(kind: str, number: int) -> Subject:
    return Subject(SubjectKind(kind), number)
