"""A world on each of the two databases."""

import pytest

from tests.entrypoints.conftest import assembled_once as assembled_once
from tests.workflow.build import World, settle
from workflow.database.store import Store


@pytest.fixture
def world(store: Store) -> World:
    """Two circonscriptions and five services on a fresh database, on Monday 2 March 2026."""
    return settle(store)
