"""Debian's Chromium, driven by Playwright. Nothing is ever downloaded."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

WANTED = "BROWSER_TESTS"
"""The variable of the environment that says « required » where a missing browser is a failure."""

MISSING = (
    "Chromium n’est pas installé : les histoires dans un navigateur ne sont pas jouées."
    " « apt-get install chromium » (Debian) l’installe."
)

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def programme() -> str:
    """Where it is on this machine. Where it must be, its absence fails; elsewhere the test is
    skipped, which the end of the run says."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None and os.environ.get(WANTED) == "required":
        pytest.fail(MISSING, pytrace=False)
    if found is None:
        pytest.skip(MISSING)
    return found


class Chromium:
    """A Chromium without a window, for a whole session of tests.

    Playwright leaves a running loop in its thread, where ``asyncio.run`` then refuses: the loop is
    there inside ``driven`` only, so that the tests that have no browser do not notice.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)

    @contextmanager
    def driven(self) -> Iterator[Browser]:
        """The browser, which answers inside the block."""
        asyncio._set_running_loop(self._loop)
        try:
            yield self._browser
        finally:
            asyncio._set_running_loop(None)

    def close(self) -> None:
        """Ends the programme."""
        asyncio._set_running_loop(self._loop)
        self._browser.close()


@contextmanager
def launched() -> Iterator[Chromium]:
    """The programme of this machine, running until the end of the block."""
    path = programme()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        chromium = Chromium(browser)
        try:
            yield chromium
        finally:
            chromium.close()
