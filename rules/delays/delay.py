"""Delays: from an anchor to the due instant, and the account of how it was reached.

The day of the anchor is day 0 and is not counted (dies a quo). Days and hours are the local ones
of the calendar; instants come in aware and go out in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rules.days.calendar import Calendar, Direction, Roll, Unit
from rules.days.closures import HalfDay
from rules.delays.counting import (
    Ranges,
    at,
    count_days,
    count_hours,
    friday_after,
    merged,
    months_away,
    rolled,
)
from rules.wording import day_of_month, numbered, quantity, quoted

END_OF_DAY = time(23, 59)
LONGEST = 9_999
HOURS = frozenset({Unit.HEURE, Unit.HEURE_OUVREE})
NAMED_DAYS = frozenset({Unit.SEMAINE, Unit.MOIS, Unit.MOIS_CALENDAIRE})


class WeekMode(StrEnum):
    """« La semaine suivant »: seven days, or until the Friday of the next ISO week."""

    SEPT_JOURS = "sept_jours"
    VENDREDI_SUIVANT = "vendredi_suivant"


class ImpossibleDelay(ValueError):
    """A delay that cannot be counted as it is written."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class NaiveInstant(ValueError):
    """An instant without offset: its local day could be another."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        super().__init__(f"L’instant {instant.isoformat()} n’a pas de fuseau horaire.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A budget of n units, up to or from an anchor.

    ``hour`` is the local cut-off of the due day, 23:59 when None, and never later than that of a
    half day. Hours have none: a half day shortens heures ouvrées, and ends elapsed hours only when
    they have a ``roll``, for an end that must fall on worked time. ``roll`` carries an end that
    falls on a day off; a délai franc is carried even so, outward (code de procédure civile, art.
    642, for the forward one). ``strict`` (« moins de »): the due day is one unit-day earlier, one
    calendar day for weeks and months. ``week_mode`` is of weeks, forward; ``month_day`` of calendar
    months: the day of the due month, its last one when None or beyond. Raises ``ImpossibleDelay``.
    """

    n: int
    unit: Unit
    direction: Direction = Direction.APRES
    hour: time | None = None
    roll: Roll = Roll.AUCUN
    strict: bool = False
    week_mode: WeekMode = WeekMode.SEPT_JOURS
    month_day: int | None = None

    def __post_init__(self) -> None:
        for wrong, sentence in self._faults():
            if wrong:
                raise ImpossibleDelay(sentence)

    def _faults(self) -> Sequence[tuple[bool, str]]:
        backward = self.direction is Direction.AVANT
        in_hours = self.unit in HOURS
        friday = self.week_mode is WeekMode.VENDREDI_SUIVANT
        monthly = self.unit is Unit.MOIS_CALENDAIRE
        return (
            (
                not 0 <= self.n <= LONGEST,
                f"Un délai compte de 0 à {quantity(LONGEST, 'unité', 'unités')}.",
            ),
            (
                in_hours and self.hour is not None,
                "Un délai en heures finit à l’heure où il est compté, sans autre heure limite.",
            ),
            (
                self.hour is not None and self.hour.tzinfo is not None,
                "L’heure limite est une heure locale, sans fuseau.",
            ),
            (
                in_hours and self.strict,
                f"{quoted('Moins de')} ne se dit pas d’un délai en heures.",
            ),
            (
                self.strict and self.n == 0,
                f"{quoted('Moins de')} zéro ne laisse aucun jour.",
            ),
            (
                friday and (self.unit is not Unit.SEMAINE or backward),
                f"L’option {quoted(WeekMode.VENDREDI_SUIVANT)} ne vaut que pour des semaines "
                "comptées vers l’avenir.",
            ),
            (
                self.month_day is not None and not monthly,
                f"Un jour du mois ne se donne qu’avec l’unité {quoted(Unit.MOIS_CALENDAIRE)}.",
            ),
            (
                self.month_day is not None and not 1 <= self.month_day <= 31,
                "Un jour du mois va de 1 à 31.",
            ),
            (
                monthly and backward and self.n == 0,
                "La fin du mois en cours ne se compte pas en remontant.",
            ),
        )

    @property
    def effective_roll(self) -> Roll:
        """The roll that applies: a délai franc never ends on a day off. Backward it is carried to
        the day before, so that the days left clear are never fewer than n."""
        if self.unit is not Unit.JOUR_FRANC or self.roll is not Roll.AUCUN:
            return self.roll
        return Roll.SUIVANT if self.direction is Direction.APRES else Roll.PRECEDENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A suspension of a deadline: local days that do not count, both ends included. ``last`` is
    None while it runs. Raises ``ImpossibleDelay`` when it ends before it begins."""

    number: int
    first: date
    last: date | None
    motive: str

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ImpossibleDelay(
                f"La suspension {numbered(self.number)} ne peut aller "
                f"du {day_of_month(self.first)} au {day_of_month(self.last)}."
            )


class Reckoning(NamedTuple):
    """A delay counted out: the anchor's local day, the day where the count ended, the day after any
    roll, the due instant (UTC). The last three are None while a pause that matters is running.
    ``cut`` is the half day that brought the due hour forward, None when none did."""

    start: date
    counted: date | None
    final: date | None
    due: datetime | None
    paused: Ranges
    cut: HalfDay | None = None


def due(
    anchor: datetime, delay: Delay, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The due instant, in UTC; None while a running pause touches the days to count.

    Raises ``NaiveInstant`` and, beyond the years compiled, ``OutsideCalendar``.
    """
    if pauses:
        return reckon(anchor, delay, calendar, pauses).due
    return _unpaused(anchor, delay, calendar).due


