"""webRSA's lists, written once, and an office that read them on each of the two databases."""

from datetime import datetime
from pathlib import Path

import pytest

from exchanges.webrsa.sample.files import write_samples
from exchanges.webrsa.values import PARIS
from tests.exchanges.office import Office, open_office
from workflow.database.store import Store


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The referentials of the ALI of Bobigny and of Saint-Denis."""
    folder = tmp_path_factory.mktemp("lists")
    at = datetime(2026, 1, 1, 5, 0, tzinfo=PARIS)
    written = write_samples(folder, people=2, seed=93, alis=2, at=at)
    return [path for path in written if path.name.startswith("referentiels")]


@pytest.fixture
def office(store: Store, tmp_path: Path, lists: list[Path]) -> Office:
    """Nobody yet, on Friday 2 January 2026, on a fresh database."""
    return open_office(store, tmp_path, lists)


@pytest.fixture
def sqlite_office(sqlite_url: str, tmp_path: Path, lists: list[Path]) -> Office:
    """The same on SQLite alone, for what no database can change."""
    return open_office(Store.open(sqlite_url), tmp_path, lists)
