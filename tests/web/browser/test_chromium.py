"""A browser that is missing is a failure where it must be there, and is said elsewhere; the one
that is there is in nobody's way."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.browser import chromium
from tests.web.browser.chromium import Chromium

PROJECT = Path(__file__).resolve().parents[3]
A_STORY = "tests/web/browser/test_login.py"


@pytest.fixture
def without_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has none."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv(chromium.WANTED, raising=False)


def test_a_missing_browser_fails_where_it_is_required(
    without_chromium: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(chromium.WANTED, "required")

    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        chromium.programme()


def test_a_missing_browser_skips_the_story_elsewhere(without_chromium: None) -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        chromium.programme()


def test_the_end_of_a_run_says_what_was_not_played() -> None:
    environ = {name: value for name, value in os.environ.items() if name != chromium.WANTED}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", A_STORY, "-k", "password"],
        env={**environ, "PATH": "/nulle-part"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert f"1 : {chromium.MISSING}" in run.stdout.splitlines()
    assert run.returncode == 0


def test_whatever_needs_a_loop_of_its_own_has_one_between_two_stories(running: Chromium) -> None:
    async def nothing() -> str:
        return "fini"

    with running.driven() as browser:
        version = browser.version

    assert asyncio.run(nothing()) == "fini"
    assert int(version.split(".")[0]) >= 100
