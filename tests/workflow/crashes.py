"""A process that dies at a chosen statement, and what the database holds before and after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from workflow.database.postgresql import PostgresTx
from workflow.database.sqlite import SqliteTx
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx

Call = Callable[[Tx, Statement, Any], Any]


class Crash(BaseException):
    """The machine stopped there: nothing that handles errors sees it."""


@contextmanager
def crash_at(number: int) -> Iterator[None]:
    """The writing statement of that number, counted from 1, never happens."""
    left = number

    def counted(method: Call) -> Call:
        def call(tx: Tx, statement: Statement, params: Any) -> Any:
            nonlocal left
            if method.__name__ != "one" or statement.text(tx.dialect).startswith("INSERT"):
                left -= 1
                if left == 0:
                    raise Crash
            return method(tx, statement, params)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for kind in (SqliteTx, PostgresTx):
            for name in ("run", "write", "many", "one"):
                patch.setattr(kind, name, counted(getattr(kind, name)))
        yield


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.read() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in SQLModel.metadata.sorted_tables
        }
