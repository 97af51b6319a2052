"""A world on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tests.workflow.build import World, settle
from workflow.database.store import Store


@pytest.fixture
def world(store: Store) -> World:
    """Two circonscriptions and five services on a fresh database, on Monday 2 March 2026."""
    return settle(store)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)
