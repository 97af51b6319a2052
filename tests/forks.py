"""Processes of their own, forked from one that has read the libraries: to read them takes each of
them a second."""

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from typing import Any

import pytest

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["pytest", "entrypoints.cli.commands", "tests.notifications.dying", "tests.workflow.dying"]
)

_PATIENCE = 60.0


class Fork:
    """A process that does ``work``, a function of a module, from now on."""

    def __init__(self, work: Callable[..., object], *args: Any) -> None:
        self._folder = TemporaryDirectory(prefix="fork-")
        self._said = [Path(self._folder.name) / name for name in ("out", "err")]
        self._process = _FORKS.Process(target=_begin, args=(self._said, work, args))
        self._process.start()

    def ended(self) -> CompletedProcess[str]:
        """What it came to, once it has ended."""
        with self._folder, closing(self._process) as process:
            process.join(_PATIENCE)
            if process.exitcode is None:
                process.kill()
                process.join()
                pytest.fail("Le processus ne s’arrête pas.")
            out, err = (one.read_text() for one in self._said)
            return CompletedProcess(process.name, process.exitcode, out, err)


def forked(environ: Mapping[str, str], *arguments: str) -> CompletedProcess[str]:
    """What the command ``reorientation`` comes to, warnings being errors as in the tests."""
    return Fork(_command, environ, arguments).ended()


def _begin(said: list[Path], work: Callable[..., object], args: tuple[Any, ...]) -> None:
    for output, path in enumerate(said, start=1):
        with path.open("w") as file:
            os.dup2(file.fileno(), output)
    work(*args)


def _command(environ: Mapping[str, str], arguments: tuple[str, ...]) -> None:
    from entrypoints.cli.main import main

    os.environ.clear()
    os.environ.update(environ)
    warnings.simplefilter("error")
    sys.argv = ["reorientation", *arguments]
    main()
