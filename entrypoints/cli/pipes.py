"""The programme that reads the output may stop before its end, as ``head`` does."""

import os
import sys
from collections.abc import Callable

from entrypoints.cli.errors import Code


def while_read(run: Callable[[], int]) -> int:
    """The exit code of ``run``, or UNREAD when nobody reads its output any more.

    Typer and rich would leave with 1, which here says « refused »; the shell says 128 + SIGPIPE of
    a programme that dies of it, and 128 + SIGINT of one that is interrupted.
    """
    try:
        code = run()
        sys.stdout.flush()
    except SystemExit as left:
        if not isinstance(left.__context__, BrokenPipeError):
            raise
    except BrokenPipeError:
        pass
    else:
        return code
    _to_nobody()
    return Code.UNREAD


def _to_nobody() -> None:
    """What is still to be written goes nowhere: Python would say that it could not."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
