"""What screens show of the trail: entries by subject, person, act, actor or period."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select

from rules.access.grants import Right
from rules.subjects import Subject, SubjectKind
from workflow.access.perimeter import WHOLE, Reader
from workflow.access.resources import refused
from workflow.database.instants import from_micros, to_micros
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.trail import JournalRow
from workflow.trail.journal import REFUSAL
from workflow.trail.wording import undone, words

_JOURNAL, _DOSSIER, _PASSAGE = table(JournalRow), table(Dossier), table(Passage)
_DEMANDE = table(Demande)
_STANDING = Query(
    select(_DEMANDE.c.id, _DEMANDE.c.opened_at).where(
        _DEMANDE.c.dossier_id == bindparam("number"), _DEMANDE.c.closed_at.is_(None)
    )
)
_OF_DOSSIER = Query(
    select(_JOURNAL)
    .where(
        _JOURNAL.c.kind == SubjectKind.DOSSIER.value,
        _JOURNAL.c.subject_id == bindparam("number"),
        _JOURNAL.c.at < bindparam("until"),
    )
    .order_by(_JOURNAL.c.seq.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """An entry of a chain. ``occurred`` is when it happened, ``known`` when it was told. ``event``
    is the act itself, or the one that was refused. ``personal`` None: there was nothing personal,
    or it was ``erased``. ``digest``: what chains it to the entry before, in hexadecimal."""

    subject: Subject
    seq: int
    event: str
    refused: bool
    occurred: datetime
    known: datetime
    actor: str
    role: str
    service_id: int | None
    version: int
    before: str | None
    after: str | None
    body: Mapping[str, Any]
    personal: Mapping[str, Any] | None
    erased: bool
    digest: str

    @property
    def words(self) -> str | None:
        """Those of the act; None when it is none of the procedure."""
        return words(self.subject.kind, self.event, {} if self.refused else self.body)

    @property
    def undone(self) -> str | None:
        """Those of the act that the entry corrects."""
        return undone(str(self.body.get("evenement")), self.body)


def entries(
    store: Store,
    *,
    subject: Subject | None = None,
    personne: int | None = None,
    act: str | None = None,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 50,
) -> list[JournalEntry]:
    """Up to ``most`` entries, newest first. ``personne``: their own chain and those of all their
    dossiers. ``act``: an event, tried or done. ``since`` is included, ``until`` is not."""
    where: list[ColumnElement[bool]] = []
    if subject is not None:
        where.append(
            and_(_JOURNAL.c.kind == subject.kind.value, _JOURNAL.c.subject_id == subject.id)
        )
    if personne is not None:
        where.append(of_person(personne))
    if act is not None:
        where.append(of_act(act))
    if actor is not None:
        where.append(_JOURNAL.c.actor == actor)
    if since is not None:
        where.append(_JOURNAL.c.at >= to_micros(since))
    if until is not None:
        where.append(_JOURNAL.c.at < to_micros(until))
    # In one chain the order is that of the entries, whatever the clocks said.
    order = (
        (_JOURNAL.c.seq.desc(),)
        if subject is not None
        else (_JOURNAL.c.at.desc(), _JOURNAL.c.kind, _JOURNAL.c.subject_id, _JOURNAL.c.seq.desc())
    )
    query = select(_JOURNAL).where(*where).order_by(*order).limit(most)
    with store.read() as connection:
        return [entry(row) for row in connection.execute(query)]


def of_dossier(store: Store, number: int, *, reader: Reader, most: int = 50) -> list[JournalEntry]:
    """Up to ``most`` entries of a dossier, newest first, as the policy opens them: without the acts
    of an open request that is not open to the reader, the draft of its service."""
    with store.read() as connection:
        draft = _STANDING.first(connection, number=number)
        # Asked of that request alone: « not in » what they see would list the département's.
        drafted = draft is not None and not _opens(store, reader, draft.id)
        found = _OF_DOSSIER.rows(
            connection,
            number=number,
            until=draft.opened_at if drafted else to_micros(datetime.max.replace(tzinfo=UTC)),
            most=most,
        )
    return [entry(row) for row in found]


def _opens(store: Store, reader: Reader, demande: int) -> bool:
    return reader is WHOLE or not refused(store, reader, Right.DEMANDE, demande)


def of_person(personne: int) -> ColumnElement[bool]:
    """The entries of a person's own chain and of those of all their dossiers."""
    theirs = select(_DOSSIER.c.id).where(_DOSSIER.c.personne_id == personne)
    return or_(
        and_(_JOURNAL.c.kind == SubjectKind.PERSONNE.value, _JOURNAL.c.subject_id == personne),
        and_(_JOURNAL.c.kind == SubjectKind.DOSSIER.value, _JOURNAL.c.subject_id.in_(theirs)),
    )


def of_act(act: str) -> ColumnElement[bool]:
    """The entries of an act, tried or done."""
    attempted = _JOURNAL.c.body.contains(f'"evenement":"{act}"', autoescape=True)
    return or_(_JOURNAL.c.act == act, and_(_JOURNAL.c.act == REFUSAL, attempted))


def of_seance(store: Store, seance_id: int, since: datetime) -> list[JournalEntry]:
    """What was entered from then on of a séance and of the dossiers that have a line in it, refused
    attempts included, oldest first."""
    lines = select(_PASSAGE.c.dossier_id).where(_PASSAGE.c.seance_id == seance_id)
    of_lines = and_(_JOURNAL.c.kind == SubjectKind.DOSSIER.value, _JOURNAL.c.subject_id.in_(lines))
    its_own = and_(_JOURNAL.c.kind == SubjectKind.SEANCE.value, _JOURNAL.c.subject_id == seance_id)
    query = (
        select(_JOURNAL)
        .where(_JOURNAL.c.at >= to_micros(since), or_(of_lines, its_own))
        .order_by(_JOURNAL.c.at, _JOURNAL.c.kind, _JOURNAL.c.subject_id, _JOURNAL.c.seq)
    )
    with store.read() as connection:
        return [entry(row) for row in connection.execute(query)]


def length(store: Store, subject: Subject) -> int:
    """How many entries the chain of a subject has."""
    query = select(func.count()).where(
        _JOURNAL.c.kind == subject.kind.value, _JOURNAL.c.subject_id == subject.id
    )
    with store.read() as connection:
        return int(connection.execute(query).scalar_one())


def total(store: Store) -> int:
    """How many entries the whole journal has."""
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(_JOURNAL)).scalar_one())


def entry(row: Row[Any]) -> JournalEntry:
    body = json.loads(row.body)
    refused = row.act == REFUSAL
    personal = None if row.personal is None else json.loads(row.personal)
    if personal is not None:
        personal.pop("sel", None)
    return JournalEntry(
        subject=Subject(SubjectKind(row.kind), row.subject_id),
        seq=row.seq,
        event=str(body.get("evenement", row.act)) if refused else row.act,
        refused=refused,
        occurred=datetime.fromisoformat(body["survenu"]),
        known=from_micros(row.at),
        actor=row.actor,
        role=row.role,
        service_id=body.get("service"),
        version=row.version,
        before=body.get("de"),
        after=body.get("vers"),
        body=body,
        personal=personal,
        erased=body.get("personnel") is not None and row.personal is None,
        digest=row.hash,
    )
