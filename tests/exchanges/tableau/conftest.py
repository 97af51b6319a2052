"""A desk on each of the two databases."""

from pathlib import Path

import pytest

from tests.exchanges.tableau.desk import Desk, open_desk
from tests.workflow.build import settle
from workflow.database.store import Store


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    """Two lines on the tableau of an ICL-I, on Monday 2 March 2026."""
    return open_desk(settle(store), tmp_path)
