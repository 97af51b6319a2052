"""The account of a date: which days counted, which did not and why, which rule moved the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.days.calendar import Calendar, Direction, Unit
from rules.days.closures import HalfDay
from rules.delays.counting import at, openings
from rules.delays.delay import HOURS, Delay, Pause, Reckoning, WeekMode, quantieme, reckon
from rules.wording import (
    NBSP,
    colon,
    day_of_month,
    hour_of,
    local_instant,
    long_date,
    numbered,
    ordinal,
    ordinal_day,
    quantity,
)

_STARTS = "point de départ, jour non compté"
_FRANC_END = "jour d’échéance d’un délai franc, non compté"
_CARRIED = "échéance portée à ce jour"
_NO_HOUR = "aucune heure comptée ce jour"

UNITS = {
    Unit.JOUR_OUVRE: ("jour ouvré", "jours ouvrés"),
    Unit.JOUR_OUVRABLE: ("jour ouvrable", "jours ouvrables"),
    Unit.JOUR_CALENDAIRE: ("jour calendaire", "jours calendaires"),
    Unit.JOUR_FRANC: ("jour franc", "jours francs"),
    Unit.SEMAINE: ("semaine", "semaines"),
    Unit.MOIS: ("mois", "mois"),
    Unit.MOIS_CALENDAIRE: ("mois calendaire", "mois calendaires"),
    Unit.HEURE: ("heure", "heures"),
    Unit.HEURE_OUVREE: ("heure ouvrée", "heures ouvrées"),
}
"""Each unit, one and several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A day of the count. ``rank`` is its number among the days counted; for hours, the whole hours
    counted up to its end, and ``minutes`` all of them. ``reason`` says in French why a day is not
    counted."""

    day: date
    counted: bool
    rank: int | None
    reason: str | None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A due instant (UTC) and how it was reached. ``lines`` go from the anchor's day outward, one a
    day; ``rolled`` tells, when a rule moved the end, which; ``sentence`` sums up."""

    anchor: datetime
    lines: tuple[DayLine, ...]
    rolled: str | None
    due: datetime | None
    sentence: str


