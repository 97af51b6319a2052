"""The road that a dossier, or a séance, took: the states in which it stood, and since when."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from rules.subjects import Subject, SubjectKind
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.trail import JournalRow
from workflow.trail.journal import REFUSAL

_JOURNAL = table(JournalRow)
_TOLD = Query(
    select(_JOURNAL.c.body)
    .where(
        _JOURNAL.c.kind == bindparam("kind"),
        _JOURNAL.c.subject_id == bindparam("number"),
        _JOURNAL.c.act != REFUSAL,
    )
    .order_by(_JOURNAL.c.seq)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A state and the instant at which it was entered."""

    state: str
    since: datetime


def road(store: Store, dossier_id: int) -> tuple[Step, ...]:
    """Every state of a dossier, in the order in which it stood in them, the present one last."""
    return _road(store, Subject(SubjectKind.DOSSIER, dossier_id))


def road_of_seance(store: Store, seance_id: int) -> tuple[Step, ...]:
    """The same of a séance."""
    return _road(store, Subject(SubjectKind.SEANCE, seance_id))


def _road(store: Store, subject: Subject) -> tuple[Step, ...]:
    with store.read() as connection:
        told = _TOLD.values(connection, kind=subject.kind.value, number=subject.id)
    bodies = [json.loads(body) for body in told]
    return tuple(
        Step(state=body["vers"], since=datetime.fromisoformat(body["survenu"]))
        for body in bodies
        if body.get("vers") is not None and body["vers"] != body.get("de")
    )
