"""The only file that asks what time it is, and the reading of instants typed by hand."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rules.fields import parse_date, parse_hour
from rules.wording import NBSP, quoted

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Nothing of this procedure happens outside these years; an instant beyond is a slip."""

_MOMENT = re.compile(r"(?P<day>[^\sT]+)(?:(?:T|\s+(?:à\s+)?)(?P<hour>\d.*))?")


class UnreadableInstant(ValueError):
    """A date or an instant that is not one."""

    def __init__(self, text: str, reason: str = "n’est ni une date ni un instant") -> None:
        self.text = text
        super().__init__(
            f"{quoted(text)} {reason}{NBSP}: écrivez par exemple 2026-05-07, 07/05/2026, "
            "2026-05-07T17:00 ou 2026-05-07T15:00Z."
        )


class _Ahead:
    """By how much this process lives ahead of its machine."""

    by = timedelta(0)


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC) + _Ahead.by


def live_from(instant: datetime) -> None:
    """From now on this process lives at that instant, where time runs as it does here: the
    demonstration goes on from the end of its six months."""
    _Ahead.by = instant - datetime.now(UTC)


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
    hour = parse_hour(found["hour"]) or _iso(found["hour"])
    if hour is None:
        raise UnreadableInstant(text)
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


def _iso(text: str) -> time | None:
    """« 17:00:30 », « 15:00Z », « 17:00+02:00 »."""
    try:
        return time.fromisoformat(text) if ":" in text else None
    except ValueError:
        return None
