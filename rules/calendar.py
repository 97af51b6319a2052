"""The working-day calendar of a département, compiled once and then only looked up.

``feasts.py`` gives the dates at compile time; nothing asks it afterwards. Every kind of day is a
flat table over the whole range of years, so that adding, going back and counting are two look-ups
each, whatever the number of days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rules.daytable import DayTable, day_table, every_day
from rules.feasts import feasts_of, library_version
from rules.hours import Span, spans_of
from rules.wording import colon, day_of_month, named, quoted
from rules.zones import LUNDI_DE_PENTECOTE, VENDREDI_SAINT, Zone, zone_of


class Unit(StrEnum):
    """What a delay is counted in. Jours ouvrés are Monday to Friday, ouvrables Monday to Saturday,
    both without holidays and local closures; jours francs are whole days between the two ends."""

    JOUR_OUVRE = "jour_ouvre"
    JOUR_OUVRABLE = "jour_ouvrable"
    JOUR_CALENDAIRE = "jour_calendaire"
    JOUR_FRANC = "jour_franc"
    SEMAINE = "semaine"
    MOIS = "mois"
    MOIS_CALENDAIRE = "mois_calendaire"
    HEURE = "heure"
    HEURE_OUVREE = "heure_ouvree"


class Direction(StrEnum):
    """Whether a delay runs up to its anchor or from it."""

    AVANT = "avant"
    APRES = "apres"


class Roll(StrEnum):
    """Where an end that falls on a day off goes: nowhere, the next or the previous jour ouvré."""

    AUCUN = "aucun"
    SUIVANT = "suivant"
    PRECEDENT = "precedent"


DAYS_OF: Mapping[Unit, Unit] = MappingProxyType(
    dict.fromkeys(Unit, Unit.JOUR_CALENDAIRE)
    | {
        Unit.JOUR_OUVRE: Unit.JOUR_OUVRE,
        Unit.JOUR_OUVRABLE: Unit.JOUR_OUVRABLE,
        Unit.HEURE_OUVREE: Unit.JOUR_OUVRE,
    }
)
"""The days among which each unit advances: weeks, months and elapsed hours run through all."""


class OutsideCalendar(ValueError):
    """A day that the calendar does not cover: an error, never « a working day »."""

    def __init__(self, day: date, first_year: int, last_year: int) -> None:
        self.day = day
        self.first_year = first_year
        self.last_year = last_year
        super().__init__(
            f"Le calendrier va de {first_year} à {last_year}, le {day_of_month(day)} n’y est pas."
        )


class NotADayUnit(ValueError):
    """Weeks, months and hours are not days: only a delay can count them."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        super().__init__(f"L’unité {quoted(unit)} ne se compte pas en jours.")


