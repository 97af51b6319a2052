"""Databases for the tests: SQLite and PostgreSQL, one migrated database a test."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from entrypoints import memory
from tests.compiled import register
from tests.lending import Clone, Lending
from tests.postgres import PostgresServer, PostgresUnavailable, running_server
from tests.scratch import in_memory

if TYPE_CHECKING:
    from workflow.database.store import Store

# A loaded machine is slow, and that says nothing of the code: speed is shown in benchmarks/.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_configure() -> None:
    """Temporary folders are made in memory, unless TMPDIR says where; statements, compiled once."""
    register()
    if (folder := in_memory()) and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not played is said, with the reason: once, whatever the number of tests."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(one.longrepr[2] for one in skipped if isinstance(one.longrepr, tuple))
    for reason, number in reasons.items():
        terminalreporter.section("tests non joués", yellow=True)
        terminalreporter.line(f"{number} : {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end, as what the application loads does: looking for garbage
    in it took a third of the time, and among what is new at Python's own pace a tenth."""
    memory.hold()
    try:
        return (yield)
    finally:
        memory.settle()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for the session (each xdist worker has its own). Fails, never skips, without one."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_server(os.environ))
        except PostgresUnavailable as exc:
            pytest.fail(str(exc), pytrace=False)
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgres_server: PostgresServer) -> Iterator[str]:
    """Name of a migrated database that nobody is connected to."""
    name = postgres_server.create()
    try:
        migrate(postgres_server.url_of(name))
        yield name
    finally:
        postgres_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, whole without its journal."""
    path = tmp_path_factory.mktemp("template") / "reorientation.db"
    migrate(f"sqlite:///{path}")
    if path.with_name(f"{path.name}-wal").exists():
        pytest.fail("Store.close() a laissé une connexion ouverte : le modèle serait incomplet.")
    return path


@pytest.fixture(scope="session")
def lending(postgres_server: PostgresServer, postgresql_template: str) -> Iterator[Lending]:
    """Who lends migrated PostgreSQL databases."""
    lender = Lending(postgres_server, postgresql_template)
    yield lender
    lender.close()


@pytest.fixture
def postgresql_clone(lending: Lending) -> Iterator[Clone]:
    """A migrated PostgreSQL database in which nobody wrote."""
    with lending.lent() as clone:
        yield clone


@pytest.fixture
def postgresql_url(postgresql_clone: Clone) -> str:
    """Its SQLAlchemy URL."""
    return postgresql_clone.url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """SQLAlchemy URL of a fresh migrated SQLite file."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'reorientation.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases, each time on a fresh migrated one."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(request: pytest.FixtureRequest, database_url: str) -> "Iterator[Store]":
    """The registry on a fresh migrated database, on SQLite then on PostgreSQL."""
    from workflow.database.store import Store

    if database_url.startswith("sqlite"):
        store = Store.open(database_url)
        yield store
        store.close()
    else:
        clone: Clone = request.getfixturevalue("postgresql_clone")
        yield Store(clone.engine.execution_options())  # on which what listens is this test's own


def migrate(url: str) -> None:
    """Bring the database at that URL to the newest schema, and leave no connection to it."""
    # Imported here: the tests of rules/ and states/ must not wait for the database libraries.
    from workflow.database.store import Store

    store = Store.open(url)
    try:
        store.migrate()
    finally:
        store.close()
