"""The count of a date as a strip of days: what each day is, in a word (SCREENS §5.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from entrypoints.words.times import short_day
from rules.days.calendar import Calendar
from rules.delays.account import Account, DayLine
from rules.wording import named, ordinal_day, quantity

_MOST = 21
"""Days beyond which runs are folded."""
_KEPT = 6
_SHORT = (
    ("week-end", "w.-e."),
    ("samedi", "w.-e."),
    ("dimanche", "w.-e."),
    ("suspension", "suspendu"),
    ("pont", "pont"),
    ("férié", "férié"),
    ("fermeture", "fermé"),
    ("fermé", "fermé"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of the strip, or a run of days that is folded into one (``day`` None). ``kind`` is
    start, counted, skipped, end, after or fold; ``word`` what the day is, ``reason`` the same in
    full."""

    kind: str
    top: str
    number: str
    word: str
    reason: str
    day: date | None
    today: bool = False


def strip(
    account: Account,
    due: datetime | None,
    now: datetime,
    calendar: Calendar,
    *,
    closed: datetime | None = None,
) -> tuple[Cell, ...]:
    """The days from the opening to the end, or to today, or to the day it was closed, if the end is
    past; a backward count reads from the end to the day that it is counted from."""
    today = (closed or now).astimezone(calendar.tz).date()
    end = None if due is None else due.astimezone(calendar.tz).date()
    cells = [_cell(line, first, end, today) for first, line in _first(account.lines)]
    if account.lines and account.lines[-1].day < account.lines[0].day:
        cells.reverse()
    elif end is not None and end < today:
        cells += _after(end, today, calendar, "auj." if closed is None else "close")
    return tuple(_folded(cells, today))


def _first(lines: Sequence[DayLine]) -> Iterator[tuple[bool, DayLine]]:
    for place, line in enumerate(lines):
        yield place == 0, line


def _cell(line: DayLine, first: bool, end: date | None, today: date) -> Cell:
    word = "" if line.rank is None else str(line.rank)
    kind = "counted" if line.counted else "skipped"
    if line.reason is not None:
        word = next((short for sign, short in _SHORT if sign in line.reason), line.reason)
    if first:
        kind, word = "start", "départ"
    if line.day == end:
        kind, word = "end", f"{line.rank or ''} terme".strip()
    return _of(line.day, kind, word, line.reason or word, today)


def _after(end: date, last: date, calendar: Calendar, said: str) -> Iterator[Cell]:
    """The days gone since the end, those that count numbered « + 1 »; ``said``: of the last."""
    day, gone = end + timedelta(days=1), 0
    while day <= last:
        off = calendar.reason_off(day)
        gone += off is None
        word = f"+ {gone}" if off is None else next((s for w, s in _SHORT if w in off), off)
        if off is None and day == last:
            word = f"{said} {word}"
        yield _of(day, "after" if off is None else "skipped", word, off or word, last)
        day += timedelta(days=1)


def _of(day: date, kind: str, word: str, reason: str, today: date) -> Cell:
    return Cell(
        kind=kind,
        top=named(day, "ddd"),
        number=ordinal_day(day.day),
        word=word,
        reason=reason,
        day=day,
        today=day == today,
    )


def _folded(cells: Sequence[Cell], today: date) -> Iterator[Cell]:
    """All of them when they are few; else the first days, the days around the end, the last ones,
    and what is between in a word."""
    if len(cells) <= _MOST:
        yield from cells
        return
    run: list[Cell] = []
    marked = [place for place, one in enumerate(cells) if one.kind in ("start", "end")]
    for place, one in enumerate(cells):
        near = any(abs(place - mark) <= _KEPT // 2 for mark in marked)
        if near or place < _KEPT or place >= len(cells) - _KEPT:
            if run:
                yield _fold(run, today)
                run = []
            yield one
        else:
            run.append(one)


def _fold(run: Sequence[Cell], today: date) -> Cell:
    days = [one.day for one in run if one.day is not None]
    first, last = days[0], days[-1]
    counted = sum(one.kind in ("counted", "after") for one in run)
    return Cell(
        kind="fold",
        top="",
        number=f"{short_day(first, today)} → {short_day(last, today)}",
        word=quantity(counted, "compté", "comptés"),
        reason="",
        day=None,
    )
