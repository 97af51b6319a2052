"""The order in which a service wants its lines examined: from so many on, it says it (S2, D15)."""

from collections import Counter
from collections.abc import Mapping


def owed(priorities: Mapping[int, int | None], priority_from: int | None) -> tuple[int, ...]:
    """The lines of a service of which it still has to say the place: those without one, and those
    of one place. ``priorities``: what it said of each; ``priority_from``: from how many lines on
    the kind of séance asks for an order, None when it never does."""
    if priority_from is None or len(priorities) < priority_from:
        return ()
    said = Counter(priorities.values())
    return tuple(
        line for line, place in sorted(priorities.items()) if place is None or said[place] > 1
    )
