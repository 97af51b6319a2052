"""A sheet to fill in as it is printed: pages large enough to be read, rows high enough for what
they say.

Excel sets the height of a row by what it holds when it opens it, LibreOffice does not.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from textwrap import wrap
from typing import Any

from exchanges.tableau.columns import KEY, Column

_A3, _A3_WIDTH = 8, 42.0
_MARGIN = 1.0
"""Left and right, in centimetres, as the width of the paper."""
_SMALLEST = 0.75
"""The scale below which a page is printed on one more beside it."""
_LINE, _AROUND = 13.0, 4.0
"""The height of a line of text and of what is around them, in points."""
_HIGHEST = 409.0
_NARROW = 1.2
"""How many letters take the width of a digit, by which columns are measured: fewer in capitals."""


def set_up(sheet: Any, columns: Sequence[Column], *, header: int, repeated: int) -> None:
    """A3 in landscape: the row of headings and the first ``repeated`` columns are on each page."""
    inches = _MARGIN / 2.54
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.set_margins(left=inches, right=inches, top=0.5, bottom=0.6)
    sheet.fit_to_pages(_abreast(columns, repeated), 0)
    sheet.print_across()
    sheet.repeat_rows(header)
    sheet.repeat_columns(0, repeated - 1)


def height(said: Iterable[tuple[Column, str]]) -> float | None:
    """In points, that of a row where each column says that; None: a line is enough."""
    most = max((_lines(words, column.width) for column, words in said), default=1)
    return None if most == 1 else min(_HIGHEST, most * _LINE + _AROUND)


def _lines(words: str, width: float) -> int:
    return max(1, len(wrap(words, int(width * _NARROW))))


def _abreast(columns: Sequence[Column], repeated: int) -> int:
    """On how many pages side by side everything is read without a glass."""
    widths = [0.0 if one is KEY else _centimetres(one.width) for one in columns]
    again, rest = sum(widths[:repeated]), sum(widths[repeated:])
    room = (_A3_WIDTH - 2 * _MARGIN) / _SMALLEST - again
    return max(1, ceil(rest / room))


def _centimetres(characters: float) -> float:
    """The width of a column, as spreadsheets draw it at 96 dots an inch."""
    return (7 * characters + 5) / 96 * 2.54
