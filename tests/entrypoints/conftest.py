"""A world behind the door of the command line, on a SQLite database, at the world's own time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.entrypoints.configs import SHIPPED
from tests.entrypoints.door import Door
from tests.workflow.build import settle
from workflow.database.store import Store


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
