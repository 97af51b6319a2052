"""What screens show of messages, and of the differences between webRSA and here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.post.outbox import TO_SEND
from workflow.reading.dossiers import instant_of
from workflow.tables.columns import table
from workflow.tables.post import Gap, Outbox
from workflow.tables.subjects import Personne

_OUTBOX, _GAP, _PERSONNE = table(Outbox), table(Gap), table(Personne)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """A message of the outbox. ``status`` is a_envoyer, envoye or mort; ``due`` the instant from
    which it leaves; ``error`` why it did not."""

    id: int
    subject: Subject
    occasion: str
    recipient: str
    status: str
    created: datetime
    due: datetime
    sent: datetime | None
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """A difference between webRSA and here. ``nature`` is a code of ``workflow.gaps``."""

    id: int
    personne_id: int
    nom: str
    prenom: str
    dossier_id: int | None
    nature: str
    detail: Mapping[str, Any]
    file: str
    found: datetime
    settled: datetime | None


def messages(store: Store, *, status: str | None = None, most: int = 50) -> list[MessageLine]:
    """Up to ``most`` messages, newest first."""
    query = select(_OUTBOX).order_by(_OUTBOX.c.id.desc()).limit(most)
    if status is not None:
        query = query.where(_OUTBOX.c.status == status)
    with store.read() as connection:
        return [
            MessageLine(
                id=row.id,
                subject=Subject(SubjectKind(row.kind), row.subject_id),
                occasion=row.occasion,
                recipient=row.recipient,
                status=row.status,
                created=from_micros(row.created_at),
                due=from_micros(row.not_before),
                sent=instant_of(row.sent_at),
                attempts=row.attempts,
                error=row.error,
            )
            for row in connection.execute(query)
        ]


def waiting(store: Store, now: datetime) -> int:
    """How many messages are due."""
    query = select(func.count()).where(
        _OUTBOX.c.status == TO_SEND, _OUTBOX.c.not_before <= to_micros(now)
    )
    with store.read() as connection:
        return int(connection.execute(query).scalar_one())


def gaps(
    store: Store,
    *,
    nature: str | None = None,
    dossier: int | None = None,
    settled: bool = False,
    most: int = 50,
) -> list[GapLine]:
    """Up to ``most`` differences, oldest first; the open ones, or all with ``settled``."""
    where: list[ColumnElement[bool]] = []
    if not settled:
        where.append(_GAP.c.settled_at.is_(None))
    if nature is not None:
        where.append(_GAP.c.nature == nature)
    if dossier is not None:
        where.append(_GAP.c.dossier_id == dossier)
    query = (
        select(_GAP, _PERSONNE.c.nom, _PERSONNE.c.prenom)
        .join_from(_GAP, _PERSONNE)
        .where(*where)
        .order_by(_GAP.c.found_at, _GAP.c.id)
        .limit(most)
    )
    with store.read() as connection:
        return [
            GapLine(
                id=row.id,
                personne_id=row.personne_id,
                nom=row.nom,
                prenom=row.prenom,
                dossier_id=row.dossier_id,
                nature=row.nature,
                detail=json.loads(row.detail),
                file=row.file,
                found=from_micros(row.found_at),
                settled=instant_of(row.settled_at),
            )
            for row in connection.execute(query)
        ]
