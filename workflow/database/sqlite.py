"""A transaction of SQLite: the database is in the process, so nothing waits and nothing is held
back; its single writer needs no lock on rows."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from workflow.database.statements import Insertion, Params, Statement
from workflow.database.transaction import Row, Tx


class SqliteTx(Tx):
    """See Tx."""

    __slots__ = ("_cursor",)

    dialect = "sqlite"

    def __init__(self, connection: Any) -> None:
        self._cursor = connection.cursor()

    def begin(self) -> None:
        """Takes the single writer's slot at once: what is read stays true until the commit."""
        self._cursor.execute("BEGIN IMMEDIATE")

    def run(self, statement: Statement, params: Params) -> int:
        """See Tx."""
        self._cursor.execute(statement.sqlite, params)
        return int(self._cursor.rowcount)

    def write(self, statement: Statement, params: Params) -> None:
        """See Tx."""
        self._cursor.execute(statement.sqlite, params)

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        """See Tx."""
        self._cursor.executemany(statement.sqlite, params)

    def all(self, statement: Statement, params: Params) -> list[Row]:
        """See Tx."""
        rows: list[Row] = self._cursor.execute(statement.sqlite, params).fetchall()
        return rows

    def one(self, statement: Statement, params: Params) -> Row | None:
        """See Tx. The statement is read to its end: unfinished, it would hold its locks."""
        rows = self.all(statement, params)
        return rows[0] if rows else None

    def each(self, statement: Statement, params: Sequence[Params]) -> list[list[Row]]:
        """See Tx."""
        return [self.all(statement, one) for one in params]

    def reserve(self, insertion: Insertion, most: int) -> None:
        """Nothing: a number costs no exchange."""

    def settle(self) -> None:
        """Nothing: all is done already."""

    def drop(self) -> None:
        """Nothing: all is done already."""


def copied(connection: Any) -> sqlite3.Connection:
    """A copy of the base as it is now, in a file without a name that goes when it is closed; it may
    stand in the way of nobody."""
    copy = sqlite3.connect("", isolation_level=None)
    connection.backup(copy)
    copy.execute("PRAGMA foreign_keys=ON")
    return copy
