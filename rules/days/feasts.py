"""The holidays of a zone, by year: the one door to ``holidays``."""

from collections.abc import Mapping, Set
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from types import MappingProxyType

import holidays

from rules.days.zones import Zone


def feasts_of(zone: Zone, years: tuple[int, int], worked: Set[str]) -> dict[date, str]:
    """Each holiday of the years (first and last included) with its French name, in order, without
    those whose name is in ``worked``. Two feasts of one day are both named; one may go, and the
    day stay off for the other."""
    kept = {
        # The library joins the names of feasts that fall together.
        day: [name for name in names.split("; ") if name not in worked]
        for day, names in _published(zone.subdivision, *years).items()
    }
    return {day: ", ".join(names) for day, names in kept.items() if names}


@lru_cache(maxsize=32)
def _published(subdivision: str | None, first_year: int, last_year: int) -> Mapping[date, str]:
    # expand: a later look-up must not grow the table. language: the names must follow no locale.
    found = holidays.country_holidays(
        "FR",
        subdiv=subdivision,
        years=range(first_year, last_year + 1),
        expand=False,
        language="fr",
    )
    return MappingProxyType(dict(sorted(found.items())))


def library_version() -> str:
    """The release of the library: its data change between two releases."""
    return version("holidays")
