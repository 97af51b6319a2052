"""The calendar in use, and the one that the file of the configuration says: the pages and the API
tell the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from entrypoints.calendar_in_use import Standing, standing_of
from entrypoints.configuration import trials
from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.settings import Settings, load
from entrypoints.configuration.trials import Written
from entrypoints.web.visitors.visits import Visit
from rules.days.calendar import Calendar
from rules.days.zones import law_of
from rules.names import alphabetical
from rules.refusals import Refusal
from rules.wording import hour_of

BROKEN = Refusal(
    code="fichier_illisible",
    sentence="Le fichier de configuration ne se lit pas.",
    remedy="« config verifier » dit quelle ligne corriger.",
)


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


def special(calendar: Calendar, year: int, rows: Sequence[Written]) -> Iterator[SpecialDay]:
    """The days off besides Saturdays and Sundays, and the half days, in order."""
    for day in sorted({*calendar.feasts, *calendar.closed, *calendar.half_days}):
        if day.year != year:
            continue
        row = next((one for one in rows if one.first <= day <= one.last), None)
        line = None if row is None else row.line
        choice = "" if row is None else row.code
        if (feast := calendar.feast(day)) is not None:
            law = law_of(calendar.zone, calendar.feasts[day])
            yield SpecialDay(day=day, what="férié", label=feast, law=law)
        if (label := calendar.closed.get(day)) is not None:
            yield SpecialDay(day=day, what="fermé", label=label, line=line, choice=choice)
        if (half := calendar.half_days.get(day)) is not None:
            what = f"ouvré jusqu’à {hour_of(half.until)}"
            yield SpecialDay(day=day, what=what, label=half.label, line=line, choice=choice)


def otherwise(visit: Visit) -> Sequence[str]:
    """The communes where Vendredi saint is not what it is in the département."""
    settings = visit.assembly.configured
    return sorted(
        {
            commune.name
            for one in settings.territory.circonscriptions
            for commune in one.communes
            if commune.insee in settings.otherwise
        },
        key=alphabetical,
    )
