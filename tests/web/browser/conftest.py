"""A browser for the session, a desk in the town for each story."""

from collections.abc import Iterator

import pytest

from tests.web.browser import chromium
from tests.web.browser.chromium import Chromium
from tests.web.browser.desk import Desk
from tests.web.served import Served


@pytest.fixture(scope="session")
def running() -> Iterator[Chromium]:
    """The browser of this worker."""
    with chromium.launched() as started:
        yield started


@pytest.fixture
def desk(running: Chromium, served: Served) -> Iterator[Desk]:
    """A town of one's own on SQLite, to act in."""
    yield from _played(served, running)


@pytest.fixture
def desk_on_postgresql(running: Chromium, served_on_postgresql: Served) -> Iterator[Desk]:
    """The same on PostgreSQL."""
    yield from _played(served_on_postgresql, running)


@pytest.fixture(scope="module")
def windows(running: Chromium, looked_at: Served) -> Iterator[Desk]:
    """The desk of the module, whose pages stay open."""
    with running.driven() as browser:
        desk = Desk(served=looked_at, browser=browser)
    yield desk
    with running.driven():
        desk.close()


@pytest.fixture
def window(running: Chromium, windows: Desk) -> Iterator[Desk]:
    """A desk in the town of the module, to look only."""
    windows.troubles.clear()
    with running.driven():
        yield windows

    assert windows.troubles == []


def _played(served: Served, running: Chromium) -> Iterator[Desk]:
    with running.driven() as browser:
        desk = Desk(served=served, browser=browser)
        yield desk

    assert desk.troubles == []
