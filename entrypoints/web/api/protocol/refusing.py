"""The statuses under which an operation may refuse, beside those of every operation: by what it is
sent."""

from typing import Any

Statuses = dict[int | str, dict[str, Any]]


def _statuses(*told: int) -> Statuses:
    return {status: {} for status in told}


BODY_REFUSED = _statuses(400, 411, 413, 415)
"""Of a body: that it cannot be read, is too long, or of another kind."""
ONCE_REFUSED = _statuses(400, 409, 411, 413, 415)
"""The same, of what is done once under its key and upon no version."""
ACTS_REFUSED = _statuses(400, 409, 411, 412, 413, 415, 428)
"""The same, of an act upon the version that was read."""
