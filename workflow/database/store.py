"""The database: one file of SQLite, or a PostgreSQL server, and how transactions are opened."""

import select
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import local
from typing import Any, Protocol, TypeVar

import psycopg
import sqlalchemy
import structlog
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from workflow.database.postgresql import PostgresTx
from workflow.database.sqlite import SqliteTx, copied
from workflow.database.transaction import Row as Row
from workflow.database.transaction import Tx as Tx

_log = structlog.get_logger()

S = TypeVar("S")
T = TypeVar("T")

DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)

# What PostgreSQL says to one of two who met; alone, the same work goes through.
_MET = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.UniqueViolation,  # both found that a row was missing, and wrote it
)
_CONNECTIONS = 16
"""How many a process opens to PostgreSQL at most, and keeps: to open one costs the server more than
most of what is asked of it."""
_ATTEMPTS = 5

_REST = 1.0
"""Seconds after which a connection that nobody used is tried before it is used again."""
_RESTS_SINCE = "rests_since"

_SAID_BEFORE, _PREPARED = 1, 1_000
"""After how many times a statement is prepared, and how many a connection to PostgreSQL keeps so:
all that pages and acts say."""

_AT_ONCE = 4
"""How many transactions a process of ours has at once on a server, which writes them together."""


class UnknownDatabase(ValueError):
    """The address names neither SQLite nor PostgreSQL."""

    def __init__(self, scheme: str) -> None:
        super().__init__(
            f"L’adresse de la base doit commencer par sqlite:/// ou postgresql:// (lu : {scheme})."
        )


class NotADatabase(ValueError):
    """SQLite's file holds something else."""

    def __init__(self) -> None:
        super().__init__("Le fichier de la base n’est pas une base SQLite : vérifiez l’adresse.")


class DatabaseUnreachable(ConnectionError):
    """The database does not answer, or its file cannot be opened."""

    def __init__(self, where: str) -> None:
        super().__init__(f"La base de données ne répond pas ({where}).")


