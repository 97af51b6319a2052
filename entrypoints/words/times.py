"""Dates and delays as an operator reads them: relative first, absolute then (SCREENS §6)."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from rules.days.calendar import Calendar
from rules.deadlines.adjustments import Adjusted
from rules.deadlines.derivation import Status
from rules.delays.delay import END_OF_DAY
from rules.seances.kinds import SeanceKind
from rules.wording import (
    NBSP,
    hour_of,
    long_date,
    named,
    ordinal_day,
    quantity,
)
from states.procedure import PROCEDURE
from workflow.reading.deadlines import DeadlineLine

NO_DATE = "sans date"

ADJUSTED = {Adjusted.PROLONGEE: "prolongée", Adjusted.FIXEE: "fixée à la main"}
"""How a date differs from what its rule alone gives."""


def full_instant(moment: datetime, calendar: Calendar) -> str:
    """« jeudi 7 mai 2026, 23 h 59 », where the département lives."""
    local = moment.astimezone(calendar.tz)
    return f"{long_date(local.date())}, {hour_of(local.time())}"


def last_minute(end: datetime, calendar: Calendar) -> datetime:
    """The end of the day before, of an ``end`` at midnight: « jusqu’au 12 mai, 0 h » is taken for
    the 12th."""
    local = end.astimezone(calendar.tz)
    return end - timedelta(minutes=1) if local.time() == time(0) else end


@lru_cache(maxsize=4_096)
def short_day(day: date, today: date) -> str:
    """« jeu. 7 mai », with the year when it is not this one."""
    year = "" if day.year == today.year else f"{NBSP}{day.year}"
    return f"{named(day, 'ddd')}{NBSP}{ordinal_day(day.day)}{NBSP}{named(day, 'MMMM')}{year}"


@lru_cache(maxsize=4_096)
def since(begun: date, today: date) -> str:
    """« 2 mois », « 12 jours », « aujourd’hui »: for how long, in calendar days."""
    months = (today.year - begun.year) * 12 + today.month - begun.month
    if today.day < begun.day:
        months -= 1
    if months < 1:
        gone = (today - begun).days
        return quantity(gone, "jour", "jours") if gone > 0 else "aujourd’hui"
    return f"{months}{NBSP}mois"


def short_weekday(day: date) -> str:
    """« jeu. 7 »."""
    return f"{named(day, 'ddd')}{NBSP}{ordinal_day(day.day)}"


def short_instant(moment: datetime, now: datetime, calendar: Calendar) -> str:
    """« jeu. 7 mai, 17 h »; the end of a day is the day itself."""
    return instant_from(moment, now.astimezone(calendar.tz).date(), calendar)


def instant_from(moment: datetime, today: date, calendar: Calendar) -> str:
    """The same, at any instant of ``today``."""
    local = moment.astimezone(calendar.tz)
    day = short_day(local.date(), today)
    if _is_end_of_day(local.time()):
        return day
    return f"{day}, {hour_of(local.time())}"


def how_far(due: datetime, now: datetime, calendar: Calendar) -> str:
    """« dans 3 jours ouvrés », « aujourd’hui, avant 17 h », « en retard d’1 jour ouvré »."""
    return far_from(due, now.astimezone(calendar.tz).date(), calendar, late=due <= now)


def far_from(due: datetime, today: date, calendar: Calendar, *, late: bool) -> str:
    """The same, at any instant of ``today`` that is on the same side of it."""
    local = due.astimezone(calendar.tz)
    day = local.date()
    if day == today:
        if _is_end_of_day(local.time()):
            return "aujourd’hui"
        hour = hour_of(local.time())
        return f"en retard depuis {hour}" if late else f"aujourd’hui, avant {hour}"
    if day > today:
        left = calendar.count(today, day)
        return f"dans {_worked(left)}" if left else f"dans moins d’{_worked(1)}"
    gone = calendar.count(day, today)
    if gone > 1:
        return f"en retard de {_worked(gone)}"
    return f"en retard d’{_worked(1)}" if gone else f"en retard de moins d’{_worked(1)}"


def standing(line: DeadlineLine, now: datetime, calendar: Calendar) -> str:
    """Where a deadline stands, in words: relative while it runs, its end once it is over."""
    match line.status:
        case Status.SANS_ANCRE:
            return NO_DATE
        case Status.SUSPENDUE:
            return "suspendue"
        case Status.ANNULEE:
            return "sans objet"
        case Status.REMPLACEE:
            return "remplacée"
        case Status.TENUE:
            return _met(line, calendar)
        case _:
            pass
    if line.due is None:
        return NO_DATE
    if line.born_late and line.due <= now:
        return "en retard à l’arrivée"
    return how_far(line.due, now, calendar)


def dated(line: DeadlineLine, now: datetime, calendar: Calendar) -> str | None:
    """The date as ``_dated`` gives it, with what changed it: « pour le jeu. 7 mai (prolongée) »."""
    words = _dated(line, now, calendar)
    if words is None or line.adjusted is None or line.due is None:
        return words
    return f"{words} ({ADJUSTED[line.adjusted]})"


def _dated(line: DeadlineLine, now: datetime, calendar: Calendar) -> str | None:
    """The date that goes with ``standing``: « pour le jeu. 7 mai », « échue le lun. 4 mai », and
    once it is over, the day on which it ended. None: there is no date to tell."""

    def day(moment: datetime) -> str:
        return short_instant(moment, now, calendar)

    if line.status is Status.REMPLACEE:
        return None if line.due is None else f"était pour le {day(line.due)}"
    if line.closed is not None and line.status is Status.ANNULEE:
        return f"depuis le {day(line.closed)}"
    if line.closed is not None and line.status is Status.TENUE:
        asked = "" if line.due is None else f", attendue pour le {day(line.due)}"
        return f"le {day(line.closed)}{asked}"
    return None if line.due is None else awaited(line.due, now, calendar)


def awaited(due: datetime, now: datetime, calendar: Calendar) -> str:
    """« pour le jeu. 7 mai » until then, « échue le jeu. 7 mai » after."""
    words = "échue le" if due <= now else "pour le"
    return f"{words} {short_instant(due, now, calendar)}"


def _met(line: DeadlineLine, calendar: Calendar) -> str:
    if line.closed is None or line.due is None or line.met_in_time is not False:
        return "tenue"
    due, closed = line.due.astimezone(calendar.tz), line.closed.astimezone(calendar.tz)
    late = calendar.count(due.date(), closed.date())
    if late < 1:
        return f"tenue en retard de moins d’{_worked(1)}"
    return f"tenue en retard d{'’' if late == 1 else 'e '}{_worked(late)}"


def _worked(n: int) -> str:
    return quantity(n, "jour ouvré", "jours ouvrés")


def _is_end_of_day(moment: time) -> bool:
    return (moment.hour, moment.minute) == (END_OF_DAY.hour, END_OF_DAY.minute)


def line_words(kind: SeanceKind, state: str) -> str:
    """Where a line of a séance stands, in the words of its kind when it has some."""
    return kind.called(state, PROCEDURE.states[state].label)
