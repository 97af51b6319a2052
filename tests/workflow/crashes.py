"""A process that dies at a chosen statement, and what the database holds before and after."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from workflow.database.statements import Statement
from workflow.database.store import Store, Tx


class Crash(BaseException):
    """The machine stopped there: nothing that handles errors sees it."""


@contextmanager
def crash_at(number: int) -> Iterator[None]:
    """The writing statement of that number, counted from 1, never happens."""
    left = number
    run, write, many, one = Tx.run, Tx.write, Tx.many, Tx.one

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Crash

    def run_(tx: Tx, statement: Statement, params: Mapping[str, object]) -> int:
        count()
        return run(tx, statement, params)

    def write_(tx: Tx, statement: Statement, params: Mapping[str, object]) -> None:
        count()
        write(tx, statement, params)

    def many_(tx: Tx, statement: Statement, params: Sequence[Mapping[str, object]]) -> None:
        count()
        many(tx, statement, params)

    def one_(tx: Tx, statement: Statement, params: Mapping[str, object]) -> tuple[Any, ...] | None:
        if statement.text(tx.dialect).startswith("INSERT"):
            count()
        return one(tx, statement, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tx, "run", run_)
        patch.setattr(Tx, "write", write_)
        patch.setattr(Tx, "many", many_)
        patch.setattr(Tx, "one", one_)
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
