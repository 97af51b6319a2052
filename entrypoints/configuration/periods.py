"""What is said of some days only: from « du » to « au », both included, either of them open."""

from datetime import date
from typing import Protocol

from rules.wording import day_of_month


class ImpossiblePeriod(ValueError):
    """A period of validity that ends before it begins."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.last = last
        super().__init__(
            f"Une période ne peut aller du {day_of_month(first)} au {day_of_month(last)}."
        )


class Dated(Protocol):
    """A group of keys that holds between two days."""

    @property
    def du(self) -> date | None: ...
    @property
    def au(self) -> date | None: ...


def check_period(first: date | None, last: date | None) -> None:
    """Raises ``ImpossiblePeriod``; a missing end is open."""
    if first is not None and last is not None and last < first:
        raise ImpossiblePeriod(first, last)


def apart(one: Dated, other: Dated) -> bool:
    """Whether no day is in both periods."""
    return _before(one, other) or _before(other, one)


def _before(one: Dated, other: Dated) -> bool:
    return one.au is not None and other.du is not None and one.au < other.du
