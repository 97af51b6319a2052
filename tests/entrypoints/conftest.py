"""A world behind the door of the command line, on a SQLite database, at the world's own time."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from entrypoints.configuration.settings import DATABASE_URL, Settings, load
from tests.entrypoints.configs import SHIPPED
from tests.entrypoints.door import Door
from tests.workflow.build import settle
from workflow.database.store import Store

WELL_WRITTEN = ("sqlite:////", "postgresql+psycopg://")
"""How the addresses of the tests' own databases begin; another may be refused."""


@pytest.fixture(scope="session", autouse=True)
def assembled_once() -> Iterator[None]:
    """The tree of commands is built and the configuration that the project ships is read once, as
    in a process: 90 and 14 ms that each command would take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        patch.setattr("entrypoints.assembly.load", _load)
        yield


def _load(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of the file; nothing changes them, nor the file when it is the project's."""
    if path != SHIPPED or not environ.get(DATABASE_URL, "").startswith(WELL_WRITTEN):
        return load(path, environ)
    own = {DATABASE_URL, "PYTEST_CURRENT_TEST"}
    read = _shipped(frozenset((name, environ[name]) for name in environ if name not in own))
    return replace(read, database_url=environ[DATABASE_URL])


@cache
def _shipped(environ: frozenset[tuple[str, str]]) -> Settings:
    return load(SHIPPED, dict(environ))


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
