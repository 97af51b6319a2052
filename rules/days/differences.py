"""What changes from one calendar to another: shown before a release of ``holidays`` is applied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules.days.calendar import Calendar, Unit
from rules.wording import colon, hour_of, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A day that changes: what it was, what it becomes, in French. ``day`` is None for what holds
    all the time: the hours, the years, the source of the holidays."""

    day: date | None
    before: str
    after: str


def differences(old: Calendar, new: Calendar) -> list[Difference]:
    """All that ``new`` says otherwise than ``old``, by day, what holds all the time first; none if
    and only if their versions are the same. Days that one of the two does not cover are not told
    one by one."""
    return [*_everywhere(old, new), *_by_day(old, new)]


def _everywhere(old: Calendar, new: Calendar) -> Iterator[Difference]:
    for before, after in zip(_facts(old), _facts(new), strict=True):
        if before != after:
            yield Difference(day=None, before=before, after=after)


def _facts(calendar: Calendar) -> tuple[str, ...]:
    spans = ", ".join(f"{hour_of(opens)}–{hour_of(closes)}" for opens, closes in calendar.spans)
    return (
        colon("territoire", calendar.zone),
        colon("fuseau horaire", calendar.tz.key),
        f"années {calendar.first_day.year} à {calendar.last_day.year}",
        colon("source des jours fériés", calendar.library),
        colon("heures de travail", spans),
    )


def _by_day(old: Calendar, new: Calendar) -> Iterator[Difference]:
    first, last = max(old.first_day, new.first_day), min(old.last_day, new.last_day)
    # What is not said of either is Monday to Sunday in both.
    special = {
        day
        for calendar in (old, new)
        for days in (calendar.feasts, calendar.closed, calendar.half_days)
        for day in days
        if first <= day <= last
    }
    for day in sorted(special):
        before, after = _told(day, old), _told(day, new)
        if before != after:
            yield Difference(day=day, before=before, after=after)


def _told(day: date, calendar: Calendar) -> str:
    """« férié : Toussaint », « ouvré jusqu’à 12 h (veille de Noël) », « ouvré », « samedi »."""
    said = []
    if (feast := calendar.feast(day)) is not None:
        said.append(colon("férié", feast))
    if (label := calendar.closed.get(day)) is not None:
        said.append(colon("fermeture locale", label))
    if (half := calendar.half_days.get(day)) is not None:
        said.append(f"ouvré jusqu’à {hour_of(half.until)} ({half.label})")
    if said:
        return ", ".join(said)
    return "ouvré" if calendar.is_worked(day, Unit.JOUR_OUVRE) else named(day, "dddd")
