"""How a deadline came to its date: the count of its rule, and what people changed in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.days.calendar import Calendar, Direction
from rules.deadlines.adjustments import Adjustments, due_under, extended
from rules.delays.account import UNITS, Account, explain
from rules.delays.delay import Delay
from rules.wording import colon, long_date, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``account`` is the count day by day, extensions and suspensions included; None while what it
    is counted from is not known. ``notes`` tell in French what was extended or set by hand. ``due``
    is the date (UTC) that comes of it all."""

    account: Account | None
    notes: tuple[str, ...]
    due: datetime | None


def explanation(
    anchor: datetime | None, delay: Delay, calendar: Calendar, adjustments: Adjustments
) -> Explanation:
    """The explanation of a deadline counted from there; raises the errors of ``due``."""
    return Explanation(
        account=None
        if anchor is None
        else explain(anchor, extended(delay, adjustments.added), calendar, adjustments.pauses),
        notes=tuple(_notes(delay, adjustments)),
        due=due_under(anchor, delay, calendar, adjustments),
    )


def _notes(delay: Delay, adjustments: Adjustments) -> Iterator[str]:
    words = UNITS[delay.unit]
    forward = delay.direction is Direction.APRES
    for extension in adjustments.extensions:
        more = quantity(extension.n, *words)
        less = "" if forward else " de moins avant la date, donc plus tard"
        yield f"Délai prolongé de {more}{less} ({extension.motive})."
    if adjustments.extensions:
        final = extended(delay, adjustments.added)
        yield (
            f"La règle donne {quantity(delay.n, *words)}, il en est compté"
            f" {quantity(final.n, *words)}."
        )
    if adjustments.set_date is not None:
        day = long_date(adjustments.set_date.day)
        by_hand = f"Date fixée à la main au {day} ({adjustments.set_date.motive})"
        yield f"{colon(by_hand, 'le compte n’en décide pas')}."
