"""The working hours of a day: pairs of opening and closing hours, local."""

from collections.abc import Sequence
from datetime import time
from itertools import pairwise

from rules.wording import colon

Span = tuple[time, time]


class ImpossibleHours(ValueError):
    """Working hours that are not pairs of growing hours."""

    def __init__(self, hours: Sequence[time]) -> None:
        self.hours = tuple(hours)
        written = ", ".join(hour.isoformat("minutes") for hour in hours) or "aucune"
        rule = "Les heures de travail vont par deux, ouverture puis fermeture, dans l’ordre du jour"
        super().__init__(f"{colon(rule, written)}.")


def spans_of(hours: Sequence[time]) -> tuple[Span, ...]:
    """The spans of opening, closing, opening, closing…; raises ``ImpossibleHours``."""
    if not hours or len(hours) % 2 or any(late <= early for early, late in pairwise(hours)):
        raise ImpossibleHours(hours)
    return tuple(zip(hours[::2], hours[1::2], strict=True))
