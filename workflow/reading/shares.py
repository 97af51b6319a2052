"""Deadlines counted by what became of them: the share met in time, and the time that it took.

The period is that of the local day that each is counted from (S1: « à compter de »), of its opening
as long as that is not known. The database counts; only the times of those met are brought here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from rules.days.calendar import Calendar
from rules.deadlines.derivation import Status
from rules.delays.counting import at
from rules.delays.durations import Times
from rules.procedures.catalogue import BY_CODE
from rules.profiles import POPULATION, STOCK, Dimension, in_order
from rules.rulebook import Rulebook
from rules.shares import Stretch, Tally, stretches, together
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.deadlines.current import CURRENT
from workflow.deadlines.writing import ANNULLED
from workflow.reading import profiled, times
from workflow.reading.times import Met
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow

_C = table(DeadlineRow).c
_since: ColumnElement[int] = func.coalesce(_C.anchor_at, _C.opened_at)
_ONE_DAY = timedelta(days=1)
_NOBODY = cast(null(), Text)
"""The value of every deadline when nothing tells them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which deadlines are counted: from which days (both included), where, broken down by what.
    ``genre`` is a kind of service."""

    first: date | None = None
    last: date | None = None
    circonscription: str | None = None
    service: int | None = None
    genre: str | None = None
    by: Dimension | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The deadlines of one value of the breakdown, None when nobody knows it."""

    value: str | None
    tally: Tally
    times: tuple[Times, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What became of the deadlines of one rule. ``stretches``: the same by period of one target,
    without those where nothing is counted. ``stock``: those of an indicator of new entrants that
    are about somebody else; they are in no other count. ``target``: the share wanted, None when
    none is or when it changes."""

    rule: str
    asked: Asked
    tally: Tally
    times: tuple[Times, ...]
    stretches: tuple[tuple[Stretch, Tally], ...]
    stock: Tally
    parts: tuple[Part, ...]
    target: int | None


def measure(store: Store, rulebook: Rulebook, rule: str, asked: Asked, *, now: datetime) -> Measure:
    """The deadlines of a rule as they stand at that instant. Raises OutsideCalendar."""
    calendar = rulebook.calendar
    cut = stretches(rulebook.rules.get(rule, ()), asked.first, asked.last)
    with store.read() as connection:
        wanted = _Wanted(connection, rule, asked, calendar)
        counted = wanted.counted(cut, now)
        taken = times.by_group(store, rulebook, rule, wanted.met())
    stock = [tally for key, tally in counted.items() if key.stock]
    main = {key: tally for key, tally in counted.items() if not key.stock}
    of_stretch = [
        (one, together(tally for key, tally in main.items() if key.stretch == place))
        for place, one in enumerate(cut)
    ]
    counting = tuple((one, tally) for one, tally in of_stretch if tally.total)
    targets = {one.target for one, _ in counting or of_stretch}
    values = () if asked.by is None else in_order(asked.by, {key.value for key in main})
    return Measure(
        rule=rule,
        asked=asked,
        tally=together(main.values()),
        times=times.told(taken.values()),
        stretches=counting,
        target=targets.pop() if len(targets) == 1 else None,
        stock=together(stock),
        parts=tuple(
            Part(
                value=value,
                tally=together(tally for key, tally in main.items() if key.value == value),
                times=times.told([taken[value]] if value in taken else []),
            )
            for value in values
        ),
    )


@dataclass(frozen=True, slots=True)
class _Key:
    stretch: int
    stock: bool
    value: str | None


class _Wanted:
    """The deadlines that are asked for."""

    def __init__(self, connection: Connection, rule: str, asked: Asked, calendar: Calendar) -> None:
        self._connection, self._calendar, self._asked = connection, calendar, asked
        self._dialect = connection.dialect.name
        somewhere = (asked.circonscription, asked.service, asked.genre) != (None, None, None)
        located = somewhere or asked.by in profiled.TERRITORY
        self._among = profiled.SERVED if located else profiled.ALONE
        self._where = [CURRENT, _C.rule == rule, or_(*_happened()), *self._here(), *self._then()]
        flux = BY_CODE[rule].flux
        told = profiled.said(self._dialect, _C.profile, POPULATION)
        outside = func.coalesce(told, "") == STOCK
        self._stock = case((outside, 1), else_=0) if flux else literal(0)
        self._value = self._group()

    def counted(self, cut: Sequence[Stretch], now: datetime) -> dict[_Key, Tally]:
        """Them all, by stretch, population and group."""
        lapsed = and_(_C.status == Status.ANNULEE.value, _C.closed_at > _C.due_at)
        each = self._select(
            self._stretch(cut).label("stretch"),
            self._stock.label("stock"),
            self._value.label("value"),
            _verdict(lapsed, now).label("verdict"),
            case((lapsed, 1), else_=0).label("lapsed"),
            _C.born_late.label("born_late"),
        ).subquery()
        keys = (each.c.stretch, each.c.stock, each.c.value, each.c.verdict)
        query = select(
            *keys, func.count(), func.sum(each.c.lapsed), func.sum(each.c.born_late)
        ).group_by(*keys)
        found: dict[_Key, list[Tally]] = defaultdict(list)
        for stretch, stock, value, verdict, number, ended, late in self._connection.execute(query):
            counts = {verdict: int(number), "lapsed": int(ended), "born_late": int(late)}
            found[_Key(int(stretch), bool(stock), value)].append(Tally(**counts))
        return {key: together(some) for key, some in found.items()}

    def met(self) -> list[Met]:
        """Those that were met and counted from something, the stock left out."""
        query = self._select(
            self._value.label("value"),
            *(_C.rule_version, _C.anchor_at, _C.closed_at, _C.adjustments),
        ).where(_C.status == Status.TENUE.value, _C.anchor_at.is_not(None), self._stock == 0)
        return [Met._make(row) for row in self._connection.execute(query).all()]

    def _select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        return select(*columns).select_from(self._among).where(*self._where)

    def _here(self) -> list[ColumnElement[bool]]:
        asked = self._asked
        wanted = {
            Dimension.CIRCONSCRIPTION: asked.circonscription,
            Dimension.SERVICE: None if asked.service is None else str(asked.service),
            Dimension.ORGANISME: asked.genre,
        }
        return [
            profiled.value(self._dialect, dimension) == value
            for dimension, value in wanted.items()
            if value is not None
        ]

    def _then(self) -> list[ColumnElement[bool]]:
        first, last = self._asked.first, self._asked.last
        found = []
        if first is not None:
            found.append(_since >= self._morning(first))
        if last is not None and last < date.max:
            found.append(_since < self._morning(last + _ONE_DAY))
        return found

    def _morning(self, day: date) -> int:
        return to_micros(at(day, time(), self._calendar))

    def _stretch(self, cut: Sequence[Stretch]) -> ColumnElement[int]:
        bounds = [one.first for one in cut[1:] if one.first is not None]
        if not bounds:
            return literal(0)
        return case(
            *((_since < self._morning(day), place) for place, day in enumerate(bounds)),
            else_=len(bounds),
        )

    def _group(self) -> ColumnElement[Any]:
        by = self._asked.by
        if by is None:
            return _NOBODY
        if by is not Dimension.MOIS:
            return profiled.value(self._dialect, by)
        months = self._months()
        if not months:
            return _NOBODY
        return case(*((_since < self._morning(_following(one)), f"{one:%Y-%m}") for one in months))

    def _months(self) -> list[date]:
        """The first day of each month that has some."""
        ends = self._connection.execute(self._select(func.min(_since), func.max(_since))).one()
        if ends[0] is None:
            return []
        tz = self._calendar.tz
        month, last = (from_micros(int(end)).astimezone(tz).date() for end in ends)
        found = []
        month = month.replace(day=1)
        while month <= last:
            found.append(month)
            month = _following(month)
        return found


def _happened() -> list[ColumnElement[bool]]:
    """A deadline whose fact was annulled never was."""
    return [_C.closed_by.is_(None), _C.closed_by != ANNULLED]


def _verdict(lapsed: ColumnElement[bool], now: datetime) -> ColumnElement[str]:
    """The field of ``Tally`` where the deadline is counted."""
    met = _C.status == Status.TENUE.value
    past = and_(_C.status == Status.OUVERTE.value, _C.due_at < to_micros(now))
    return case(
        (and_(met, func.coalesce(_C.met_in_time, 1) == 1), "in_time"),
        (met, "late"),
        (or_(past, lapsed), "missed"),
        (_C.status == Status.ANNULEE.value, "cancelled"),
        (_C.status == Status.SANS_ANCRE.value, "undated"),
        (_C.status == Status.SUSPENDUE.value, "suspended"),
        else_="open",
    )


def _following(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
