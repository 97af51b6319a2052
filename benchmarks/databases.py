"""Databases to measure on: made, copied while closed, erased at the end.

Durable as they ship: SQLite in WAL with FULL synchronous, as the store sets it; PostgreSQL with
fsync and synchronous_commit on, whatever the tests do.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import psycopg
from sqlalchemy.engine import make_url

from tests.postgres import SETTINGS, PostgresServer, running_server
from workflow.database.store import set_up_postgres

_NOT_DURABLE = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
DURABLE = {name: value for name, value in SETTINGS.items() if name not in _NOT_DURABLE}

SQLITE, POSTGRESQL = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRESQL)


class Databases(Protocol):
    """Where the databases of a run live; ``kind`` is the dialect, ``server`` its version."""

    kind: str
    server: str | None

    def empty(self) -> str:
        """The address of a new database without tables."""

    def copy(self, url: str) -> str:
        """The address of a copy, row by row and number by number; nobody is connected to it."""


class SqliteFiles:
    """Files in one folder."""

    kind = SQLITE

    def __init__(self, folder: Path) -> None:
        self.server: str | None = None
        self._folder = folder
        self._numbers = count(1)

    def empty(self) -> str:
        """See Databases."""
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"

    def copy(self, url: str) -> str:
        """See Databases."""
        made = self.empty()
        shutil.copyfile(path_of(url), path_of(made))
        return made


class PostgresDatabases:
    """Databases of one server."""

    kind = POSTGRESQL

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._made: list[str] = []
        with server.connect() as connection:
            number = connection.info.server_version
        self.server: str | None = f"{number // 10000}.{number % 10000}"

    def empty(self) -> str:
        """See Databases."""
        return self._keep(self._server.create())

    def copy(self, url: str) -> str:
        """See Databases."""
        name = make_url(url).database
        assert name is not None
        return self._keep(self._server.create(template=name))

    def drop_all(self) -> None:
        """Erases what was made: the server may not be ours."""
        for name in self._made:
            self._server.drop(name)

    def _keep(self, name: str) -> str:
        self._made.append(name)
        return self._server.url_of(name)


@contextmanager
def of_kind(kind: str) -> Iterator[Databases]:
    """A place for databases of that kind, emptied on leaving. Raises PostgresUnavailable."""
    if kind == SQLITE:
        with TemporaryDirectory(prefix="reorientation-bench-") as folder:
            yield SqliteFiles(Path(folder))
        return
    with running_server(os.environ, settings=DURABLE) as server:
        databases = PostgresDatabases(server)
        try:
            yield databases
        finally:
            databases.drop_all()


def connect(url: str) -> Any:
    """A bare connection of the driver, set as the store sets its own; nothing committed unasked."""
    if url.startswith(SQLITE):
        connection = sqlite3.connect(path_of(url), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection
    libpq = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    server = psycopg.connect(libpq, options="-c lock_timeout=10s -c timezone=UTC")
    set_up_postgres(server)
    return server


def path_of(url: str) -> Path:
    """The file of a SQLite address."""
    return Path(make_url(url).database or "")
