"""The dossiers that a list wants, by each way in which they are found."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    func,
    literal_column,
    or_,
    select,
    union,
)

from rules.access.grants import Right
from workflow.access.perimeter import Reader, by_ground
from workflow.database.composed import Composed
from workflow.reading.dossier_filters import Asked, alternatives, conditions
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

_DOSSIER = table(Dossier)

GATHERED = 5_000
"""How many dossiers are gathered to be sorted, when no index holds them in their order."""

KEPT = 1_024
"""How many readers and filters are composed for, and kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many dossiers a filter has; ``more``: at least one more than that."""

    number: int
    more: bool

    @classmethod
    def of(cls, found: int, most: int) -> "Count":
        """Of ``found`` that were counted, told up to ``most``."""
        return cls(number=min(found, most), more=found > most)


class Wanted:
    """The dossiers that are asked for, among those that somebody opens, as statements say them."""

    def __init__(self, asked: Asked, reader: Reader) -> None:
        self._where = list(conditions(asked))
        self._of_some = asked.of_some
        self._ways = [
            and_(ground, one)
            for ground in by_ground(reader, Right.DOSSIER)
            for one in alternatives(asked)
        ]

    @property
    def by_several_ways(self) -> bool:
        """Whether the first ones in an order may be found by one way or another."""
        return len(self._ways) > 1

    def number(self, most: int) -> Select[Any]:
        """How many they are, up to one more than ``most``."""
        every = self.each(select(_DOSSIER.c.id).limit(spelled(most + 1))).subquery()
        limited = select(every).limit(spelled(most + 1)).subquery()
        return select(func.count()).select_from(limited)

    def at_first(self) -> "Wanted":
        """Those that the first way finds: a service follows most of what it opens."""
        first = copy(self)
        first._ways = self._ways[:1]
        return first

    def each(self, first: Select[Any]) -> Select[Any] | CompoundSelect[Any]:
        """What ``first`` finds by each way, once: one alone finds its first ones by an index."""
        found = [select(first.where(way, *self._where).subquery()) for way in self._ways]
        return found[0] if len(found) == 1 else union(*found)

    def met(self, query: Select[Any]) -> Select[Any]:
        """Those that are met along the order of a query."""
        return query.where(or_(*self._ways), *self._where)

    def gathered(self) -> CTE:
        """All of them, and one more than are gathered if they are more; with what they are sorted
        by."""
        sorted_by = ("id", "due_at", "born_at", "personne_id")
        first = select(*(_DOSSIER.c[name] for name in sorted_by)).limit(spelled(GATHERED + 1))
        some = self.each(first).cte("some")
        return some.prefix_with("MATERIALIZED", dialect="postgresql")


def spelled(number: int) -> ColumnElement[int]:
    """A number of ours, in the text of a statement: a plan is made with it, once."""
    return literal_column(str(number))


def count(view: Connection, asked: Asked, reader: Reader, now: datetime, most: int) -> int:
    """How many dossiers are wanted, up to one more than ``most``: where one way finds as many, the
    others are not looked up."""
    alike, dialect, found = asked.alike, view.dialect.name, 0
    if by_several_ways(alike, reader) and not asked.of_some:
        found = _count(alike, reader, most, dialect, at_first=True).value(view, **asked.given(now))
    if found <= most:
        found = _count(alike, reader, most, dialect).value(view, **asked.given(now))
    return int(found)


@lru_cache(maxsize=KEPT)
def by_several_ways(alike: Asked, reader: Reader) -> bool:
    """Whether they are found by one way or another, each in an order of its own."""
    return Wanted(alike, reader).by_several_ways


@lru_cache(maxsize=KEPT)
def _count(
    alike: Asked, reader: Reader, most: int, dialect: str, *, at_first: bool = False
) -> Composed:
    wanted = Wanted(alike, reader)
    return Composed((wanted.at_first() if at_first else wanted).number(most), dialect)