class ImpossibleClosure(ValueError):
    """A local closure that ends before it begins."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.last = last
        super().__init__(
            f"Une fermeture locale ne peut aller du {day_of_month(first)} au {day_of_month(last)}."
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """Days when the département is closed though the law says worked (pont); both ends included."""

    first: date
    last: date
    label: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ImpossibleClosure(self.first, self.last)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """Which days count in a département, from ``first_day`` to ``last_day``; build with
    ``compile``. ``version`` is a hash of the content: two calendars of one version say the same.
    ``feasts`` maps each holiday to its French name, ``spans`` are the working hours of a day."""

    zone: str
    tz: ZoneInfo
    version: str
    first_day: date
    last_day: date
    feasts: Mapping[date, str] = field(repr=False)
    closed: Mapping[date, str] = field(repr=False)
    spans: tuple[Span, ...]
    _origin: int = field(repr=False)
    _tables: Mapping[Unit, DayTable] = field(repr=False)

    @classmethod
    def compile(
        cls,
        departement: str,
        *,
        closures: Sequence[Closure] = (),
        pentecost_worked: bool = False,
        good_friday: bool = True,
        customs: bool = False,
        working_hours: Sequence[time] = (time(9), time(12), time(14), time(17)),
        first_year: int = 1990,
        last_year: int = 2070,
    ) -> "Calendar":
        """The calendar of a département, the same object for the same arguments.

        ``pentecost_worked``: lundi de Pentecôte is the journée de solidarité here.
        ``good_friday`` is heard in Moselle and Alsace only. ``customs`` keeps the days that the
        Antilles have by custom. Raises ``UnknownDepartement``, ``ImpossibleHours``.
        """
        return _compile(
            zone_of(departement),
            tuple(closures),
            pentecost_worked,
            good_friday,
            customs,
            spans_of(working_hours),
            (first_year, last_year),
        )

    def is_worked(self, day: date, unit: Unit = Unit.JOUR_OUVRE) -> bool:
        """Whether the day counts in this unit; raises ``OutsideCalendar``."""
        return bool(self._tables[DAYS_OF[unit]].flags[self._index(day)])

    def reason_off(self, day: date, unit: Unit = Unit.JOUR_OUVRE) -> str | None:
        """Why the day does not count, in French; None when it does."""
        if self.is_worked(day, unit):
            return None
        if (feast := self.feasts.get(day)) is not None:
            return feast
        weekday = day.weekday()
        if weekday == 6 or (weekday == 5 and DAYS_OF[unit] is Unit.JOUR_OUVRE):
            return named(day, "dddd")
        return colon("fermeture locale", self.closed[day])

    def add(self, day: date, n: int, unit: Unit = Unit.JOUR_OUVRE) -> date:
        """The nth worked day strictly after; n = 0 is the day itself, worked or not; n < 0 goes
        back. Raises ``OutsideCalendar``, ``NotADayUnit``."""
        if n < 0:
            return self.subtract(day, -n, unit)
        table = self._table(unit)
        index = self._index(day)
        if n == 0:
            return day
        try:
            return table.days[table.rank[index] + n - 1]
        except IndexError:
            raise self._beyond(1) from None

    def subtract(self, day: date, n: int, unit: Unit = Unit.JOUR_OUVRE) -> date:
        """The nth worked day strictly before; the mirror of ``add``."""
        if n < 0:
            return self.add(day, -n, unit)
        table = self._table(unit)
        index = self._index(day)
        if n == 0:
            return day
        place = table.rank[index] - table.flags[index] - n
        if place < 0:
            raise self._beyond(-1)
        return table.days[place]

    def count(self, start: date, end: date, unit: Unit = Unit.JOUR_OUVRE) -> int:
        """The worked days of ]start, end]; negative, over ]end, start], when end is earlier."""
        rank = self._table(unit).rank
        return rank[self._index(end)] - rank[self._index(start)]

    def next_worked(self, day: date, unit: Unit = Unit.JOUR_OUVRE) -> date:
        """The day itself when it counts, else the first that does after it."""
        table = self._tables[DAYS_OF[unit]]
        index = self._index(day)
        try:
            return table.days[table.rank[index] - table.flags[index]]
        except IndexError:
            raise self._beyond(1) from None

    def previous_worked(self, day: date, unit: Unit = Unit.JOUR_OUVRE) -> date:
        """The day itself when it counts, else the last that does before it."""
        table = self._tables[DAYS_OF[unit]]
        place = table.rank[self._index(day)] - 1
        if place < 0:
            raise self._beyond(-1)
        return table.days[place]

    def require(self, day: date) -> None:
        """Raises ``OutsideCalendar`` when the day is not covered."""
        self._index(day)

    def _table(self, unit: Unit) -> DayTable:
        try:
            return self._tables[unit]
        except KeyError:
            raise NotADayUnit(unit) from None

    def _index(self, day: date) -> int:
        # A datetime passes for a date, and the day it would give is the one of its own offset.
        if isinstance(day, datetime):
            raise TypeError("a local date is wanted, not a datetime")
        index = day.toordinal() - self._origin
        if 0 <= index < len(self._tables[Unit.JOUR_CALENDAIRE].flags):
            return index
        raise OutsideCalendar(day, self.first_day.year, self.last_day.year)

    def _beyond(self, outward: int) -> OutsideCalendar:
        edge = self.last_day if outward > 0 else self.first_day
        return OutsideCalendar(
            edge + timedelta(days=outward), self.first_day.year, self.last_day.year
        )


@lru_cache(maxsize=64)
def _compile(
    zone: Zone,
    closures: tuple[Closure, ...],
    pentecost_worked: bool,
    good_friday: bool,
    customs: bool,
    spans: tuple[Span, ...],
    years: tuple[int, int],
) -> Calendar:
    worked = set[str]() if customs else set(zone.customs)
    if pentecost_worked:
        worked.add(LUNDI_DE_PENTECOTE)
    if zone.parish_friday and not good_friday:
        worked.add(VENDREDI_SAINT)
    days = every_day(*years)
    feasts = feasts_of(zone, years, worked)
    closed = dict(_closed(closures, days[0], days[-1]))
    origin = days[0].toordinal()
    return Calendar(
        zone=zone.code,
        tz=ZoneInfo(zone.timezone),
        version=_version(zone, days, feasts, closed, spans),
        first_day=days[0],
        last_day=days[-1],
        feasts=MappingProxyType(feasts),
        closed=MappingProxyType(closed),
        spans=spans,
        _origin=origin,
        _tables=_tables(days, [day.toordinal() - origin for day in (*feasts, *closed)]),
    )


def _tables(days: Sequence[date], off: Sequence[int]) -> dict[Unit, DayTable]:
    every_day = day_table(days, b"\1\1\1\1\1\1\1", ())
    return {
        Unit.JOUR_OUVRE: day_table(days, b"\1\1\1\1\1\0\0", off),
        Unit.JOUR_OUVRABLE: day_table(days, b"\1\1\1\1\1\1\0", off),
        Unit.JOUR_CALENDAIRE: every_day,
        Unit.JOUR_FRANC: every_day,
    }


def _closed(closures: Iterable[Closure], first: date, last: date) -> Iterable[tuple[date, str]]:
    for closure in closures:
        day, end = max(closure.first, first), min(closure.last, last)
        while day <= end:
            yield day, closure.label
            day += timedelta(days=1)


def _version(
    zone: Zone,
    days: Sequence[date],
    feasts: Mapping[date, str],
    closed: Mapping[date, str],
    spans: tuple[Span, ...],
) -> str:
    lines = [
        f"holidays {library_version()}",
        f"{zone.code} {zone.timezone} {days[0]} {days[-1]}",
        *(f"{opens}-{closes}" for opens, closes in spans),
        *(f"{day} {name}" for day, name in feasts.items()),
        *(f"{day} fermeture {label}" for day, label in sorted(closed.items())),
    ]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]
