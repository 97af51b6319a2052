"""A world behind the door of the command line, on a SQLite database, at the world's own time."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from tests.entrypoints.configs import SHIPPED
from tests.entrypoints.door import Door
from tests.workflow.build import settle
from workflow.database.store import Store


@pytest.fixture(scope="session", autouse=True)
def assembled_once() -> Iterator[None]:
    """The tree of commands is built once, as in a process: 40 ms that each command would take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture
def door(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The command ``reorientation`` in a world of two circonscriptions and five services."""
    monkeypatch.setenv("REORIENTATION_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("REORIENTATION_CONFIG", str(SHIPPED))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)  # messages leave for a folder of the current one
    for name in ("REORIENTATION_LOG", "REORIENTATION_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    store = Store.open(sqlite_url)
    door = Door(world=settle(store))
    monkeypatch.setattr("entrypoints.clock.now", lambda: door.world.now)
    yield door
    store.close()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment with a database that does not exist yet."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("REOR")},
        "REORIENTATION_DATABASE_URL": f"sqlite:///{tmp_path / 'neuve' / 'r.db'}",
        "REORIENTATION_CONFIG": str(SHIPPED),
        "PYTHONPATH": str(SHIPPED.parent),
    }
