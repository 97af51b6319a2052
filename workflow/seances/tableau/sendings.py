"""When services sent their tableau of a séance, or told their needs to whoever comes from outside,
and until when it was awaited."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from rules.subjects import SubjectKind
from workflow.database.instants import from_micros
from workflow.deadlines.current import CURRENT
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow, FactRow

TO_THE_BAT, TO_THE_SERVICES = "tableau_transmis", "tableau_partage"
TO_THE_VISITOR = "besoins_communiques"
_OWED = {
    "D1-TABLEAU-BAT": TO_THE_BAT,
    "D14-TABLEAU-COORDINATION": TO_THE_BAT,
    "D2-TABLEAU-SERVICES": TO_THE_SERVICES,
    "D24-PSY-BESOINS": TO_THE_VISITOR,
}

_FACT, _DEADLINE = table(FactRow), table(DeadlineRow)
SENT = (
    select(_FACT.c.code, _FACT.c.data, _FACT.c.occurred_at)
    .where(
        _FACT.c.kind == SubjectKind.SEANCE.value,
        _FACT.c.subject_id == bindparam("id"),
        _FACT.c.code.in_((TO_THE_BAT, TO_THE_SERVICES, TO_THE_VISITOR)),
        _FACT.c.annulled_by.is_(None),
    )
    .order_by(_FACT.c.occurred_at)
)
DUE = select(_DEADLINE.c.rule, _DEADLINE.c.child, _DEADLINE.c.due_at).where(
    _DEADLINE.c.kind == SubjectKind.SEANCE.value,
    _DEADLINE.c.subject_id == bindparam("id"),
    _DEADLINE.c.rule.in_(tuple(_OWED)),
    _DEADLINE.c.status != "annulee",
    CURRENT,
)
"""What ``first_sent`` and ``earliest_due`` read; ``id`` is the séance."""

Row = Sequence[Any]
Sendings = Mapping[tuple[str, int], datetime]
"""(sending, service) → an instant."""


def first_sent(rows: Iterable[Row]) -> Sendings:
    """When each sending first left."""
    first: dict[tuple[str, int], datetime] = {}
    for code, data, at in rows:
        first.setdefault((code, json.loads(data)["service"]), from_micros(at))
    return first


def earliest_due(rows: Iterable[Row]) -> Mapping[tuple[str, int], datetime | None]:
    """Until when each sending is, or was, awaited: the earliest of its delays; None when they have
    no date."""
    found: dict[tuple[str, int], datetime | None] = {}
    for rule, service, at in rows:
        key = _OWED[rule], service
        due = None if at is None else from_micros(at)
        known = found.get(key)
        found[key] = due if known is None else known if due is None else min(known, due)
    return found
