"""The programme of a year as a calendar.

A séance keeps its UID for ever, in the programmes and in the diaries. One that was given up stays
there, cancelled, so that it leaves the calendars that had it. Nothing in it names anybody.
"""

from datetime import datetime, time, timedelta
from pathlib import Path

from exchanges.documents.calendar_feed import EventStatus, Feed, FeedEvent, Reminder, feed_bytes
from exchanges.documents.programme import Printed, PrintedYear
from exchanges.webrsa.writer import placed
from rules.wording import colon, local_instant, numbered

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
    return feed_bytes(
        Feed(
            name=f"{year.title} · {year.subtitle}",
            product="programme",
            code=year.code,
            zone=year.zone,
            updated=year.updated,
            events=tuple(_event(one) for one in year.seances),
        )
    )


def uid_of(one: Printed) -> str:
    """What names the séance in every calendar."""
    return f"seance-{one.number}"


def titled(one: Printed) -> str:
    """« ICL-I 93-01 », « Annulée – ICL-I 93-01 »."""
    return f"{one.state} – {one.name}" if one.given_up else one.name


def told_of(one: Printed) -> list[str]:
    """What is said of a séance, sentence by sentence."""
    lines = [f"{one.kind} {numbered(one.number)}", one.where]
    if one.note is not None:
        lines.append(one.note)
    if one.tableau is not None:
        lines.append(_owed(one.tableau))
    return [f"{line[0].upper()}{line[1:]}." for line in lines]


def attending(one: Printed) -> Reminder:
    """What is recalled to those who attend."""
    where = "" if one.place is None else f", {one.place}"
    return Reminder(words=f"{one.name}, {local_instant(one.starts)}{where}.", at=-_BEFORE)


def _event(one: Printed) -> FeedEvent:
    return FeedEvent(
        uid=uid_of(one),
        sequence=one.revision,
        modified=one.revised,
        starts=one.starts,
        ends=one.ends,
        summary=titled(one),
        told=tuple(told_of(one)),
        place=one.place,
        category=one.kind,
        status=EventStatus.CANCELLED if one.given_up else EventStatus.CONFIRMED,
        busy=not one.given_up,
        reminders=() if one.given_up else tuple(_reminders(one)),
    )


def _reminders(one: Printed) -> list[Reminder]:
    if one.tableau is None:
        return [attending(one)]
    morning = datetime.combine(one.tableau.date(), _MORNING, tzinfo=one.tableau.tzinfo)
    words = f"{colon(one.name, _owed(one.tableau))}."
    return [Reminder(words=words, at=min(morning, one.tableau - _BEFORE)), attending(one)]


def _owed(due: datetime) -> str:
    return f"tableau à transmettre avant le {local_instant(due)}"
