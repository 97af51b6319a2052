"""``/parametres/calendriers``: the year drawn, each day off with what makes it so; what the
configuration says otherwise; the calendars that were in use."""

from calendar import Calendar as Weeks
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from entrypoints.web.desks.settings.calendars import file_of, otherwise, special
from entrypoints.web.rendering.addresses import FIRST, LAST, Year
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here
from rules.access.grants import Right
from rules.days.calendar import Calendar
from rules.days.months import Month
from rules.days.zones import LUNDI_DE_PENTECOTE
from rules.passages import not_allowed
from rules.wording import hour_of, named, quantity
from workflow.recalculation import calendar_use

PATH = "/parametres/calendriers"
router = APIRouter(prefix=PATH)

_MOST_PASSAGES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of the drawing. ``kind``: how it is drawn, by its shape as much as by its colour."""

    number: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthGrid:
    """A month drawn: its weeks, Monday first, None where a day is another month's."""

    label: str
    worked: str
    weeks: Sequence[Sequence[Cell | None]]


@router.get("")
def show(visit: Here, annee: Year = None) -> Response:
    """A year by the calendar in use."""
    visit.enter(Right.CALENDRIER)
    today = visit.rulebook.local_day(visit.now)
    year, calendar, file = annee or today.year, visit.rulebook.calendar, file_of(visit)
    days = list(special(calendar, year, file.rows))
    first, last = date(year, 1, 1), date(year, 12, 31)
    return page(
        visit,
        "settings/calendars.html",
        year=year,
        years=[one for one in (year - 1, year, year + 1) if FIRST <= one <= LAST],
        months=[_month(calendar, Month(year, number), today) for number in range(1, 13)],
        days=days,
        worked=quantity(
            calendar.count(first, last) + calendar.is_worked(first), "jour ouvré", "jours ouvrés"
        ),
        calendar=calendar,
        hours=", ".join(f"{hour_of(one)} à {hour_of(other)}" for one, other in calendar.spans),
        pentecost=any(LUNDI_DE_PENTECOTE in one.label for one in days if one.law),
        otherwise=otherwise(visit),
        file=file,
        passages=calendar_use.history(visit.store, _MOST_PASSAGES),
        applies=not_allowed(visit.actor) is None,
        tries=visit.may(Right.ESSAI_CALENDRIER),
    )


def _month(calendar: Calendar, month: Month, today: date) -> MonthGrid:
    weeks = Weeks().monthdatescalendar(month.year, month.number)
    own = [day for week in weeks for day in week if Month.of(day) == month]
    worked = sum(calendar.is_worked(day) for day in own)
    return MonthGrid(
        label=named(month.first, "MMMM").capitalize(),
        worked=quantity(worked, "jour ouvré", "jours ouvrés"),
        weeks=[
            [_cell(calendar, day, today) if Month.of(day) == month else None for day in week]
            for week in weeks
        ],
    )


def _cell(calendar: Calendar, day: date, today: date) -> Cell:
    kind = ""
    if day in calendar.feasts:
        kind = "feast"
    elif day in calendar.closed and day.weekday() < 5:
        kind = "closed"
    elif day in calendar.half_days:
        kind = "half"
    elif not calendar.is_worked(day):
        kind = "weekend"
    return Cell(number=day.day, kind=f"{kind} today".strip() if day == today else kind)
