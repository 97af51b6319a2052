"""The floor: the very statements of the engine, with their values, replayed on the bare driver.

The engine is recorded once on a copy of a database. The floor replays the tape on another copy,
where every number that a row receives is the same: it reads and writes the same rows, of dossiers
of its own, and decides nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.databases import SQLITE, connect
from workflow.database.statements import Insertion, Params, Statement
from workflow.database.store import Row, Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One statement as the driver received it. ``many``: values for several executions."""

    sql: str
    values: Any
    many: bool = False
    fetches: bool = False

    @property
    def reads(self) -> bool:
        """Whether it only reads (a lock taken on the way changes no row)."""
        return self.sql.startswith("SELECT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One transaction. ``writes`` False: it was rolled back, nothing was to be kept."""

    calls: Sequence[Call]
    writes: bool = True


class RecordingTx(Tx):
    """A transaction that notes what it is asked to execute, and has another one do it."""

    __slots__ = ("_glance", "_tx", "calls", "dialect")

    def __init__(self, tx: Tx, *, glance: bool) -> None:
        self._tx = tx
        self._glance = glance
        self.dialect = tx.dialect
        self.calls: list[Call] = []

    def begin(self) -> None:
        """See Tx."""
        self._tx.begin()

    def run(self, statement: Statement, params: Params) -> int:
        """See Tx."""
        self._note(statement, params, fetches=False)
        return self._tx.run(statement, params)

    def write(self, statement: Statement, params: Params) -> None:
        """See Tx."""
        self._note(statement, params, fetches=False)
        self._tx.write(statement, params)

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        """See Tx."""
        if params:
            self.calls.append(Call(sql=statement.text(self.dialect), values=params, many=True))
        self._tx.many(statement, params)

    def one(self, statement: Statement, params: Params) -> Row | None:
        """See Tx."""
        self._note(statement, params, fetches=True)
        return self._tx.one(statement, params)

    def all(self, statement: Statement, params: Params) -> list[Row]:
        """See Tx."""
        self._note(statement, params, fetches=True)
        return self._tx.all(statement, params)

    def each(self, statement: Statement, params: Sequence[Params]) -> list[list[Row]]:
        """See Tx."""
        return [self.all(statement, one) for one in params]

    def reserve(self, insertion: Insertion, most: int) -> None:
        """See Tx."""
        self._tx.reserve(insertion, most)

    def settle(self) -> None:
        """See Tx."""
        self._tx.settle()

    def drop(self) -> None:
        """See Tx."""
        self._tx.drop()

    def _note(self, statement: Statement, params: Params, *, fetches: bool) -> None:
        sql = (statement.free if self._glance else statement).text(self.dialect)
        self.calls.append(Call(sql=sql, values=params, fetches=fetches))


class RecordingStore(Store):
    """A store that keeps the tape of its transactions, in order."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine)
        self.at_once = 1  # a tape has an order
        self.tape: list[Take] = []

    @contextmanager
    def write(self, *, kept: bool = True) -> Iterator[Tx]:
        """See Store."""
        with super().write(kept=kept) as tx:
            yield tx
        self._keep(tx, writes=True)

    @contextmanager
    def glance(self) -> Iterator[Tx]:
        """See Store."""
        with super().glance() as tx:
            yield tx
        self._keep(tx, writes=False)

    def _transaction(self, connection: Any, *, glance: bool = False) -> Tx:
        return RecordingTx(super()._transaction(connection, glance=glance), glance=glance)

    def _keep(self, tx: Tx, *, writes: bool) -> None:
        assert isinstance(tx, RecordingTx)
        self.tape.append(Take(calls=tx.calls, writes=writes))

    def rewind(self) -> list[Take]:
        """What was recorded since the last time."""
        tape, self.tape = self.tape, []
        return tape


class Floor(Protocol):
    """Something that replays a transaction."""

    def play(self, take: Take) -> None:
        """Replays it, durably."""


class PlainFloor:
    """Statement by statement, each its own exchange with the database."""

    def __init__(self, url: str) -> None:
        self._sqlite = url.startswith(SQLITE)
        self.connection = connect(url)

    def play(self, take: Take) -> None:
        """See Floor."""
        cursor = self.connection.cursor()
        if self._sqlite and take.writes:
            cursor.execute("BEGIN IMMEDIATE")
        for call in take.calls:
            if call.many:
                cursor.executemany(call.sql, call.values)
            else:
                cursor.execute(call.sql, call.values)
                if call.fetches:
                    cursor.fetchall()
        if take.writes:
            self.connection.commit()
        else:
            self.connection.rollback()


class PipelinedFloor:
    """PostgreSQL in two exchanges: everything read in one, everything written in the other."""

    def __init__(self, url: str) -> None:
        self.connection = connect(url)

    def play(self, take: Take) -> None:
        """See Floor."""
        connection = self.connection
        reads = [call for call in take.calls if call.reads]
        with connection.pipeline() as pipeline:
            answers = [connection.execute(call.sql, call.values) for call in reads]
            pipeline.sync()
            for answer in answers:
                answer.fetchall()
            with connection.cursor() as cursor:
                for call in take.calls:
                    if call.reads:
                        continue
                    if call.many:
                        cursor.executemany(call.sql, call.values)
                    else:
                        cursor.execute(call.sql, call.values)
                connection.commit()


def statements_in(tape: Sequence[Take]) -> Mapping[str, int]:
    """How many statements a tape holds, those that read and those that write."""
    calls = [call for take in tape for call in take.calls]
    reads = sum(call.reads for call in calls)
    return {"reads": reads, "writes": len(calls) - reads}
