"""How a deadline stands, as a shape and words: the same mark on every screen (SCREENS §2.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from entrypoints.words.times import dated, far_from, instant_from, standing
from rules.days.calendar import Calendar
from rules.deadlines.derivation import Status
from workflow.reading.deadlines import DeadlineLine


class Shape(StrEnum):
    """The silhouette of a mark; the words say the same. ``TARDIVE``: late when it came, which is
    nobody’s delay."""

    MARGE = "marge"
    PROCHE = "proche"
    JOUR = "jour"
    RETARD = "retard"
    SUSPENDUE = "suspendue"
    FINIE = "finie"
    TARDIVE = "tardive"
    SANS_DATE = "sans-date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A deadline in a shape, words (« dans 2 jours ouvrés ») and the date that goes with them
    (« jeu. 7 mai, 17 h »). ``due`` is the instant, for what sorts and what measures."""

    shape: Shape
    words: str
    date: str | None = None
    due: datetime | None = None


def mark_of(line: DeadlineLine, now: datetime, calendar: Calendar, near: int) -> Mark:
    """The mark of a deadline. ``near``: from how many working days it is near."""
    return Mark(
        shape=_shape_of(line, now, calendar, near),
        words=standing(line, now, calendar),
        date=dated(line, now, calendar),
        due=line.due,
    )


def mark_at(due: datetime | None, now: datetime, calendar: Calendar, near: int) -> Mark | None:
    """The mark of a date that runs, of which nothing else is known; None when there is no date."""
    if due is None:
        return None
    return _running_at(due, now.astimezone(calendar.tz).date(), due <= now, calendar, near)


@lru_cache(maxsize=8_192)
def _running_at(due: datetime, today: date, late: bool, calendar: Calendar, near: int) -> Mark:
    return Mark(
        shape=_running(due, today, late, calendar, near),
        words=far_from(due, today, calendar, late=late),
        date=instant_from(due, today, calendar),
        due=due,
    )


def _shape_of(line: DeadlineLine, now: datetime, calendar: Calendar, near: int) -> Shape:
    match line.status:
        case Status.SUSPENDUE:
            return Shape.SUSPENDUE
        case Status.TENUE | Status.ANNULEE | Status.REMPLACEE:
            return Shape.FINIE
        case _ if line.due is None:
            return Shape.SANS_DATE
        case _ if line.born_late and line.due <= now:
            return Shape.TARDIVE
        case _:
            today = now.astimezone(calendar.tz).date()
            return _running(line.due, today, line.due <= now, calendar, near)


def _running(due: datetime, today: date, late: bool, calendar: Calendar, near: int) -> Shape:
    if late:
        return Shape.RETARD
    day = due.astimezone(calendar.tz).date()
    if day == today:
        return Shape.JOUR
    return Shape.PROCHE if calendar.count(today, day) <= near else Shape.MARGE
