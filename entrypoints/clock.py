"""The only file that asks what time it is, and the reading of instants typed by hand."""

import re
from datetime import UTC, date, datetime, time, tzinfo

from rules.fields import parse_date
from rules.wording import NBSP, quoted

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Nothing of this procedure happens outside these years; an instant beyond is a slip."""

_MOMENT = re.compile(r"(?P<day>\S+?)(?:[T ](?P<hour>\d{1,2}[:h]\d{2}\S*))?", re.ASCII)


class UnreadableInstant(ValueError):
    """A date or an instant that is not one."""

    def __init__(self, text: str, reason: str = "n’est ni une date ni un instant") -> None:
        self.text = text
        super().__init__(
            f"{quoted(text)} {reason}{NBSP}: écrivez par exemple 2026-05-07, 07/05/2026, "
            "2026-05-07T17:00 ou 2026-05-07T15:00Z."
        )


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def read_instant(text: str, tz: tzinfo, *, alone: time = time(0)) -> datetime:
    """The instant of a text, local unless it bears an offset; a day without an hour is taken at
    the hour ``alone``. Raises UnreadableInstant, for an hour that the clocks skip too."""
    found = _MOMENT.fullmatch(text.strip())
    day = None if found is None else parse_date(found["day"])
    if found is None or day is None:
        raise UnreadableInstant(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnreadableInstant(text, "est trop loin dans le temps")
    if found["hour"] is None:
        return datetime.combine(day, alone, tzinfo=tz)
    try:
        hour = time.fromisoformat(_two_digits(found["hour"].replace("h", ":")))
    except ValueError as error:
        raise UnreadableInstant(text) from error
    if hour.tzinfo is not None:
        return datetime.combine(day, hour)
    local = datetime.combine(day, hour, tzinfo=tz)
    if local.astimezone(UTC).astimezone(tz).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise UnreadableInstant(text, "n’existe pas (passage à l’heure d’été)")
    return local


def read_day(text: str) -> date:
    """The day of a text. Raises UnreadableInstant."""
    day = parse_date(text)
    if day is None:
        raise UnreadableInstant(text, "n’est pas une date")
    return day


def _two_digits(hour: str) -> str:
    """« 9:30 » as « 09:30 »."""
    return f"0{hour}" if hour[1] == ":" else hour
