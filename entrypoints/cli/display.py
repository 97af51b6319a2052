"""Screens in a terminal: tables, sheets and progress, as good when piped as when looked at."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from rules.wording import NBSP, quantity

PIPED_WIDTH = 200
"""Columns when nobody looks and COLUMNS says nothing: wide enough for one line a row."""

NARROW = 130
"""Under so many columns, a row of a table takes two lines."""

Cell = str | Text | None


def screen() -> Console:
    """The output as it is now: colours only on a terminal, and nothing in a text is markup."""
    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(
        file=sys.stdout,
        width=PIPED_WIDTH if piped else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def is_asked() -> bool:
    """Whether somebody is there to answer a question."""
    return sys.stdin.isatty()


def clean(words: object) -> str:
    """Words without what could steer a terminal."""
    return "".join(c if c.isprintable() or c in "\n\N{NO-BREAK SPACE}" else " " for c in str(words))


def say(*words: str) -> None:
    """Sentences, one a line."""
    console = screen()
    for one in words:
        console.print(clean(one), soft_wrap=not console.is_terminal)


def warn(words: str) -> None:
    """A sentence on the error output: the answer of the command is left as it is."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    console.print(clean(words), soft_wrap=not console.is_terminal)


def title(words: str, aside: str = "") -> None:
    """The name of what follows, in bold, with something aside."""
    line = Text(clean(words), style="bold")
    if aside:
        line.append(f"   {clean(aside)}", style="not bold dim")
    screen().print(line)


def sheet(rows: Iterable[tuple[str, Cell]]) -> None:
    """Names and values, one a line; what has no value is left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value:
            grid.add_row(name, _cell(value))
    screen().print(grid)


def listing(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    empty: str,
    fixed: Sequence[str] = (),
    right: Sequence[str] = (),
) -> None:
    """A table, or the sentence ``empty``. ``fixed`` columns are never broken, ``right`` ones hold
    numbers."""
    cells = [list(row) for row in rows]
    if not cells:
        say(empty)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for name in columns:
        table.add_column(
            name,
            overflow="fold",
            no_wrap=name in fixed,
            justify="right" if name in right else "left",
        )
    for row in cells:
        table.add_row(*(_cell(cell) for cell in row))
    screen().print(table)


def counted(shown: int, singular: str, plural: str, *, more: bool, limit: int) -> None:
    """How many lines a listing has, or that there are ``more`` and how to see them."""
    if more:
        say(f"Il y en a d’autres{NBSP}: --limite {limit * 2}")
    elif shown:
        say(quantity(shown, singular, plural))


def pair(first: str | None, second: str | None) -> Text:
    """Two values of one cell: the second under the first on a narrow screen, beside it else."""
    words = Text(clean(first or ""))
    if second:
        between = "\n" if screen().width < NARROW else ", " if first else ""
        words.append(f"{between}{clean(second)}", style="dim")
    return words


def section(words: str) -> None:
    """The name of a part of a screen."""
    console = screen()
    console.print()
    console.print(Text(clean(words), style="bold"))


def indented(words: str, by: int = 4, style: str = "") -> None:
    """A paragraph set in from the margin."""
    screen().print(Padding(Text(clean(words), style=style), (0, 0, 0, by)))


def bare(text: str) -> None:
    """A text as it is, for another programme to read."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def as_json(content: Any) -> None:
    """A value as JSON, for another programme to read."""
    bare(json.dumps(content, ensure_ascii=False, indent=2))


def as_line(content: Any) -> None:
    """A value as JSON on one line, for another programme to read."""
    bare(json.dumps(content, ensure_ascii=False))


class Bar:
    """A progress bar while it runs."""

    def __init__(self, bar: Progress, words: str, total: int | None) -> None:
        self._bar = bar
        self._task = bar.add_task(words, total=total)

    def advance(self, more: int) -> None:
        """So many more are done."""
        self._bar.advance(self._task, more)

    def reach(self, done: int) -> None:
        """So many are done in all."""
        self._bar.update(self._task, completed=done)

    def of(self, done: int, total: int) -> None:
        """So many are done, of a total that was not known at first."""
        self._bar.update(self._task, completed=done, total=total)


@contextmanager
def progress(words: str, total: int | None = None) -> Iterator[Bar]:
    """A progress bar on the error output, seen on a terminal only."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        yield Bar(bar, words, total)


def _cell(value: Cell) -> Text:
    if isinstance(value, Text):
        return value
    return Text(clean(value or ""))
