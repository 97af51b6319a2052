"""Which rungs are due: looked up in batches, oldest first, without a lock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow, FiringFailure

_DEADLINE, _FAILURE = table(DeadlineRow), table(FiringFailure)

_DUE = Statement(
    select(
        *(_DEADLINE.c[name] for name in ("id", "rung", "next_at", "kind", "subject_id", "rule")),
        _FAILURE.c.attempts,
        _DEADLINE.c.rule_version,
        _DEADLINE.c.opened_at,
    )
    .outerjoin(
        _FAILURE,
        and_(_FAILURE.c.deadline_id == _DEADLINE.c.id, _FAILURE.c.rung == _DEADLINE.c.rung),
    )
    .where(
        _DEADLINE.c.status == "ouverte",
        _DEADLINE.c.next_at <= bindparam("now"),
        or_(
            _DEADLINE.c.next_at > bindparam("after_at"),
            and_(
                _DEADLINE.c.next_at == bindparam("after_at"),
                _DEADLINE.c.id > bindparam("after_id"),
            ),
        ),
        or_(_FAILURE.c.retry_at.is_(None), _FAILURE.c.retry_at <= bindparam("now")),
    )
    .order_by(_DEADLINE.c.next_at, _DEADLINE.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A rung that was due when it was looked up. ``attempts``: how often it already failed."""

    deadline_id: int
    rung: int
    next_at: int
    subject: Subject
    rule: str
    attempts: int

    @property
    def position(self) -> tuple[int, int]:
        """Where the next batch begins."""
        return self.next_at, self.deadline_id


def look_up(
    store: Store,
    rulebook: Rulebook,
    *,
    now: datetime,
    after: tuple[int, int] = (0, 0),
    most: int,
) -> list[Due]:
    """Up to ``most`` rungs due at ``now``, after a position, oldest first. A rule that the
    département no longer follows has none: its deadlines wait to be withdrawn."""
    while True:
        with store.glance() as tx:
            rows = tx.all(
                _DUE,
                {"now": to_micros(now), "after_at": after[0], "after_id": after[1], "most": most},
            )
        found = [
            Due(
                deadline_id=row[0],
                rung=row[1],
                next_at=row[2],
                subject=Subject(SubjectKind(row[3]), row[4]),
                rule=row[5],
                attempts=row[6] or 0,
            )
            for row in rows
            if rulebook.version_for(row[5], row[7], from_micros(row[8])) is not None
        ]
        if found or len(rows) < most:
            return found
        after = rows[-1][2], rows[-1][0]
