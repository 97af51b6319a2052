"""Logs: JSON lines for machines, on the side. They name acts, codes and numbers, never a person."""

import logging
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

LOG = "REORIENTATION_LOG"
DEBUG = "REORIENTATION_DEBUG"

STDERR = "-"
"""The value of REORIENTATION_LOG that names the error output rather than a file."""

_SILENT = logging.CRITICAL + 1


class UnwritableLog(OSError):
    """The file of the logs cannot be written."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"Le journal technique « {path} » ne peut pas être écrit ({LOG}).")


def set_up(environ: Mapping[str, str], *, service: bool = False) -> None:
    """Where logs go: the file of REORIENTATION_LOG; without it nowhere, or the error output for a
    ``service``. Raises UnwritableLog."""
    target = environ.get(LOG) or (STDERR if service else "")
    handler: logging.Handler = logging.NullHandler()
    if target == STDERR:
        handler = logging.StreamHandler(sys.stderr)
    elif target:
        handler = _file(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    for old in [one for one in root.handlers if getattr(one, "ours", False)]:
        root.removeHandler(old)
        old.close()
    handler.ours = True  # type: ignore[attr-defined]  # tells our handler from a test's
    root.addHandler(handler)
    root.setLevel(logging.INFO if target else _SILENT)
    # Libraries tell of every step of theirs; only what goes wrong there is worth a line.
    for library in ("apscheduler", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(
        processors=_PROCESSORS,
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def whereabouts(error: BaseException) -> str:
    """Where an error came from, « queries.py:120 », without a value of any variable."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _file(target: str) -> logging.Handler:
    try:
        return logging.FileHandler(target, encoding="utf-8")
    except OSError as error:
        raise UnwritableLog(target) from error


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception's message may quote a person: its type and its frames are kept, not its text."""
    found = event.pop("exc_info", None)
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, tuple) and found[0] is not None:
        event["exception"] = _frames(found[0], found[2])
    return event


def _frames(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)
    return {
        "type": kind.__name__,
        "ou": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }


_SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_values,
]
# Loggers keep this list once they have spoken: where lines go and from which level is the root
# logger's to say, and may change after.
_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.stdlib.filter_by_level,
    *_SHARED,
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]
