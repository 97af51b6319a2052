"""Séances that are open to a reader, by date: page after page, or those among some."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, tuple_

from rules.access.grants import Right
from workflow.access.perimeter import Reader, visible
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading import seances
from workflow.reading.cursors import Cursor, Page, paged
from workflow.reading.seances import SeanceLine
from workflow.tables.columns import table
from workflow.tables.subjects import Seance

_SEANCE = table(Seance)
_SORT = "date"
BY_DATE = (_SEANCE.c.held_at, _SEANCE.c.id)


def listing(
    store: Store,
    reader: Reader,
    *,
    since: datetime,
    until: datetime,
    after: str | None = None,
    most: int,
) -> Page[SeanceLine]:
    """Those between these instants, ``most`` at once. ``since`` is included, not ``until``. Raises
    BadCursor."""
    where = [_SEANCE.c.held_at >= to_micros(since), _SEANCE.c.held_at < to_micros(until)]
    if after is not None:
        where.append(beyond(after))
    query = (
        seances.lines()
        .where(*where, visible(reader, Right.SEANCE))
        .order_by(*BY_DATE)
        .limit(most + 1)
    )
    with store.read() as connection:
        found = [seances.line(row) for row in connection.execute(query)]
    return paged(found, most, lambda one: cursor(one.held, one.id))


def among(store: Store, reader: Reader, numbers: Collection[int]) -> Mapping[int, SeanceLine]:
    """Those of these, by number."""
    query = seances.lines().where(_SEANCE.c.id.in_(sorted(numbers)), visible(reader, Right.SEANCE))
    with store.read() as connection:
        return {row.id: seances.line(row) for row in connection.execute(query)}


def cursor(held: datetime, number: int) -> str:
    """Where a list by date that ends with that séance goes on."""
    return Cursor(sort=_SORT, backwards=False, key=(to_micros(held), number)).write()


def beyond(after: str) -> ColumnElement[bool]:
    """The séances that a list by date goes on with. Raises BadCursor."""
    return tuple_(*BY_DATE) > tuple_(*Cursor.read(after, _SORT, False, (int, int)).key)
