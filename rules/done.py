"""What was done already, told to who would do it again."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from rules.wording import day_of_month


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Who did something, and when."""

    by: str
    at: datetime


def told(done: Done | None, zone: tzinfo | None) -> str:
    """« (le 2 mars 2026, par B. A.) », behind what is so already; nothing when it is not known."""
    if done is None:
        return ""
    return f" (le {day_of_month(done.at.astimezone(zone).date())}, par {done.by})"
