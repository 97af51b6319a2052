"""What is held whole and shown a part at a time: its rows do not move from one page to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query

T = TypeVar("T")

ROWS = 50
From = Annotated[int, Query(alias="apres", ge=0, le=100_000)]
"""How many rows come before those that an address asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion(Generic[T]):
    """Some rows of ``total``, the first being after ``start`` others. ``before`` and ``following``:
    where the pages beside it start, None when there are none."""

    rows: Sequence[T]
    start: int
    total: int

    @property
    def before(self) -> int | None:
        return max(0, self.start - ROWS) if self.start else None

    @property
    def following(self) -> int | None:
        end = self.start + len(self.rows)
        return end if self.rows and end < self.total else None


def portion(rows: Sequence[T], start: int) -> Portion[T]:
    """A page of these, after so many of them."""
    return Portion(rows=rows[start : start + ROWS], start=start, total=len(rows))
