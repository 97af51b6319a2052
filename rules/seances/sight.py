"""Whose lines of a tableau commun a service sees (S0 A.2 to A.4).

What it does not see it cannot answer, and nobody awaits that it does.
"""

from collections.abc import Container
from dataclasses import dataclass

TO_SETTLE = frozenset({"programmee", "preparee"})
"""The states of a séance whose agenda is not settled yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What shows the lines of a séance in that ``state``: the services that sit, and those that
    shared their lines with the others."""

    state: str
    sitting: Container[int]
    shared: Container[int]

    def shows(self, owner: int | None, viewer: int) -> bool:
        """Whether the service ``viewer`` sees the lines that ``owner`` presents (None: no service
        does): its own always and, where it sits, those of another from the moment that it shares
        them, and all of them once the agenda is settled."""
        if viewer == owner:
            return True
        return viewer in self.sitting and self.opened(owner)

    def opened(self, owner: int | None) -> bool:
        """Whether the lines of ``owner`` are no longer its own alone."""
        return owner is None or owner in self.shared or self.state not in TO_SETTLE
