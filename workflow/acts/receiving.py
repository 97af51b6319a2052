"""What came in by post or by mail: the day on which it was received is the one that counts, that on
which it is entered is told beside."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from rules.rulebook import Rulebook
from rules.situation import Act


def received(rulebook: Rulebook, act: Act, day: date) -> Act:
    """The act, done at noon of the day of the reception; now when that is today."""
    if day == rulebook.local_day(act.known):
        return act
    noon = datetime.combine(day, time(12), tzinfo=rulebook.calendar.tz)
    return replace(act, occurred=noon.astimezone(UTC))
