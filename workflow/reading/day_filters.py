"""The filters of a day's list: how urgent a task is, what misses of it, what is to be decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from sqlalchemy import ColumnElement, and_, bindparam

from rules.actors import Actor
from rules.deadlines.derivation import OPEN, Status
from rules.deadlines.wants import Call, Want
from rules.rulebook import Rulebook
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading import wanting
from workflow.reading.duties import Reason, begun, called, reasons
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow

_DEADLINE = table(DeadlineRow)


class Filter(StrEnum):
    """The filters of the day's list."""

    RETARD = "retard"
    JOUR = "jour"
    PROCHE = "proche"
    A_DECIDER = "a_decider"
    A_COMPLETER = "a_completer"
    SUSPENDU = "suspendu"
    SANS_DATE = "sans_date"


_OPEN = _DEADLINE.c.status.in_(sorted(one.value for one in OPEN))
"""Said too where a deadline is not closed: an index is in the order of its status."""
_CALLS: Mapping[Filter, Call] = {
    Filter.A_DECIDER: Call.DECIDER,
    Filter.A_COMPLETER: Call.COMPLETER,
}
_LOOKED_AT = (Want.CONSULTATION, Want.SAISINE, Want.REPONSES, Want.RESULTATS)
"""What is looked at of each task that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The instants that divide a list: now, the end of today, the end of what is near."""

    now: datetime
    tonight: datetime
    soon: datetime

    @classmethod
    def of(cls, rulebook: Rulebook, now: datetime, days: int) -> "Near":
        """``days``: how many working days on something is near."""
        calendar = rulebook.calendar
        today = now.astimezone(calendar.tz).date()
        last = today
        while calendar.count(today, last) < days:
            last += timedelta(days=1)

        def end(day: date) -> datetime:
            return datetime.combine(day + timedelta(days=1), time(), tzinfo=calendar.tz)

        return cls(now=now, tonight=end(today), soon=end(last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Deadlines that are awaited of somebody, for that ``reason``: of an urgency when it says
    ``how``, those of which something ``misses`` when it says what. Two people of whom the same is
    awaited have the same: who they are and when it is are parameters (``Day.told``)."""

    reason: Reason
    how: Filter | None = None
    misses: Want | None = None

    def holds(self, dialect: str) -> ColumnElement[bool]:
        """As a condition of a list of open deadlines."""
        conditions = [self.reason.holds]
        if self.how is not None:
            conditions.append(_stands(self.how))
        if self.misses is not None:
            conditions += [_OPEN, wanting.misses(self.misses, dialect)]
        return and_(*conditions)


@dataclass(frozen=True, kw_only=True)
class Day:
    """What is awaited of that actor at an instant, and its filters."""

    store: Store
    rulebook: Rulebook
    actor: Actor
    near: Near

    @property
    def offered(self) -> Sequence[Filter]:
        """Those that may ever find something: no rule calls some offices to decide anything."""
        known = {want.call(self.actor.role) for want in self._codes}
        return [one for one in Filter if one not in _CALLS or _CALLS[one] in known]

    def awaited(self, only: Filter | None = None, rule: str | None = None) -> tuple[Awaited, ...]:
        """What is awaited of them: each open deadline is of one of these at most. Every rule is
        named that may, so that an index finds the others."""
        theirs = self._reasons if rule is None else [one.among((rule,)) for one in self._reasons]
        call = None if only is None else _CALLS.get(only)
        found = (
            self._called(theirs, call)
            if call is not None
            else (Awaited(reason=one, how=only) for one in theirs)
        )
        return tuple(one for one in found if one.reason.rules)

    @cached_property
    def since(self) -> int | None:
        """See ``duties.begun``."""
        return begun(self.rulebook)

    @cached_property
    def looked_at(self) -> tuple[Awaited, ...]:
        """The deadlines of which something misses, whoever they are awaited of."""
        return tuple(
            Awaited(reason=Reason(rules=self._codes[want]), misses=want)
            for want in _LOOKED_AT
            if want in self._codes
        )

    @cached_property
    def told(self) -> Mapping[str, int | None]:
        """The parameters of what is awaited of them."""
        return {
            "service": self.actor.service_id,
            "now": to_micros(self.near.now),
            "tonight": to_micros(self.near.tonight),
            "soon": to_micros(self.near.soon),
        }

    def _called(self, theirs: Sequence[Reason], call: Call) -> Iterator[Awaited]:
        """Each with what misses when a rule calls them so."""
        for want, codes in self._codes.items():
            if want.call(self.actor.role) is call:
                yield from (Awaited(reason=one.among(codes), misses=want) for one in theirs)

    @cached_property
    def _reasons(self) -> Sequence[Reason]:
        return list(reasons(self.rulebook, self.actor))

    @cached_property
    def _codes(self) -> Mapping[Want, tuple[str, ...]]:
        return called(self.rulebook, self.actor)


def _stands(only: Filter) -> ColumnElement[bool]:
    due, status = _DEADLINE.c.due_at, _DEADLINE.c.status
    runs, late = status == Status.OUVERTE.value, due <= bindparam("now")
    match only:
        case Filter.RETARD:
            return and_(runs, late)
        case Filter.JOUR:
            return and_(runs, ~late, due < bindparam("tonight"))
        case Filter.PROCHE:
            return and_(runs, ~late, due < bindparam("soon"))
        case Filter.SUSPENDU:
            return status == Status.SUSPENDUE.value
        case _:
            return status == Status.SANS_ANCRE.value