def explain(
    anchor: datetime, delay: Delay, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Account:
    """The account of ``due``, which it shares its arithmetic with; raises the same errors."""
    reckoning = reckon(anchor, delay, calendar, pauses)
    days = tuple(_window(reckoning, delay))
    write = _hour_lines if delay.unit in HOURS else _day_lines
    lines = tuple(write(anchor, days, reckoning, delay, calendar, pauses))
    moved = _moved(reckoning, delay, calendar)
    return Account(
        anchor=anchor,
        lines=lines,
        rolled=moved,
        due=reckoning.due,
        sentence=_sentence(
            anchor,
            reckoning,
            delay,
            calendar,
            pauses,
            [*_shortened(anchor, days, reckoning, delay, calendar), *([moved] if moved else [])],
        ),
    )


def _window(reckoning: Reckoning, delay: Delay) -> Iterator[date]:
    """The days to tell: from the anchor's to the farther of the counted end and of the end after
    roll; up to the first day of the running pause when there is no end."""
    start, counted, final = reckoning.start, reckoning.counted, reckoning.final
    step = 1 if delay.direction is Direction.APRES else -1
    if counted is None or final is None:
        running = reckoning.paused[-1][0]
        reach = max((running - start).days, 1) if step == 1 else 1
    else:
        reach = max(0, (counted - start).days * step, (final - start).days * step)
    for offset in range(reach + 1):
        yield start + timedelta(days=step * offset)


def _day_lines(
    anchor: datetime,
    days: Sequence[date],
    reckoning: Reckoning,
    delay: Delay,
    calendar: Calendar,
    pauses: Sequence[Pause],
) -> Iterator[DayLine]:
    rank = 0
    counting, rolling = delay.unit, False
    for day in days:
        why = _why_not(day, Unit.JOUR_OUVRE if rolling else counting, calendar, pauses)
        if day == reckoning.start:
            why = _STARTS
        elif rolling:
            why = why or _CARRIED
        elif day == reckoning.counted and delay.unit is Unit.JOUR_FRANC:
            why = _FRANC_END
        if why is None:
            rank += 1
            yield DayLine(day=day, counted=True, rank=rank, reason=None)
        else:
            yield DayLine(day=day, counted=False, rank=None, reason=why)
        rolling = rolling or day == reckoning.counted


def _hour_lines(
    anchor: datetime,
    days: Sequence[date],
    reckoning: Reckoning,
    delay: Delay,
    calendar: Calendar,
    pauses: Sequence[Pause],
) -> Iterator[DayLine]:
    total, run = timedelta(hours=delay.n), timedelta()
    forward = delay.direction is Direction.APRES
    for day in days:
        before = run
        for opens, closes in openings(day, delay.unit, calendar, reckoning.paused):
            span = closes - max(opens, anchor) if forward else min(closes, anchor) - opens
            run = min(total, run + max(span, timedelta()))
        if run > before:
            minutes = run // timedelta(minutes=1)
            yield DayLine(day=day, counted=True, rank=minutes // 60, reason=None, minutes=minutes)
        else:
            why = _why_not(day, delay.unit, calendar, pauses)
            if run == total and day == reckoning.final != reckoning.counted:
                why = why or _CARRIED
            yield DayLine(day=day, counted=False, rank=None, reason=why or _NO_HOUR)


def _covering(day: date, pauses: Sequence[Pause]) -> list[Pause]:
    return [p for p in pauses if p.first <= day and (p.last is None or day <= p.last)]


def _why_not(day: date, unit: Unit, calendar: Calendar, pauses: Sequence[Pause]) -> str | None:
    off = calendar.reason_off(day, unit)
    over = _covering(day, pauses)
    if off and over:
        return f"{off} (suspension {numbered(over[0].number)} sans effet ce jour)"
    if over:
        return colon(f"suspension {numbered(over[0].number)}", over[0].motive)
    return off


def _moved(reckoning: Reckoning, delay: Delay, calendar: Calendar) -> str | None:
    """Which rule moved the end: a quantième that the month has not, a roll, a half day."""
    said = []
    asked = reckoning.start.day if delay.unit is Unit.MOIS else delay.month_day
    target = quantieme(reckoning.start, delay)
    if asked is not None and target is not None and target.day < asked:
        said.append(f"le mois d’arrivée n’a pas de {asked}, son dernier jour est retenu")
    counted, final = reckoning.counted, reckoning.final
    if counted is not None and final is not None and counted != final:
        why = calendar.reason_off(counted) or "jour suspendu"
        which = "suivant" if final > counted else "précédent"
        said.append(
            f"le {long_date(counted)} n’est pas ouvré ({why}), "
            f"l’échéance est portée au jour ouvré {which}"
        )
    if reckoning.cut is not None:
        said.append(f"{_stops(reckoning.cut)}, l’échéance est à cette heure")
    return f"{NBSP}; ".join(said) or None


def _shortened(
    anchor: datetime,
    days: Sequence[date],
    reckoning: Reckoning,
    delay: Delay,
    calendar: Calendar,
) -> Iterator[str]:
    """The half days whose last heures ouvrées were missing from the count."""
    if delay.unit is not Unit.HEURE_OUVREE:
        return
    begin, end = sorted((anchor, reckoning.due or anchor))
    for day in sorted(days):
        half = calendar.half_days.get(day)
        if half is None or calendar.spans[-1][1] <= half.until:
            continue
        evening = at(day, calendar.spans[-1][1], calendar)
        if begin < evening and (reckoning.due is None or at(day, half.until, calendar) < end):
            yield _stops(half)


def _stops(half: HalfDay) -> str:
    return f"le {long_date(half.day)} s’arrête à {hour_of(half.until)} ({half.label})"


def _sentence(
    anchor: datetime,
    reckoning: Reckoning,
    delay: Delay,
    calendar: Calendar,
    pauses: Sequence[Pause],
    said: Sequence[str],
) -> str:
    local = anchor.astimezone(calendar.tz)
    asked = counted_from(delay, local_instant(local) if delay.unit in HOURS else long_date(local))
    if reckoning.due is None:
        answer = "pas encore d’échéance"
    else:
        answer = f"échéance le {local_instant(reckoning.due.astimezone(calendar.tz))}"
    parts = [colon(asked, answer), *_effects(anchor, delay, calendar, pauses), *said]
    return f"{NBSP}; ".join(parts) + "."


def _effects(
    anchor: datetime, delay: Delay, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[str]:
    """What each pause did to the date, given those written before it."""
    before = reckon(anchor, delay, calendar).final
    for place, pause in enumerate(pauses, start=1):
        after = reckon(anchor, delay, calendar, pauses[:place]).final
        name = f"la suspension {numbered(pause.number)} ({_dates(pause)}, {pause.motive})"
        if after == before:
            yield f"{name} est sans effet sur elle"
        elif after is None:
            yield f"{name} est en cours"
        elif before is not None:
            yield f"{name} la fait passer du {long_date(before)} au {long_date(after)}"
        before = after


def _dates(pause: Pause) -> str:
    if pause.last is None:
        return f"depuis le {day_of_month(pause.first)}"
    return f"du {day_of_month(pause.first)} au {day_of_month(pause.last)}"


def counted_from(delay: Delay, anchor: str) -> str:
    """« 2 jours ouvrés avant le lundi 12 mai 2025 », « Au plus tard le vendredi… »; ``anchor``: the
    day it counts from, in words."""
    forward = delay.direction is Direction.APRES
    if (named := _named_day(delay, anchor)) is not None:
        return f"{'Avant' if delay.strict else 'Au plus tard'} {named}"
    where = "après" if forward else "avant"
    asked = f"{quantity(delay.n, *UNITS[delay.unit])} {where} le {anchor}"
    if not delay.strict:
        return asked
    return f"{'Moins' if forward else 'Plus'} de {asked}"


def _named_day(delay: Delay, anchor: str) -> str | None:
    """The due day when it has a name of its own: a Friday, a day of a month."""
    which = f"{ordinal(delay.n)} " if delay.n > 1 else ""
    if delay.week_mode is WeekMode.VENDREDI_SUIVANT:
        week = f"la {which}semaine suivant celle" if delay.n else "la semaine"
        return f"le vendredi de {week} du {anchor}"
    if delay.unit is not Unit.MOIS_CALENDAIRE:
        return None
    day = "dernier jour" if delay.month_day is None else ordinal_day(delay.month_day)
    side = "suivant" if delay.direction is Direction.APRES else "précédant"
    month = f"du {which}mois {side} celui" if delay.n else "du mois"
    return f"le {day} {month} du {anchor}"
