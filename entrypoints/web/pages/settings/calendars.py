"""``/parametres/calendriers``: the year drawn, each day off with what makes it so; what the
configuration says otherwise; the calendars that were in use."""

from calendar import Calendar as Weeks
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from entrypoints.calendar_in_use import Standing, standing_of
from entrypoints.configuration import trials
from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.settings import Settings, load
from entrypoints.configuration.trials import Written
from entrypoints.web.pages.seances.year import FIRST, LAST, Year
from entrypoints.web.rendering import page
from entrypoints.web.visits import Here, Visit
from rules.access.grants import Right
from rules.days.calendar import Calendar
from rules.days.months import Month
from rules.days.zones import LUNDI_DE_PENTECOTE, law_of
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day that is not what its name says. ``law``: what makes it a holiday; ``line``: where the
    file says so, when it does; ``choice`` names it to whoever would try the year without it."""

    day: date
    what: str
    label: str
    law: str = ""
    line: int | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The configuration as its file says it now, which this process may have read before:
    ``standing`` beside the calendar in use, ``rows`` the days of the département. ``broken``: how
    many problems keep it from being read; the rest is empty then."""

    name: str
    settings: Settings | None = None
    standing: Standing | None = None
    rows: Sequence[Written] = ()
    broken: int = 0

    @property
    def pending(self) -> bool:
        """Whether it says something that is not in use, or the passage to it is not over."""
        if self.settings is None or self.standing is None:
            return False
        use = self.standing.use
        return use.applied is None or not use.is_of(self.settings.rulebook)

    @property
    def resumes(self) -> bool:
        """Whether the passage to what it says was begun, and interrupted."""
        if self.settings is None or self.standing is None:
            return False
        use = self.standing.use
        return use.applied is None and use.is_of(self.settings.rulebook)


@router.get("")
def show(visit: Here, annee: Year = None) -> Response:
    """A year by the calendar in use."""
    visit.enter(Right.CALENDRIER)
    today = visit.rulebook.local_day(visit.now)
    year, calendar, file = annee or today.year, visit.rulebook.calendar, file_of(visit)
    days = list(_special(calendar, year, file.rows))
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
        otherwise=_otherwise(visit),
        file=file,
        passages=calendar_use.history(visit.store, _MOST_PASSAGES),
        applies=not_allowed(visit.actor) is None,
        tries=visit.may(Right.ESSAI_CALENDRIER),
    )


def file_of(visit: Visit) -> File:
    """The file as it is now."""
    path, environ = visit.assembly.config, visit.assembly.environ
    try:
        settings = load(path, environ)
        rows = trials.written(path, environ)
    except BadConfig as bad:
        return File(name=path.name, broken=len(bad.problems))
    standing = standing_of(visit.store, settings.rulebook, visit.assembly.standing.use)
    return File(name=path.name, settings=settings, standing=standing, rows=rows)


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


def _special(calendar: Calendar, year: int, rows: Sequence[Written]) -> Iterator[SpecialDay]:
    """The days off besides Saturdays and Sundays, and the half days, in order."""
    for day in sorted({*calendar.feasts, *calendar.closed, *calendar.half_days}):
        if day.year != year:
            continue
        row = next((one for one in rows if one.first <= day <= one.last), None)
        line = None if row is None else row.line
        choice = "" if row is None else row.code
        if (feast := calendar.feasts.get(day)) is not None:
            law = law_of(calendar.zone, feast)
            yield SpecialDay(day=day, what="férié", label=feast, law=law)
        if (label := calendar.closed.get(day)) is not None:
            yield SpecialDay(day=day, what="fermé", label=label, line=line, choice=choice)
        if (half := calendar.half_days.get(day)) is not None:
            what = f"ouvré jusqu’à {hour_of(half.until)}"
            yield SpecialDay(day=day, what=what, label=half.label, line=line, choice=choice)


def _otherwise(visit: Visit) -> Sequence[str]:
    """The communes where Vendredi saint is not what it is in the département."""
    settings = visit.assembly.configured
    return sorted(
        {
            commune.name
            for one in settings.territory.circonscriptions
            for commune in one.communes
            if commune.insee in settings.otherwise
        }
    )
