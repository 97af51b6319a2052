"""The door of icalendar: a calendar to subscribe to, or to take into one's own (RFC 5545).

Instants are in UTC, which no rule of summer time can change; the same feed gives the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone

_DOMAIN = "reorientation.local"
_REFRESH, _REFRESH_TEXT = timedelta(hours=6), "PT6H"


class EventStatus(StrEnum):
    """Whether an event takes place. One that was cancelled stays, so that it leaves the calendars
    that had it."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """When somebody is reminded (an instant, or so long from the beginning), in which words."""

    words: str
    at: datetime | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """An event. ``uid`` is its own for ever, without the domain; ``sequence`` never shrinks and
    grows when it moves or changes of status. Days are those of an event that lasts all day, the
    last one not included. ``busy``: whether it takes up the time of who attends."""

    uid: str
    sequence: int
    modified: datetime
    starts: datetime | date
    ends: datetime | date
    summary: str
    told: tuple[str, ...]
    place: str | None
    category: str
    status: EventStatus
    busy: bool
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar. ``product`` is what made it, ``code`` the département's, ``updated`` when it last
    changed, None when there is nothing in it; ``zone`` where it is read."""

    name: str
    product: str
    code: str
    zone: ZoneInfo
    updated: datetime | None
    events: tuple[FeedEvent, ...]


def feed_bytes(feed: Feed) -> bytes:
    """The calendar as it is sent."""
    calendar = Calendar()
    for key, value in _heading(feed):
        calendar.add(key, value)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for one in feed.events:
        calendar.add_component(_event(one, feed.code))
    if not feed.events:
        # The standard wants one component at least, and a zone is no event (RFC 5545, 3.6).
        calendar.add_component(_zone(feed.zone))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _heading(feed: Feed) -> Iterator[tuple[str, object]]:
    yield from (("version", "2.0"), ("prodid", f"-//reorientation-rsa//{feed.product}//FR"))
    yield from (("method", "PUBLISH"), ("name", feed.name), ("x-wr-calname", feed.name))
    yield "x-wr-timezone", str(feed.zone)
    if feed.updated is not None:
        yield "last-modified", feed.updated.astimezone(UTC)
    yield "x-published-ttl", _REFRESH_TEXT


def _zone(zone: ZoneInfo) -> Timezone:
    return Timezone.from_tzinfo(zone, first_date=date(2026, 1, 1), last_date=date(2038, 1, 1))


def _event(one: FeedEvent, code: str) -> Event:
    event = Event()
    event.add("uid", f"{one.uid}@{code}.{_DOMAIN}")
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.modified.astimezone(UTC))
    event.add("last-modified", one.modified.astimezone(UTC))
    event.add("dtstart", _universal(one.starts))
    event.add("dtend", _universal(one.ends))
    event.add("summary", one.summary)
    event.add("description", "\n".join(one.told))
    if one.place is not None:
        event.add("location", one.place)
    event.add("categories", [one.category])
    event.add("status", one.status.value)
    event.add("transp", "OPAQUE" if one.busy else "TRANSPARENT")
    for reminder in one.reminders:
        event.add_component(_alarm(reminder))
    return event


def _alarm(reminder: Reminder) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", reminder.words)
    if isinstance(reminder.at, timedelta):
        alarm.add("trigger", reminder.at)
    else:
        alarm.add("trigger", reminder.at.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _universal(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
