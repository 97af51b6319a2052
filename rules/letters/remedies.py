"""Until when a decision may be contested (CASF L262-47, R262-88).

No deadline of the registry: nobody of the house is awaited, and a recours that comes later is
received all the same.
"""

from dataclasses import dataclass
from datetime import date, time

from rules.days.calendar import Calendar, Roll, Unit
from rules.delays.counting import at
from rules.delays.delay import Delay, due
from rules.letters.kinds import LetterView

SOURCE = "CASF R262-88"

# R262-88: two months from the notification; an end on a day off is carried, as for the court.
TO_CONTEST = Delay(n=2, unit=Unit.MOIS, roll=Roll.SUIVANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A decision that was notified: from which day, and the last one to contest it."""

    letter: int
    notified: date
    until: date

    def late(self, day: date) -> bool:
        """Whether a recours received that day comes after the two months."""
        return day > self.until


def remedy(letter: LetterView, calendar: Calendar) -> Remedy | None:
    """What opened for whoever it was sent to; None as long as nothing proves that it reached them.
    Without that proof no delay runs (CJA R421-5)."""
    day = letter.notified
    if not letter.decides or day is None:
        return None
    end = due(at(day, time(12), calendar), TO_CONTEST, calendar)
    assert end is not None  # months always end
    return Remedy(letter=letter.id, notified=day, until=end.astimezone(calendar.tz).date())
