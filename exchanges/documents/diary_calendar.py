"""A diary as a calendar: séances, tentative until they are prepared, and what is awaited, with
alarms.

A séance that was given up stays, cancelled: whoever took the file into their own calendar sees it
leave. A deadline that was met is not there any more: a calendar that is subscribed to drops it, and
what is done need not be told again for ever (decision 0026).
"""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

from exchanges.documents.calendar_feed import EventStatus, Feed, FeedEvent, Reminder, feed_bytes
from exchanges.documents.diary import PrintedDeadline, PrintedDiary, PrintedSeance
from exchanges.documents.programme_calendar import attending, titled, told_of, uid_of
from exchanges.webrsa.writer import placed
from rules.wording import colon

_SLOT = timedelta(minutes=30)
"""How long before its hour a deadline stands in the day."""
_CATEGORY = "Échéance"


def write_diary(path: Path, diary: PrintedDiary) -> Path:
    """Writes the file, which appears at ``path`` only when whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path) as draft:
        draft.write_bytes(diary_feed(diary))
    return path


def diary_feed(diary: PrintedDiary) -> bytes:
    """The calendar, the same bytes for the same diary."""
    events = (*map(_seance, diary.seances), *map(_deadline, diary.deadlines))
    return feed_bytes(
        Feed(
            name=diary.title,
            product="agenda",
            code=diary.code,
            zone=diary.zone,
            updated=max((one.modified for one in events), default=None),
            events=events,
        )
    )


def _seance(one: PrintedSeance) -> FeedEvent:
    told = one.told
    status = EventStatus.TENTATIVE if one.tentative else EventStatus.CONFIRMED
    return FeedEvent(
        uid=uid_of(told),
        sequence=one.revision,
        modified=one.revised,
        starts=told.starts,
        ends=told.ends,
        summary=titled(told),
        told=(*told_of(told), f"{colon('Coordination', one.coordination)}."),
        place=told.place,
        category=told.kind,
        status=EventStatus.CANCELLED if told.given_up else status,
        busy=not told.given_up,
        reminders=() if told.given_up else (attending(told),),
    )


def _deadline(one: PrintedDeadline) -> FeedEvent:
    starts, ends = _lasting(one)
    return FeedEvent(
        uid=f"echeance-{hashlib.sha256(one.lineage.encode()).hexdigest()[:32]}",
        sequence=one.revision,
        modified=one.revised,
        starts=starts,
        ends=ends,
        summary=one.title,
        told=(f"{one.title}.", f"Au plus tard le {one.when}.", f"{colon('Texte', one.source)}."),
        place=None,
        category=_CATEGORY,
        status=EventStatus.CONFIRMED,
        busy=False,
        reminders=tuple(
            Reminder(words=f"{one.title}, au plus tard le {one.when}.", at=at)
            for at in one.reminders
        ),
    )


def _lasting(one: PrintedDeadline) -> tuple[datetime | date, datetime | date]:
    if one.all_day:
        return one.due.date(), one.due.date() + timedelta(days=1)
    return one.due - _SLOT, one.due
