"""When a département does not work, or not until the evening, though the law says worked."""

from dataclasses import dataclass
from datetime import date, time

from rules.wording import day_of_month


class ImpossibleClosure(ValueError):
    """A local closure that ends before it begins."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.last = last
        super().__init__(
            f"Une fermeture locale ne peut aller du {day_of_month(first)} au {day_of_month(last)}."
        )


class ImpossibleHalfDay(ValueError):
    """A half day worked until midnight, before anything is: that is a closure."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(
            f"Le {day_of_month(day)} ne peut être travaillé jusqu’à 0 h : c’est une fermeture."
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """Days when the département is closed though the law says worked (pont); both ends included."""

    first: date
    last: date
    label: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ImpossibleClosure(self.first, self.last)


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A worked day that stops at ``until``, local. It counts whole as a day; what ends on it ends
    at that hour, and its heures ouvrées stop there."""

    day: date
    until: time
    label: str

    def __post_init__(self) -> None:
        if self.until == time():
            raise ImpossibleHalfDay(self.day)
