"""Instants as the database keeps them: microseconds since 1970, UTC, in a BIGINT.

The hot path bypasses SQLAlchemy's type processors, so a stored instant must mean the same to the
bare driver on both databases; an integer does.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(maxsize=8192)
def to_micros(instant: datetime) -> int:
    """The stored form of an aware instant. Raises TypeError for a naive one."""
    return (instant - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=8192)
def from_micros(micros: int) -> datetime:
    """The aware UTC instant of a stored value."""
    return _EPOCH + timedelta(microseconds=micros)


def micros_or_none(instant: datetime | None) -> int | None:
    """The stored form of an instant that may be missing."""
    return None if instant is None else to_micros(instant)


def instant_or_none(micros: int | None) -> datetime | None:
    """The instant of a stored value that may be missing."""
    return None if micros is None else from_micros(micros)
