"""An open transaction, on the bare driver: what is read, what is written, what is waited for.

On PostgreSQL a write is not waited for: it is sent in a pipeline, and rows to insert are gathered.
An exchange with the server costs more than most statements.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

import psycopg

from workflow.database.gathering import Gathered
from workflow.database.statements import Insert, Insertion, Params, Statement, Update

Row = tuple[Any, ...]


class Tx:
    """An open transaction on the driver's own connection. Never commits: its opener does.

    ``glance``: it only looks, so its queries take no lock.
    """

    __slots__ = (
        *("_connection", "_cursor", "_gathered", "_glance", "_numbers", "_pipeline", "_writer"),
        "dialect",
    )

    def __init__(self, connection: Any, dialect: str, *, glance: bool = False) -> None:
        self._connection = connection
        self._cursor = self._writer = connection.cursor()
        self._glance = glance
        self._gathered = Gathered()
        self._pipeline: AbstractContextManager[psycopg.Pipeline] | None = None
        self._numbers: dict[Insertion, Iterator[int]] = {}
        self.dialect = dialect

    def run(self, statement: Statement, params: Params) -> int:
        """Executes and says how many rows it touched."""
        self.settle()
        self._cursor.execute(statement.text(self.dialect), params)
        return int(self._cursor.rowcount)

    def write(self, statement: Statement, params: Params) -> None:
        """Executes without waiting for PostgreSQL's answer: an error shows at the next call that
        waits, at the commit at the latest."""
        if self.dialect == "sqlite":
            self._cursor.execute(statement.text("sqlite"), params)
        else:
            self._in_turn(statement, params)

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        """Executes once per set of parameters, without waiting, as ``write``."""
        if self.dialect == "sqlite":
            self._cursor.executemany(statement.text("sqlite"), params)
        else:
            for one in params:
                self._in_turn(statement, one)

    def settle(self) -> None:
        """Sends whatever was not sent and waits for every answer. Raises the first error."""
        self._send()
        try:
            self._leave()
        except psycopg.errors.PipelineAborted as error:  # it says that another came before it
            raise error.__context__ or error from None

    def drop(self) -> None:
        """Gives up what was not sent, and takes the answers that are still to come."""
        with suppress(psycopg.Error):
            self._leave()

    def insert(self, insertion: Insertion, params: Params) -> int:
        """Inserts a row and says its number. Does not wait when numbers are reserved."""
        number = next(self._numbers.get(insertion, iter(())), None)
        if number is not None:
            self.write(insertion.numbered, {**params, "id": number})
            return number
        row = self.one(insertion, params)
        assert row is not None
        return int(row[0])

    def reserve(self, insertion: Insertion, most: int) -> None:
        """Numbers for that many rows to come, until the commit; those left over are never given.

        Whatever must have come before these rows is locked first: a number tells the order.
        """
        if self.dialect == "postgresql":
            rows = self.all(insertion.numbers, {"most": most})
            self._numbers[insertion] = iter([row[0] for row in rows])

    def one(self, statement: Statement, params: Params) -> Row | None:
        """The first row, or None."""
        self._send()
        self._cursor.execute(self._query(statement), params)
        row: Row | None = self._cursor.fetchone()
        if row is not None and self.dialect == "sqlite":
            self._cursor.fetchall()
        return row

    def all(self, statement: Statement, params: Params) -> list[Row]:
        """Every row."""
        self._send()
        self._cursor.execute(self._query(statement), params)
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def each(self, statement: Statement, params: Sequence[Params]) -> list[list[Row]]:
        """The rows of each set of parameters, executed in that order, all in one exchange."""
        if self.dialect == "sqlite":
            return [self.all(statement, one) for one in params]
        self._send()
        self._cursor.executemany(self._query(statement), params, returning=True)
        return [answer.fetchall() for answer in self._cursor.results()] if params else []

    def _send(self) -> None:
        """Sends PostgreSQL the rows that wait to be inserted together."""
        if self._gathered:
            for statement, params in self._gathered.leave():
                self._ahead(statement, params)

    def _query(self, statement: Statement) -> str:
        return (statement.free if self._glance else statement).text(self.dialect)

    def _in_turn(self, statement: Statement, params: Params) -> None:
        """Keeps a row among those that will leave together; executes anything else after them."""
        if isinstance(statement, Insert):
            if self._gathered.add(statement, params):
                self._send()
        elif not (isinstance(statement, Update) and self._gathered.amend(statement, params)):
            self._send()
            self._ahead(statement, [params])

    def _ahead(self, statement: Statement, params: Sequence[Params]) -> None:
        """Executes in the pipeline, where what is sent is answered in order, by a cursor whose
        answers nobody reads."""
        if self._pipeline is None:
            self._pipeline = self._connection.pipeline()
            self._pipeline.__enter__()
            self._writer = self._connection.cursor()
        for one in params:
            self._writer.execute(statement.text("postgresql"), one)

    def _leave(self) -> None:
        """Out of the pipeline, once every answer came.

        A commit inside it, as ``Pipeline.sync``, may wait for ever for the answer to a statement
        too long to leave at once (psycopg's issue 685, mended for this way out only).
        """
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.__exit__(None, None, None)
