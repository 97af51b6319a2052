"""The current deadlines of a subject, as their rows hold them."""

from typing import NamedTuple

from sqlalchemy import bindparam

from rules.deadlines.adjustments import AS_COUNTED, Adjustments
from rules.deadlines.derivation import Status
from rules.subjects import Subject
from workflow.database.canonical import decode
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow


class Recorded(NamedTuple):
    """A current row as it is stored, instants in microseconds, as far as the comparison needs
    it: most rows of a person are read, compared with nothing and dropped."""

    id: int
    lineage: str
    generation: int
    rule: str
    rule_version: str
    kind: str
    subject_id: int
    child: int | None
    seance_id: int | None
    anchor_at: int | None
    due_at: int | None
    status: str
    closed_by: str | None
    adjusted: str | None
    adjustments: str | None
    profile: str | None


_DEADLINE = table(DeadlineRow)
CURRENT = _DEADLINE.c.status != Status.REMPLACEE.value
"""The row of its lineage, open or closed, that no later one replaced."""
_OF_PERSONNE = Statement(
    _DEADLINE.select()
    .with_only_columns(*(_DEADLINE.c[name] for name in Recorded._fields))
    .where(_DEADLINE.c.personne_id == bindparam("id"), CURRENT)
)
_OF_SUBJECT = Statement(
    _DEADLINE.select()
    .with_only_columns(*(_DEADLINE.c[name] for name in Recorded._fields))
    .where(
        _DEADLINE.c.kind == bindparam("kind"), _DEADLINE.c.subject_id == bindparam("id"), CURRENT
    )
)


def of_personne(tx: Tx, personne_id: int) -> list[Recorded]:
    """The current deadlines of a person and of their dossiers, open and closed."""
    return list(map(Recorded._make, tx.all(_OF_PERSONNE, {"id": personne_id})))


def of_subject(tx: Tx, subject: Subject) -> list[Recorded]:
    """The current deadlines of one subject, open and closed."""
    rows = tx.all(_OF_SUBJECT, {"kind": subject.kind.value, "id": subject.id})
    return list(map(Recorded._make, rows))


def adjustments_of(stored: str | None) -> Adjustments:
    """What was changed in the count of a deadline, as its row holds it."""
    return AS_COUNTED if stored is None else Adjustments.of(decode(stored))