def is_there(url: str) -> bool:
    """Whether there may be a registry at that address: no file of SQLite is made to look for one.

    Raises UnknownDatabase.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise UnknownDatabase(url.split(":", 1)[0]) from error
    if address.get_backend_name() != "sqlite":
        return True
    return address.database is not None and Path(address.database).is_file()


class Transact(Protocol):
    """Does some work in a transaction, its own or one that is already open."""

    def __call__(self, work: Callable[[Tx], T]) -> T:
        """What the work answers."""


class Store:
    """The registry's database. ``write`` is the only way to change anything. ``at_once``: how many
    transactions may do better together than in turn; one where there is a single writer."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self.at_once = _AT_ONCE if self.dialect == "postgresql" else 1
        self._at_hand: list[PoolProxiedConnection] = []
        self._here = local()

    @classmethod
    def open(cls, url: str) -> "Store":
        """Opens the database of that SQLAlchemy address; creates the folder of a SQLite file.

        Raises UnknownDatabase. Nothing is read yet.
        """
        try:
            address = make_url(url)
        except ArgumentError as error:
            raise UnknownDatabase(url.split(":", 1)[0]) from error
        backend = address.get_backend_name()
        if backend == "sqlite":
            if address.database:
                Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            engine = sqlalchemy.create_engine(address, connect_args={"timeout": 30})
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_on_sqlite)
        elif backend == "postgresql":
            engine = sqlalchemy.create_engine(
                address.set(drivername="postgresql+psycopg"),
                connect_args={"options": "-c lock_timeout=10s -c timezone=UTC"},
                pool_size=_CONNECTIONS,
                max_overflow=0,
                pool_use_lifo=True,  # the one that was in use last has its plans and its pages
            )
            event.listen(engine, "connect", set_up_postgres)
            event.listen(engine, "checkin", _note_rest)
            event.listen(engine, "checkout", _try_after_rest)
        else:
            raise UnknownDatabase(backend)
        return cls(engine)

    def migrate(self) -> None:
        """Brings the tables to the revision of this release. Safe to call at every start."""
        from workflow.migrations.upgrade import upgrade  # alembic takes 0.2 s to import

        with self._reachable():
            upgrade(self.engine)

    @contextmanager
    def write(self, *, kept: bool = True) -> Iterator[Tx]:
        """A transaction that writes: all of it is committed on leaving, none of it on an error, nor
        of a rehearsal, which is not ``kept``.

        On SQLite it takes the single writer's slot at once (BEGIN IMMEDIATE): what a command
        reads stays true until it has written.
        """
        pooled = self._borrow()
        connection: Any = pooled.driver_connection
        tx = self._transaction(connection)
        try:
            tx.begin()
            yield tx
            tx.settle()
            if kept:
                connection.commit()
            else:
                connection.rollback()
        except BaseException:
            tx.drop()
            connection.rollback()
            raise
        finally:
            self._give_back(pooled)

    @contextmanager
    def rehearse(self) -> Iterator[Tx]:
        """A long transaction of which nothing stays. Where there is a single writer, it is held in
        a copy of the base as it is now: the others write meanwhile."""
        if self.dialect != "sqlite":
            with self.write(kept=False) as tx:
                yield tx
            return
        pooled = self._borrow()
        try:
            copy = copied(pooled.driver_connection)
        finally:
            self._give_back(pooled)
        with closing(copy):
            tx = self._transaction(copy)
            tx.begin()
            yield tx
            tx.settle()

    def attempt(self, work: Callable[[Tx], T], *, kept: bool = True) -> T:
        """The work in a transaction that writes, as ``write``, done again when PostgreSQL chose it
        among several that met. Whatever it leaves elsewhere than in the database must bear that."""
        for attempt in range(1, _ATTEMPTS):
            try:
                with self.write(kept=kept) as tx:
                    return work(tx)
            except _MET as error:
                _log.warning("transaction.again", attempt=attempt, error=type(error).__name__)
        with self.write(kept=kept) as tx:
            return work(tx)

    def each(self, work: Callable[[S], T], items: Sequence[S]) -> Iterator[T]:
        """What the work answers of each item, in their order. It opens a transaction of its own for
        each; several are under way together where the database has several writers."""
        if self.at_once == 1:
            yield from map(work, items)
            return
        with ThreadPoolExecutor(self.at_once) as workers:
            yield from workers.map(work, items)

    @contextmanager
    def glance(self) -> Iterator[Tx]:
        """A look without a lock: nothing read there may be relied upon. Within an ``instant``, of
        that instant."""
        ongoing: Connection | None = getattr(self._here, "instant", None)
        if ongoing is not None:
            yield self._transaction(ongoing.connection.driver_connection, glance=True)
            return
        pooled = self._borrow()
        try:
            with _committed(pooled):
                yield self._transaction(pooled.driver_connection, glance=True)
        finally:
            self._give_back(pooled)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only view for queries, in one snapshot: what it reads is of one instant."""
        ongoing: Connection | None = getattr(self._here, "instant", None)
        if ongoing is not None:
            yield ongoing
            return
        with self._reachable():
            connection = self.engine.connect()
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection:
            connection.begin()  # a Query speaks to the driver, behind its back
            with _committed(connection):
                yield connection

    @contextmanager
    def instant(self) -> Iterator[None]:
        """What this thread reads or looks at meanwhile is of one instant, upon one connection: what
        a page says agrees with itself, and asks the server for one transaction. What is written
        meanwhile is not read there."""
        with self.read() as connection:
            outer, self._here.instant = getattr(self._here, "instant", None), connection
            try:
                yield
            finally:
                self._here.instant = outer

    def _transaction(self, connection: Any, *, glance: bool = False) -> Tx:
        if self.dialect == "sqlite":
            return SqliteTx(connection)
        return PostgresTx(connection, glance=glance)

    def close(self) -> None:
        """Closes every connection."""
        while self._at_hand:
            self._at_hand.pop().close()
        self.engine.dispose()

    def _borrow(self) -> PoolProxiedConnection:
        try:
            return self._at_hand.pop()
        except IndexError:
            pass
        try:
            return self.engine.raw_connection()
        except sqlalchemy.exc.OperationalError as error:
            raise self._unreachable() from error

    def _give_back(self, pooled: PoolProxiedConnection) -> None:
        """SQLite's connections stay at hand; PostgreSQL's go back to the pool, which sees to it
        that the next one still has a server behind it."""
        if self.dialect == "sqlite":
            self._at_hand.append(pooled)
        else:
            pooled.close()

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except sqlalchemy.exc.OperationalError as error:
            raise self._unreachable() from error

    def _unreachable(self) -> DatabaseUnreachable:
        return DatabaseUnreachable(self.engine.url.render_as_string(hide_password=True))


@contextmanager
def _committed(connection: Connection | PoolProxiedConnection) -> Iterator[None]:
    """What is only read is committed, were it given up for what was found in it: psycopg forgets
    what it prepared when it rolls back."""
    try:
        yield
    finally:
        connection.commit()


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise NotADatabase from error
        raise
    cursor.close()


def set_up_postgres(connection: psycopg.Connection, _record: object = None) -> None:
    """What a connection prepares, and how it says numbers."""
    connection.prepare_threshold, connection.prepared_max = _SAID_BEFORE, _PREPARED
    # A number is of eight bytes whatever it is worth, else a statement is prepared for each size.
    connection.adapters.register_dumper(int, Int8Dumper)


def _note_rest(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


def _try_after_rest(
    connection: psycopg.Connection | None, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """A connection that rested is tried: its server may be out of reach, and the pool then gives
    another one. Between two queries of a page it has not rested, and a server that hung up has left
    word of it."""
    since = record.info.get(_RESTS_SINCE)
    if connection is None or since is None:
        return
    word = select.poll()
    word.register(connection.fileno(), select.POLLIN)
    if not word.poll(0) and time.monotonic() - since < _REST:
        return
    try:
        connection.execute("SELECT 1")
        connection.commit()
    except psycopg.Error as error:
        raise sqlalchemy.exc.DisconnectionError from error


def _begin_on_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
