"""What changed of late in the dossiers that somebody opens: how many now stand in each state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, or_, select

from rules.access.grants import Right
from workflow.access.perimeter import Reader, by_ground
from workflow.database.composed import Composed, later
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading.wanted_dossiers import KEPT, Count, spelled
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

_DOSSIER = table(Dossier)

COUNTED = 1_000
"""How many dossiers are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """How many dossiers changed, and by the state in which they now stand, the most first; by none
    when there are more than are counted."""

    number: Count
    by_state: Mapping[str, int]


def since(store: Store, reader: Reader, moment: datetime, *, most: int = COUNTED) -> News:
    """The dossiers of which something was written since."""
    with store.read() as connection:
        rows = _by_state(reader, most, store.dialect).rows(connection, since=to_micros(moment))
    by_state = {row.state: row.number for row in rows}
    number = Count.of(sum(by_state.values()), most)
    return News(number=number, by_state={} if number.more else by_state)


@lru_cache(maxsize=KEPT)
def _by_state(reader: Reader, most: int, dialect: str) -> Composed:
    found = (
        select(_DOSSIER.c.state)
        .where(_DOSSIER.c.written_at >= later("since"), or_(*by_ground(reader, Right.DOSSIER)))
        .limit(spelled(most + 1))
        .subquery()
    )
    number = func.count().label("number")
    query = select(found.c.state, number).group_by(found.c.state)
    return Composed(query.order_by(number.desc(), found.c.state), dialect)
