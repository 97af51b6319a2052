"""The database: one file of SQLite, or a PostgreSQL server. Transactions, nothing else."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from workflow.statements import Statement

Row = tuple[Any, ...]
Params = Mapping[str, object]

DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)


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


class Tx:
    """An open transaction on the driver's own connection. Never commits: its opener does.

    ``glance``: it only looks, so its queries take no lock.
    """

    __slots__ = ("_cursor", "_glance", "dialect")

    def __init__(self, connection: Any, dialect: str, *, glance: bool = False) -> None:
        self._cursor = connection.cursor()
        self._glance = glance
        self.dialect = dialect

    def run(self, statement: Statement, params: Params) -> int:
        """Executes and says how many rows it touched."""
        self._cursor.execute(statement.text(self.dialect), params)
        return int(self._cursor.rowcount)

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        """Executes once per set of parameters."""
        if params:
            self._cursor.executemany(statement.text(self.dialect), params)

    def one(self, statement: Statement, params: Params) -> Row | None:
        """The first row, or None."""
        self._cursor.execute(self._query(statement), params)
        row: Row | None = self._cursor.fetchone()
        if row is not None and self.dialect == "sqlite":
            self._cursor.fetchall()
        return row

    def all(self, statement: Statement, params: Params) -> list[Row]:
        """Every row."""
        self._cursor.execute(self._query(statement), params)
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def _query(self, statement: Statement) -> str:
        return (statement.free if self._glance else statement).text(self.dialect)


class Store:
    """The registry's database. ``write`` is the only way to change anything."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._at_hand: list[PoolProxiedConnection] = []

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
                pool_pre_ping=True,
                connect_args={"options": "-c lock_timeout=10s -c timezone=UTC"},
            )
        else:
            raise UnknownDatabase(backend)
        return cls(engine)

    def migrate(self) -> None:
        """Brings the tables to the revision of this release. Safe to call at every start."""
        from workflow.migrations.upgrade import upgrade  # alembic takes 0.2 s to import

        with self._reachable():
            upgrade(self.engine)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that writes: all of it is committed on leaving, none of it on an error.

        On SQLite it takes the single writer's slot at once (BEGIN IMMEDIATE): what a command
        reads stays true until it has written.
        """
        pooled = self._borrow()
        connection: Any = pooled.driver_connection
        try:
            if self.dialect == "sqlite":
                connection.execute("BEGIN IMMEDIATE")
            yield Tx(connection, self.dialect)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            self._give_back(pooled)

    @contextmanager
    def glance(self) -> Iterator[Tx]:
        """A look without a lock, rolled back on leaving: nothing read there may be relied upon."""
        pooled = self._borrow()
        try:
            yield Tx(pooled.driver_connection, self.dialect, glance=True)
        finally:
            self._give_back(pooled)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only view for queries, in one snapshot: what it reads is of one instant."""
        with self._reachable():
            connection = self.engine.connect()
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection:
            yield connection

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


def _begin_on_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
