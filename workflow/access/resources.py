"""What of a row decides who may open it, for the policy to judge."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    literal,
    null,
    select,
    union_all,
)

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.access.grounds import Resource
from rules.access.policy import OUTSIDE, closed, unseen
from rules.refusals import Refusal
from rules.seances.sight import Sight
from workflow.access.perimeter import visible
from workflow.access.things import OPENED_BY
from workflow.acts.sitting import SHARED
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.subjects import SeanceService


def resource(store: Store, right: Right, number: int) -> Resource | None:
    """The row of that number, among those that the right opens; None: there is none."""
    with store.read() as connection:
        return read(connection, right, number)


def refused(store: Store, bearer: Bearer, right: Right, number: int) -> tuple[Refusal, ...]:
    """Why the row of that number is closed to them; nothing: it is open. What does not exist is
    closed in the same words as what is elsewhere."""
    found = resource(store, right, number)
    if found is None:
        return closed(bearer, right) or (OUTSIDE,)
    return unseen(bearer, right, found)


def among(store: Store, bearer: Bearer, right: Right, numbers: Collection[int]) -> frozenset[int]:
    """Which of the rows of these numbers are open to them, asked at once."""
    if not numbers:
        return frozenset()
    key = OPENED_BY[right].key
    these = key.in_(numbers)
    query = select(key).where(these, visible(bearer, right, these))
    with store.read() as connection:
        return frozenset(connection.execute(query).scalars())


def read(connection: Connection, right: Right, number: int) -> Resource | None:
    """The same, upon a connection that is open."""
    rows = _rows_of(right).rows(connection, number=number)
    if not rows:
        return None
    row = rows[0]
    return Resource(
        circonscription=row.place,
        service=row.service,
        shown_to=frozenset(one.shown_to for one in rows if one.shown_to is not None),
        sight=None if row.state is None else _sight(connection, row.seance, row.state),
        closed=bool(row.closed),
        awaits_ali=bool(row.awaits_ali),
        before_ep=bool(row.before_ep),
        shared=bool(row.shared),
        seance=row.seance,
        line=row.line,
    )


@cache
def _rows_of(right: Right) -> Query:
    """What is asked for each thing that a page opens, composed once: a row for each service that it
    is shown to, one when it is to none."""
    thing = OPENED_BY[right]
    shown = None if thing.shown is None else thing.shown.subquery("shown")
    source = thing.source
    if shown is not None:
        source = source.outerjoin(shown, shown.c.row == bindparam("number"))
    return Query(
        select(
            thing.place.label("place"),
            _or_none(thing.service).label("service"),
            _or_none(None if shown is None else shown.c.service).label("shown_to"),
            thing.closed.label("closed"),
            thing.awaits_ali.label("awaits_ali"),
            thing.before_ep.label("before_ep"),
            thing.shared.label("shared"),
            _or_none(thing.seance).label("seance"),
            _or_none(thing.line).label("line"),
            _or_none(thing.state).label("state"),
        )
        .select_from(source)
        .where(thing.key == bindparam("number"))
    )


def _sight(connection: Connection, seance: int, state: str) -> Sight:
    found: dict[str, set[int]] = {_SITS: set(), _SHARED: set()}
    for what, service in _SEEN.rows(connection, id=seance):
        found[what].add(service)
    return Sight(state=state, sitting=found[_SITS], shared=found[_SHARED])


def _or_none(column: ColumnElement[Any] | None) -> ColumnElement[Any]:
    return null() if column is None else column


_SITS, _SHARED = "siege", "partage"
_SEATS = table(SeanceService)
_SEEN = Query(
    union_all(
        select(literal(_SITS).label("what"), _SEATS.c.service_id).where(
            _SEATS.c.seance_id == bindparam("id")
        ),
        SHARED.with_only_columns(literal(_SHARED), *SHARED.selected_columns),
    )
)
