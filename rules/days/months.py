"""A month of the year: the lists of the month are its own."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rules.wording import NBSP, named

_WRITTEN = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


class BadMonth(ValueError):
    """A text that names no month."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"« {text} » n’est pas un mois : écrivez l’année puis le mois, 2026-03.")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month, of 1 to 12, of a year."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """The month written AAAA-MM. Raises BadMonth."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise BadMonth(text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a local day."""
        return cls(day.year, day.month)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    def begins(self, zone: ZoneInfo) -> datetime:
        """Its first instant there."""
        return datetime.combine(self.first, time(0), tzinfo=zone)

    @property
    def label(self) -> str:
        """« mars 2026 »."""
        return f"{named(self.first, 'MMMM')}{NBSP}{self.year}"

    @property
    def of_label(self) -> str:
        """« de mars 2026 », « d’avril 2026 »."""
        return f"d’{self.label}" if self.label[0] in "ao" else f"de {self.label}"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"
