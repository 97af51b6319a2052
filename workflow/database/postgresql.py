"""A transaction of PostgreSQL: a write is not waited for.

An exchange with the server costs more than most statements: writes are sent in a pipeline, and rows
to insert are gathered.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

import psycopg

from workflow.database.gathering import Gathered
from workflow.database.statements import Insert, Insertion, Params, Statement, Update
from workflow.database.transaction import Row, Tx


class PostgresTx(Tx):
    """See Tx. ``glance``: it only looks, so its queries take no lock."""

    __slots__ = (
        "_connection",
        "_cursor",
        "_gathered",
        "_glance",
        "_numbers",
        "_pipeline",
        "_writer",
    )

    dialect = "postgresql"

    def __init__(self, connection: Any, *, glance: bool = False) -> None:
        self._connection = connection
        self._cursor = self._writer = connection.cursor()
        self._glance = glance
        self._gathered = Gathered()
        self._pipeline: AbstractContextManager[psycopg.Pipeline] | None = None
        self._numbers: dict[Insertion, Iterator[int]] = {}

    def begin(self) -> None:
        """Nothing: the driver begins with the first statement."""

    def run(self, statement: Statement, params: Params) -> int:
        """See Tx."""
        self.settle()
        self._cursor.execute(statement.postgresql, params)
        return int(self._cursor.rowcount)

    def write(self, statement: Statement, params: Params) -> None:
        """See Tx."""
        self._in_turn(statement, params)

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        """See Tx."""
        for one in params:
            self._in_turn(statement, one)

    def all(self, statement: Statement, params: Params) -> list[Row]:
        """See Tx."""
        self._send()
        self._cursor.execute(self._query(statement), params)
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def one(self, statement: Statement, params: Params) -> Row | None:
        """See Tx."""
        self._send()
        self._cursor.execute(self._query(statement), params)
        row: Row | None = self._cursor.fetchone()
        return row

    def each(self, statement: Statement, params: Sequence[Params]) -> list[list[Row]]:
        """See Tx."""
        self._send()
        self._cursor.executemany(self._query(statement), params, returning=True)
        return [answer.fetchall() for answer in self._cursor.results()] if params else []

    def insert(self, insertion: Insertion, params: Params) -> int:
        """See Tx."""
        number = next(self._numbers.get(insertion, iter(())), None)
        if number is None:
            return super().insert(insertion, params)
        self.write(insertion.numbered, {**params, "id": number})
        return number

    def reserve(self, insertion: Insertion, most: int) -> None:
        """See Tx."""
        rows = self.all(insertion.numbers, {"most": most})
        self._numbers[insertion] = iter([row[0] for row in rows])

    def settle(self) -> None:
        """See Tx."""
        self._send()
        try:
            self._leave()
        except psycopg.errors.PipelineAborted as error:  # it says that another came before it
            raise error.__context__ or error from None

    def drop(self) -> None:
        """See Tx."""
        with suppress(psycopg.Error):
            self._leave()

    def _query(self, statement: Statement) -> str:
        return (statement.free if self._glance else statement).postgresql

    def _send(self) -> None:
        """Sends the rows that wait to be inserted together."""
        if self._gathered:
            for statement, params in self._gathered.leave():
                self._ahead(statement, params)

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
            self._writer.execute(statement.postgresql, one)

    def _leave(self) -> None:
        """Out of the pipeline, once every answer came.

        A commit inside it, as ``Pipeline.sync``, may wait for ever for the answer to a statement
        too long to leave at once (psycopg's issue 685, mended for this way out only).
        """
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.__exit__(None, None, None)