def _unpaused(anchor: datetime, delay: Delay, calendar: Calendar) -> Reckoning:
    # Every open deadline is derived again at each act of its person. Whatever its hour, an anchor
    # is counted from its day, which all the acts of a day share.
    if delay.unit in HOURS:
        return _from_instant(anchor, delay, calendar)
    return _from_day(_local(anchor, calendar).date(), delay, calendar)


@lru_cache(maxsize=8192)
def _from_instant(anchor: datetime, delay: Delay, calendar: Calendar) -> Reckoning:
    return reckon(anchor, delay, calendar)


@lru_cache(maxsize=8192)
def _from_day(start: date, delay: Delay, calendar: Calendar) -> Reckoning:
    calendar.require(start)
    return _reckon_days(start, delay, calendar, ())


def reckon(
    anchor: datetime, delay: Delay, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Reckoning:
    """The arithmetic of ``due``, with its steps."""
    start = _local(anchor, calendar).date()
    calendar.require(start)
    paused = merged((pause.first, pause.last) for pause in pauses) if pauses else ()
    if delay.unit in HOURS:
        return _reckon_hours(anchor, start, delay, calendar, paused)
    return _reckon_days(start, delay, calendar, paused)


def _reckon_days(start: date, delay: Delay, calendar: Calendar, paused: Ranges) -> Reckoning:
    unit, n = _days_to_count(start, delay)
    counted = count_days(start, n, unit, delay.direction, calendar, paused)
    final = None if counted is None else rolled(counted, delay.effective_roll, calendar, paused)
    if final is None:
        return Reckoning(start, None, None, None, paused)
    hour = delay.hour or END_OF_DAY
    cut = _cut(final, hour, calendar)
    instant = at(final, cut.until if cut else hour, calendar)
    return Reckoning(start, counted, final, instant, paused, cut)


def _reckon_hours(
    anchor: datetime, start: date, delay: Delay, calendar: Calendar, paused: Ranges
) -> Reckoning:
    instant = count_hours(anchor, delay.n, delay.unit, delay.direction, calendar, paused)
    if instant is None:
        return Reckoning(start, None, None, None, paused)
    local = instant.astimezone(calendar.tz)
    counted = local.date()
    calendar.require(counted)
    final = rolled(counted, delay.roll, calendar, paused)
    if final is None:
        return Reckoning(start, None, None, None, paused)
    cut = None if delay.roll is Roll.AUCUN else _cut(final, local.time(), calendar)
    if cut or final != counted:
        instant = at(final, cut.until if cut else local.time(), calendar)
    return Reckoning(start, counted, final, instant, paused, cut)


def _cut(day: date, hour: time, calendar: Calendar) -> HalfDay | None:
    half = calendar.half_days.get(day)
    return half if half is not None and half.until < hour else None


def _days_to_count(start: date, delay: Delay) -> tuple[Unit, int]:
    """The delay as a number of days of one kind. Weeks and months are the calendar days up to their
    quantième, so that a paused day adds one. Below 0 the day asked of the month is already past."""
    unit, n = delay.unit, delay.n
    if unit is Unit.JOUR_FRANC:
        n += 1
    elif (target := quantieme(start, delay)) is not None:
        unit, n = Unit.JOUR_CALENDAIRE, (target - start).days
        if delay.direction is Direction.AVANT:
            n = -n
    if delay.strict:
        n += 1 if delay.direction is Direction.AVANT else -1
    return unit, n


def quantieme(start: date, delay: Delay) -> date | None:
    """The day named by weeks or months, before pauses, strictness and roll; None for the rest."""
    if delay.unit not in NAMED_DAYS:
        return None
    n = delay.n if delay.direction is Direction.APRES else -delay.n
    if delay.unit is Unit.MOIS:
        return months_away(start, n)
    if delay.unit is Unit.MOIS_CALENDAIRE:
        return months_away(start, n, delay.month_day or 31)
    if delay.week_mode is WeekMode.VENDREDI_SUIVANT:
        return friday_after(start, n)
    return start + timedelta(weeks=n)


def shift(instant: datetime, n: int, unit: Unit, hour: time | None, calendar: Calendar) -> datetime:
    """The rung n units after an instant (before when n < 0), in UTC. ``hour`` is the local hour of
    that day, that of a half day when it stops sooner; None keeps the instant's own. n = 0 stays on
    the day, worked or not.

    Raises ``ImpossibleDelay``, ``NaiveInstant``, ``OutsideCalendar``.
    """
    local = _local(instant, calendar)
    if n == 0:
        return _at(local.date(), hour, calendar) if hour else instant.astimezone(UTC)
    delay = _rung(n, unit, None if unit in HOURS else hour or local.time())
    reached = _unpaused(instant, delay, calendar)
    assert reached.final is not None  # nothing is paused
    assert reached.due is not None
    if unit in HOURS and hour:
        return _at(reached.final, hour, calendar)
    return reached.due


def _at(day: date, hour: time, calendar: Calendar) -> datetime:
    cut = _cut(day, hour, calendar)
    return at(day, cut.until if cut else hour, calendar)


@lru_cache(maxsize=1024)
def _rung(n: int, unit: Unit, hour: time | None) -> Delay:
    # A ladder asks for the same few, thousands of times; checking one costs more than counting it.
    direction = Direction.APRES if n > 0 else Direction.AVANT
    return Delay(n=abs(n), unit=unit, direction=direction, hour=hour)


def _local(instant: datetime, calendar: Calendar) -> datetime:
    if instant.tzinfo is None:
        raise NaiveInstant(instant)
    return instant.astimezone(calendar.tz)
