"""The count of a date, day by day, as a table."""

from collections.abc import Callable
from datetime import date

from entrypoints.cli import display
from rules.delays.account import Account, DayLine
from rules.wording import lasting


def show_days(account: Account, written: Callable[[date], str]) -> None:
    """Each day with its number; for hours, with the time that was counted up to its end."""
    in_hours = any(line.minutes is not None for line in account.lines)
    so_far = "En tout" if in_hours else "N°"
    display.listing(
        ("Jour", "Compte", so_far, "Pourquoi"),
        [
            (written(line.day), "oui" if line.counted else "non", _so_far(line), line.reason)
            for line in account.lines
        ],
        empty="",
        fixed=("Jour", "Compte", so_far),
        right=(so_far,),
    )


def _so_far(line: DayLine) -> str | None:
    if line.minutes is not None:
        return lasting(line.minutes)
    return None if line.rank is None else str(line.rank)
