"""Days, months and years in an address, and the span of instants between two days."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

from entrypoints.web.api.protocol.parameters import Plain

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST, _LAST = date(1990, 1, 1), date(2070, 12, 31)
"""The procedure knows nothing before, nor after."""


def _plain(value: object) -> object:
    """A day as ISO 8601 writes it, brought back within the years of the procedure."""
    if not isinstance(value, str) or not _WRITTEN.fullmatch(value):
        raise ValueError
    return min(max(date.fromisoformat(value), _FIRST), _LAST)


InQuery = Annotated[
    date | None,
    Query(description="Un jour, AAAA-MM-JJ.", examples=["2026-05-04"]),
    BeforeValidator(_plain),
]
AsMonth = Annotated[
    str | None,
    Query(
        description="Un mois, AAAA-MM.",
        pattern=r"^20[0-6][0-9]-(0[1-9]|1[0-2])$",
        examples=["2026-04"],
    ),
]
AsYear = Annotated[
    int | None, Query(ge=1990, le=2070, description="Une année.", examples=[2026]), Plain
]


def morning(day: date, tz: tzinfo) -> datetime:
    """When the day begins, where the département lives."""
    return datetime.combine(day, time(), tz)


def midnight(day: date, tz: tzinfo) -> datetime:
    """When it ends."""
    return morning(day + timedelta(days=1), tz)
