"""Where a page of a list ended: a token that an address may bear, and nobody need read."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rules.names import alphabetical

T = TypeVar("T")


class BadCursor(ValueError):
    """A token that this list did not give."""

    def __init__(self) -> None:
        super().__init__("La suite demandée n’est pas de cette liste : reprenez-la du début.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last row of a page, by what the list is sorted by, with the order that it was in."""

    sort: str
    backwards: bool
    key: tuple[Any, ...]

    def write(self) -> str:
        """Its token."""
        text = json.dumps([self.sort, self.backwards, *self.key], separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str, sort: str, backwards: bool, kinds: tuple[type, ...]) -> "Cursor":
        """The cursor of that token, of a list in that order, whose key is of these kinds. Raises
        BadCursor."""
        try:
            said = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        except ValueError as error:
            raise BadCursor from error
        if not isinstance(said, list) or said[:2] != [sort, backwards]:
            raise BadCursor
        key = tuple(said[2:])
        if len(key) != len(kinds) or not all(map(_fits, key, kinds)):
            raise BadCursor
        return cls(sort=sort, backwards=backwards, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows of a list; ``following``: the token of the next ones, None when there are none."""

    lines: Sequence[T]
    following: str | None


def in_order(
    found: Iterable[T], key: Callable[[T], tuple[str, int]], after: Sequence[Any] | None = None
) -> list[T]:
    """What was found as people read a list: by name, then by number. ``after``: the key of the last
    one that was read."""

    def place(name: str, number: int) -> tuple[tuple[str, str], int]:
        return alphabetical(name), number

    ordered = sorted(found, key=lambda one: place(*key(one)))
    return [one for one in ordered if after is None or place(*key(one)) > place(*after)]


def paged(found: Sequence[T], most: int, cursor: Callable[[T], str]) -> Page[T]:
    """The first ``most`` of what was found, of which one more was asked for: ``cursor`` tells the
    token of a row."""
    lines = found[:most]
    return Page(lines=lines, following=cursor(lines[-1]) if len(found) > most else None)


def _fits(value: object, kind: type) -> bool:
    if kind is int:
        return value is None or (type(value) is int and abs(value) < 2**63)
    # What no text of ours holds, no database could compare: NUL, half of a surrogate pair.
    return isinstance(value, str) and not any(
        letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value
    )
