"""When services sent their tableau of a séance, or told their needs to whoever comes from outside
(a situation that they inscribe tells one), and until when it was awaited."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from rules.subjects import SubjectKind
from workflow.database.instants import from_micros
from workflow.deadlines.current import CURRENT
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow, FactRow

TO_THE_BAT, TO_THE_SERVICES = "tableau_transmis", "tableau_partage"
TO_THE_VISITOR = "besoins_communiques"
SENDS = {
    TO_THE_BAT: TO_THE_BAT,
    TO_THE_SERVICES: TO_THE_SERVICES,
    TO_THE_VISITOR: TO_THE_VISITOR,
    "situation_inscrite": TO_THE_VISITOR,
}
"""What is told once it left → which sending that is."""
OWED = {
    "D1-TABLEAU-BAT": TO_THE_BAT,
    "D14-TABLEAU-COORDINATION": TO_THE_BAT,
    "D2-TABLEAU-SERVICES": TO_THE_SERVICES,
    "D24-PSY-BESOINS": TO_THE_VISITOR,
}
"""Which rule awaits which sending."""

_FACT, _DEADLINE = table(FactRow), table(DeadlineRow)
_LEFT = (
    select(_FACT.c.code, _FACT.c.data, _FACT.c.occurred_at)
    .where(_FACT.c.code.in_(tuple(SENDS)), _FACT.c.annulled_by.is_(None))
    .order_by(_FACT.c.occurred_at)
)
_AWAITED = select(_DEADLINE.c.rule, _DEADLINE.c.child, _DEADLINE.c.due_at).where(
    _DEADLINE.c.kind == SubjectKind.SEANCE.value,
    _DEADLINE.c.rule.in_(tuple(OWED)),
    _DEADLINE.c.status != "annulee",
    CURRENT,
)
SENT = _LEFT.where(_FACT.c.seance_id == bindparam("id"))
DUE = _AWAITED.where(_DEADLINE.c.subject_id == bindparam("id"))
"""What ``first_sent`` and ``earliest_due`` read; ``id`` is the séance."""

Row = Sequence[Any]
Sendings = Mapping[tuple[str, int], datetime]
"""(sending, service) → an instant."""


def first_sent(rows: Iterable[Row]) -> Sendings:
    """When each sending first left."""
    first: dict[tuple[str, int], datetime] = {}
    for code, data, at in rows:
        first.setdefault((SENDS[code], json.loads(data)["service"]), from_micros(at))
    return first


def earliest_due(rows: Iterable[Row]) -> Mapping[tuple[str, int], datetime | None]:
    """Until when each sending is, or was, awaited: the earliest of its delays; None when they have
    no date."""
    found: dict[tuple[str, int], datetime | None] = {}
    for rule, service, at in rows:
        key = OWED[rule], service
        due = None if at is None else from_micros(at)
        known = found.get(key)
        found[key] = due if known is None else known if due is None else min(known, due)
    return found


def sent_in(connection: Connection, seances: Collection[int]) -> Mapping[int, Sendings]:
    """When each sending first left, in each of these séances."""
    query = _LEFT.add_columns(_FACT.c.seance_id).where(_FACT.c.seance_id.in_(seances))
    return {of: first_sent(rows) for of, rows in _by_last(connection.execute(query)).items()}


def due_in(
    connection: Connection, seances: Collection[int]
) -> Mapping[int, Mapping[tuple[str, int], datetime | None]]:
    """Until when each sending is awaited, in each of these séances."""
    query = _AWAITED.add_columns(_DEADLINE.c.subject_id).where(_DEADLINE.c.subject_id.in_(seances))
    return {of: earliest_due(rows) for of, rows in _by_last(connection.execute(query)).items()}


def _by_last(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    """Rows by their last column, that is taken off."""
    found: dict[int, list[Row]] = {}
    for *row, of in rows:
        found.setdefault(of, []).append(row)
    return found
