"""What screens show of facts: when each happened, when it became known, what it says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from rules.facts import STATE_PREFIX, Fact
from rules.subjects import Subject, SubjectKind
from workflow.acts.cases import UnknownDossier
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier
from workflow.tables.trail import FactRow
from workflow.trail.facts import of_subject

_FACT, _DOSSIER = table(FactRow), table(Dossier)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """A fact. ``seq`` is the entry of the journal that wrote it; ``annulled_by`` the one that
    corrected it, and then it no longer counts."""

    subject: Subject
    seq: int
    code: str
    occurred: datetime
    known: datetime
    data: Mapping[str, Any]
    annulled_by: int | None


def lines(
    store: Store,
    *,
    dossier: int | None = None,
    code: str | None = None,
    since: datetime | None = None,
    states: bool = False,
    most: int = 50,
) -> list[FactLine]:
    """Up to ``most`` facts, those that happened last first. ``dossier``: its own and its person's;
    ``since``: known from then on; ``states``: entering a state is shown too.

    Raises UnknownDossier.
    """
    where: list[ColumnElement[bool]] = []
    with store.read() as connection:
        if dossier is not None:
            query = select(_DOSSIER.c.personne_id).where(_DOSSIER.c.id == dossier)
            personne = connection.execute(query).scalar_one_or_none()
            if personne is None:
                raise UnknownDossier(dossier)
            own = (_FACT.c.kind == SubjectKind.DOSSIER.value) & (_FACT.c.subject_id == dossier)
            theirs = (_FACT.c.kind == SubjectKind.PERSONNE.value) & (_FACT.c.subject_id == personne)
            where.append(or_(own, theirs))
        if code is not None:
            where.append(_FACT.c.code == code)
        if since is not None:
            where.append(_FACT.c.known_at >= to_micros(since))
        if not states:
            where.append(~_FACT.c.code.startswith(STATE_PREFIX))
        columns = (
            *("kind", "subject_id", "seq", "code", "occurred_at", "known_at", "data"),
            "annulled_by",
        )
        rows = connection.execute(
            select(*(_FACT.c[name] for name in columns))
            .where(*where)
            .order_by(_FACT.c.occurred_at.desc(), _FACT.c.seq.desc(), _FACT.c.rank.desc())
            .limit(most)
        ).all()
    return [
        FactLine(
            subject=Subject(SubjectKind(row.kind), row.subject_id),
            seq=row.seq,
            code=row.code,
            occurred=from_micros(row.occurred_at),
            known=from_micros(row.known_at),
            data=json.loads(row.data),
            annulled_by=row.annulled_by,
        )
        for row in rows
    ]


def known(store: Store, *, dossier: int, code: str) -> list[Fact]:
    """The facts of that code that count, of one dossier."""
    with store.glance() as tx:
        found = of_subject(tx, Subject(SubjectKind.DOSSIER, dossier))
    return [fact for fact in found if fact.code == code]
