"""The dossiers that a list wants, by each way in which they are found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, and_, func, or_, select, union

from rules.access.grants import Right
from workflow.access.perimeter import Reader, by_ground
from workflow.reading.dossier_filters import Asked, alternatives, conditions
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

_DOSSIER = table(Dossier)

GATHERED = 5_000
"""How many dossiers are gathered to be sorted, when no index holds them in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many dossiers a filter has; ``more``: at least one more than that."""

    number: int
    more: bool


class Wanted:
    """The dossiers that are asked for, among those that somebody opens."""

    def __init__(self, asked: Asked, reader: Reader, now: datetime) -> None:
        self._where = list(conditions(asked, now))
        self._ways = [
            and_(ground, one)
            for ground in by_ground(reader, Right.DOSSIER)
            for one in alternatives(asked)
        ]

    def counted(self, connection: Connection, most: int) -> Count:
        """How many they are, counted up to ``most``."""
        some = self._each(select(_DOSSIER.c.id).limit(most + 1)).limit(most + 1)
        query = select(func.count()).select_from(some.subquery())
        found = int(connection.execute(query).scalar_one())
        return Count(number=min(found, most), more=found > most)

    def first(
        self, connection: Connection, query: Select[Any], *, indexed: bool
    ) -> Select[Any] | CompoundSelect[Any]:
        """The first ones of a query that is sorted and limited: the first ones of each way, when
        an index of dossiers is in that order (``indexed``). Else few are gathered, many are met
        soon in that order."""
        if indexed or len(self._ways) == 1:
            return self._each(query)
        if self.counted(connection, GATHERED).more:
            return query.where(or_(*self._ways), *self._where)
        ids = self._each(select(_DOSSIER.c.id)).cte("few")
        few = ids.prefix_with("MATERIALIZED", dialect="postgresql")
        return query.where(_DOSSIER.c.id.in_(select(few.c.id)))

    def _each(self, first: Select[Any]) -> Select[Any] | CompoundSelect[Any]:
        """What ``first`` finds by each way, once: one alone finds its first ones by an index."""
        found = [select(first.where(way, *self._where).subquery()) for way in self._ways]
        return found[0] if len(found) == 1 else union(*found)
