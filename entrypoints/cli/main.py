"""The door of the command line."""

import sys

from entrypoints import memory
from states.checks import BrokenProcedure

NOT_WHOLE, INTERRUPTED = 5, 130
"""The exit codes of a procedure that contradicts itself and of an interruption (``errors.Code``,
not importable yet)."""


def main() -> None:
    """Runs the command ``reorientation`` and leaves with its exit code (see ``errors.Code``)."""
    for stream in (sys.stdout, sys.stderr):
        # An old locale must not turn an accent into a failure.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # text streams have it
    memory.hold()
    try:
        # The pages are checked as they are read: a broken procedure is told, not traced.
        from entrypoints.cli.commands import app
    except BrokenProcedure as broken:
        sys.stderr.write(f"{broken}\n")
        sys.exit(NOT_WHOLE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    memory.settle()
    app()
