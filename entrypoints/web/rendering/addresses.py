"""The address of a list is its state: what is asked of it, and the addresses beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query as InQuery
from fastapi import Request

_CURSOR = "apres"
"""Where a page of a list begins; of several lists of one page, what each one's begins with."""
_LONGEST, _MOST = 200, 60

FIRST, LAST = 1990, 2070
Year = Annotated[int | None, InQuery(ge=FIRST, le=LAST)]
"""The year that an address asks for."""


@dataclass(frozen=True, slots=True)
class Query:
    """What the address of a page asks, and the same with something changed: what the links of its
    filters lead to. A change goes back to the first page."""

    path: str
    asked: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: Request) -> "Query":
        """What this request asks; empty answers of a form of filters say nothing."""
        told = request.query_params.multi_items()
        asked = [(name, value) for name, value in told if value and len(value) <= _LONGEST]
        return cls(request.url.path, tuple(asked[:_MOST]))

    def get(self, name: str) -> str:
        """One answer, empty when there is none."""
        return next((value for one, value in self.asked if one == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every answer."""
        return tuple(value for one, value in self.asked if one == name)

    def with_(self, **changed: str) -> str:
        """The address where these are answered so; an empty answer is dropped."""
        kept = [(n, v) for n, v in self._filters if n not in changed]
        return self._written([*kept, *((n, v) for n, v in changed.items() if v)])

    def also(self, name: str, value: str) -> str:
        """The address where that answer is given besides the others."""
        kept = [one for one in self._filters if one != (name, value)]
        return self._written([*kept, (name, value)])

    def without(self, name: str, value: str) -> str:
        """The address where that answer is not given."""
        return self._written([one for one in self._filters if one != (name, value)])

    def after(self, cursor: str | None, of: str = _CURSOR) -> str:
        """The address of the next page; ``of``: of which list, where a page has several."""
        kept = [one for one in self.asked if one[0] != of]
        return self._written([*kept, (of, cursor)] if cursor else kept)

    @property
    def here(self) -> str:
        """This very address."""
        return self._written(list(self.asked))

    @property
    def words(self) -> str:
        """What is asked, as the end of an address, the page aside."""
        return urlencode(self._filters)

    @property
    def _filters(self) -> list[tuple[str, str]]:
        return [one for one in self.asked if not one[0].startswith(_CURSOR)]

    def _written(self, asked: Sequence[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(asked)}" if asked else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """A filter in force, in words, and the address without it."""

    words: str
    without: str


def actives(query: Query, labels: Mapping[str, Mapping[str, str]]) -> list[Active]:
    """The filters in force. ``labels``: of each filter, its answers in words (« » for any, which is
    then followed by what was typed)."""
    return [
        Active(
            words=labels[name].get(value) or f"{labels[name].get('', name)} {value}",
            without=query.without(name, value),
        )
        for name, value in query.asked
        if name in labels
    ]
