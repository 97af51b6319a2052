"""The lived-in town, played once a session on each database, and served."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tests.web.served import Served, serve
from tests.web.town import live_in
from workflow.database.store import Store


@pytest.fixture(scope="session")
def sqlite_town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of the town, to be copied."""
    path = tmp_path_factory.mktemp("town") / "reorientation.db"
    _play(f"sqlite:///{shutil.copyfile(sqlite_template, path)}")
    return path


@pytest.fixture(scope="session")
def postgresql_town(postgres_server: PostgresServer, postgresql_template: str) -> Iterator[str]:
    """Name of the PostgreSQL database of the town, that nobody is connected to."""
    name = postgres_server.create(template=postgresql_template)
    try:
        _play(postgres_server.url_of(name))
        yield name
    finally:
        postgres_server.drop(name)


@pytest.fixture(scope="module")  # while it serves, the clock of the process is the town's
def looked_at(sqlite_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One town for the tests of a module that only look."""
    folder = tmp_path_factory.mktemp("looked_at")
    with serve(f"sqlite:///{shutil.copyfile(sqlite_town, folder / 'r.db')}", folder) as served:
        yield served


@pytest.fixture
def served(sqlite_town: Path, tmp_path: Path) -> Iterator[Served]:
    """A town of one's own, on SQLite, to act in."""
    path = shutil.copyfile(sqlite_town, tmp_path / "reorientation.db")
    with serve(f"sqlite:///{path}", tmp_path) as served:
        yield served


@pytest.fixture
def served_on_postgresql(
    postgres_server: PostgresServer, postgresql_town: str, tmp_path: Path
) -> Iterator[Served]:
    """The same on PostgreSQL."""
    name = postgres_server.create(template=postgresql_town)
    try:
        with serve(postgres_server.url_of(name), tmp_path) as served:
            yield served
    finally:
        postgres_server.drop(name)


def _play(url: str) -> None:
    store = Store.open(url)
    try:
        live_in(store)
    finally:
        store.close()
