"""The working-day calendar of a département, compiled once and then only looked up.

``holidays`` gives the dates at compile time; nothing asks it afterwards. Every kind of day is a
flat table over the whole range of years, so that adding, going back and counting are two look-ups
each, whatever the number of days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from rules.days.closures import Closure, HalfDay
from rules.days.compilation import Choices, snapshot_of
from rules.days.daytable import DayTable, day_table, every_day
from rules.days.hours import Span, spans_of
from rules.days.snapshot import Snapshot
from rules.days.zones import zone_of
from rules.wording import colon, day_of_month, named, quoted


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """Which days count in a département, from ``first_day`` to ``last_day``; build with
    ``compile``, or with ``from_content`` from what was stored. ``version`` is a hash of the
    content: two calendars of one version say the same. ``feasts`` maps each holiday to its French
    name, ``half_days`` a worked day to the hour when it stops; ``spans`` are the working hours."""

    zone: str
    tz: ZoneInfo
    version: str
    first_day: date
    last_day: date
    feasts: Mapping[date, str] = field(repr=False)
    closed: Mapping[date, str] = field(repr=False)
    half_days: Mapping[date, HalfDay] = field(repr=False)
    spans: tuple[Span, ...]
    library: str
    _origin: int = field(repr=False)
    _size: int = field(repr=False)
    _kinds: Mapping[Unit, DayTable] = field(repr=False)
    _tables: Mapping[Unit, DayTable] = field(repr=False)

    @classmethod
    def compile(
        cls,
        departement: str,
        *,
        closures: Sequence[Closure] = (),
        half_days: Sequence[HalfDay] = (),
        pentecost_worked: bool = False,
        good_friday: bool = True,
        customs: bool = False,
        working_hours: Sequence[time] = (time(9), time(12), time(14), time(17)),
        first_year: int = 1990,
        last_year: int = 2070,
    ) -> "Calendar":
        """The calendar of a département, the same object for the same arguments.

        A half day that falls on a day off changes nothing; of two of one day, the earlier hour
        holds. ``pentecost_worked``: lundi de Pentecôte is the journée de solidarité here.
        ``good_friday`` is heard in Moselle and Alsace only. ``customs`` keeps the days that the
        Antilles have by custom. Raises ``UnknownDepartement``, ``ImpossibleHours``.
        """
        return _compile(
            Choices(
                zone=zone_of(departement),
                closures=tuple(closures),
                half_days=tuple(half_days),
                pentecost_worked=pentecost_worked,
                good_friday=good_friday,
                customs=customs,
                spans=spans_of(working_hours),
                years=(first_year, last_year),
            )
        )

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Calendar":
        """The calendar of a content, of the same version and with the same answers as the one that
        gave it, whatever the release of ``holidays`` today. Raises ``UnreadableSnapshot``."""
        return _calendar(Snapshot.of(content))

    def content(self) -> dict[str, Any]:
        """All that the calendar knows, as JSON can hold it."""
        return self.snapshot.content()

    @property
    def snapshot(self) -> Snapshot:
        """All that the calendar knows."""
        return Snapshot(
            zone=self.zone,
            timezone=self.tz.key,
            first_day=self.first_day,
            last_day=self.last_day,
            library=self.library,
            feasts=self.feasts,
            closed=self.closed,
            half_days=self.half_days,
            spans=self.spans,
        )

    def is_worked(self, day: date, unit: Unit = Unit.JOUR_OUVRE) -> bool:
        """Whether the day counts in this unit; raises ``OutsideCalendar``."""
        return bool(self._kinds[unit].flags[self._index(day)])

    def spans_on(self, day: date) -> Sequence[Span]:
        """The working hours of a worked day, cut short when it is a half day."""
        if (half := self.half_days.get(day)) is None:
            return self.spans
        return [
            (opens, min(closes, half.until)) for opens, closes in self.spans if opens < half.until
        ]

    def table(self, unit: Unit) -> DayTable:
        """The days among which a unit advances; index 0 is ``first_day``."""
        return self._kinds[unit]

    def feast(self, day: date) -> str | None:
        """The holiday of the day, with the apostrophe of every other word: the library types it
        straight, and what it gave is kept."""
        name = self.feasts.get(day)
        return None if name is None else name.replace("'", "’")

    def reason_off(self, day: date, unit: Unit = Unit.JOUR_OUVRE) -> str | None:
        """Why the day does not count, in French; None when it does."""
        if self.is_worked(day, unit):
            return None
        if (feast := self.feast(day)) is not None:
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
        table = self._kinds[unit]
        index = self._index(day)
        try:
            return table.days[table.rank[index] - table.flags[index]]
        except IndexError:
            raise self._beyond(1) from None

    def previous_worked(self, day: date, unit: Unit = Unit.JOUR_OUVRE) -> date:
        """The day itself when it counts, else the last that does before it."""
        table = self._kinds[unit]
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
        if 0 <= index < self._size:
            return index
        raise OutsideCalendar(day, self.first_day.year, self.last_day.year)

    def _beyond(self, outward: int) -> OutsideCalendar:
        edge = self.last_day if outward > 0 else self.first_day
        return OutsideCalendar(
            edge + timedelta(days=outward), self.first_day.year, self.last_day.year
        )


@lru_cache(maxsize=64)
def _compile(choices: Choices) -> Calendar:
    return _calendar(snapshot_of(choices))


def _calendar(snapshot: Snapshot) -> Calendar:
    days = every_day(snapshot.first_day.year, snapshot.last_day.year)
    origin = days[0].toordinal()
    off = [day.toordinal() - origin for day in (*snapshot.feasts, *snapshot.closed)]
    tables = {
        Unit.JOUR_OUVRE: day_table(days, b"\1\1\1\1\1\0\0", off),
        Unit.JOUR_OUVRABLE: day_table(days, b"\1\1\1\1\1\1\0", off),
        Unit.JOUR_CALENDAIRE: (every := day_table(days, b"\1\1\1\1\1\1\1", ())),
        Unit.JOUR_FRANC: every,
    }
    return Calendar(
        zone=snapshot.zone,
        tz=ZoneInfo(snapshot.timezone),
        version=snapshot.version,
        first_day=snapshot.first_day,
        last_day=snapshot.last_day,
        feasts=snapshot.feasts,
        closed=snapshot.closed,
        half_days=snapshot.half_days,
        spans=snapshot.spans,
        library=snapshot.library,
        _origin=origin,
        _size=len(days),
        _kinds={unit: tables[DAYS_OF[unit]] for unit in Unit},
        _tables=tables,
    )
