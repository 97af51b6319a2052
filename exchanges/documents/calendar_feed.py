"""The door of icalendar: the programme of a year as a calendar to subscribe to (RFC 5545).

A séance keeps its UID for ever. Its SEQUENCE grows each time it moves or is given up, and one that
was given up stays there, cancelled, so that it leaves the calendars that had it. Instants are in
UTC, which no rule of summer time can change. Nothing in it names anybody.
"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from exchanges.documents.programme import Printed, PrintedYear
from exchanges.webrsa.writer import placed
from rules.wording import colon, local_instant, numbered

_DOMAIN = "reorientation.local"
_PRODUCT = "-//reorientation-rsa//programme//FR"
_REFRESH, _REFRESH_TEXT = timedelta(hours=6), "PT6H"
_BEFORE = timedelta(hours=1)
"""When those who attend are reminded."""
_MORNING = time(9)
"""When a service is reminded of the tableau that it owes by the end of the day."""


def write_feed(path: Path, year: PrintedYear) -> Path:
    """Writes the file, which appears at ``path`` only when whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path) as draft:
        draft.write_bytes(feed(year))
    return path


def feed(year: PrintedYear) -> bytes:
    """The calendar, the same bytes for the same séances."""
    calendar = Calendar()
    name = f"{year.title} · {year.subtitle}"
    for key, value in (
        ("version", "2.0"),
        ("prodid", _PRODUCT),
        ("method", "PUBLISH"),
        ("name", name),
        ("x-wr-calname", name),
        ("x-wr-timezone", str(year.updated.tzinfo)),
        ("last-modified", year.updated.astimezone(UTC)),
        ("x-published-ttl", _REFRESH_TEXT),
    ):
        calendar.add(key, value)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for one in year.seances:
        calendar.add_component(_event(one, year.code))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _event(one: Printed, departement: str) -> Event:
    event = Event()
    event.add("uid", f"seance-{one.number}@{departement}.{_DOMAIN}")
    event.add("sequence", one.revision)
    event.add("dtstamp", one.revised.astimezone(UTC))
    event.add("last-modified", one.revised.astimezone(UTC))
    event.add("dtstart", one.starts.astimezone(UTC))
    event.add("dtend", one.ends.astimezone(UTC))
    event.add("summary", f"{one.state} – {one.name}" if one.given_up else one.name)
    event.add("description", "\n".join(_told(one)))
    if one.place is not None:
        event.add("location", one.place)
    event.add("categories", [one.kind])
    event.add("status", "CANCELLED" if one.given_up else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.given_up else "OPAQUE")
    if not one.given_up:
        for alarm in _alarms(one):
            event.add_component(alarm)
    return event


def _told(one: Printed) -> list[str]:
    lines = [f"{one.kind} {numbered(one.number)}", one.where]
    if one.note is not None:
        lines.append(one.note)
    if one.tableau is not None:
        lines.append(_owed(one.tableau))
    return [f"{line[0].upper()}{line[1:]}." for line in lines]


def _alarms(one: Printed) -> list[Alarm]:
    found = []
    if one.tableau is not None:
        morning = datetime.combine(one.tableau.date(), _MORNING, tzinfo=one.tableau.tzinfo)
        found.append(_alarm(f"{colon(one.name, _owed(one.tableau))}."))
        at = min(morning, one.tableau - _BEFORE).astimezone(UTC)
        found[-1].add("trigger", at, parameters={"VALUE": "DATE-TIME"})
    where = "" if one.place is None else f", {one.place}"
    found.append(_alarm(f"{one.name}, {local_instant(one.starts)}{where}."))
    found[-1].add("trigger", -_BEFORE)
    return found


def _alarm(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    return alarm


def _owed(due: datetime) -> str:
    return f"tableau à transmettre avant le {local_instant(due)}"
