"""What changed of late in the dossiers that somebody opens: how many now stand in each state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from rules.access.grants import Right
from workflow.access.perimeter import Reader, by_ground
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading.wanted_dossiers import Count
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
    found = (
        select(_DOSSIER.c.state)
        .where(
            _DOSSIER.c.written_at >= to_micros(moment),
            or_(*by_ground(reader, Right.DOSSIER)),
        )
        .limit(most + 1)
        .subquery()
    )
    query = (
        select(found.c.state, func.count().label("number"))
        .group_by(found.c.state)
        .order_by(func.count().desc(), found.c.state)
    )
    with store.read() as connection:
        by_state = {row.state: row.number for row in connection.execute(query)}
    total = sum(by_state.values())
    more = total > most
    return News(number=Count(number=min(total, most), more=more), by_state={} if more else by_state)
