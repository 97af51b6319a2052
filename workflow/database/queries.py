"""What a screen asks in the same words each time, run on the driver like everything of the engine.

Core composes, keys and adapts a SELECT at each execution: four to six times what the driver takes
to ask it.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select

from workflow.database.statements import Statement


class Query(Statement):
    """A SELECT asked upon a view of the store; its parameters are given by name, its rows bear the
    names of its columns. What SQLite says is true is 1 there."""

    def __init__(self, select: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> None:
        super().__init__(select)
        self._names = tuple(select.selected_columns.keys())

    def rows(self, view: Connection, **given: object) -> list[Any]:
        """Every row."""
        return list(map(self._row, self._asked(view, given).fetchall()))

    def first(self, view: Connection, **given: object) -> Any:
        """The first row, or None."""
        found = self._asked(view, given).fetchone()
        return None if found is None else self._row(found)

    def values(self, view: Connection, **given: object) -> list[Any]:
        """The first column of every row."""
        return [one[0] for one in self._asked(view, given).fetchall()]

    def pairs(self, view: Connection, **given: object) -> dict[Any, Any]:
        """The first column of every row → the second: names by number, words by code."""
        return dict(self._asked(view, given).fetchall())

    def _asked(self, view: Connection, given: Mapping[str, object]) -> Any:
        return asked(view, self.text(view.dialect.name), given)

    @cached_property
    def _row(self) -> Callable[[Sequence[Any]], Any]:
        return named(self._names)


def asked(view: Connection, text: str, given: Mapping[str, object]) -> Any:
    """The driver's cursor upon what a text finds in a view of the store."""
    driver: Any = view.connection.driver_connection
    return driver.execute(text, given)


@cache
def named(columns: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    """Makes rows that bear the names of these columns."""
    row: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]  # named by the columns
    make: Callable[[Sequence[Any]], Any] = row._make
    return make
