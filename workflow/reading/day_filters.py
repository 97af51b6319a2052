"""The filters of a day's list: how urgent a task is, what misses of it, what is to be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from sqlalchemy import ColumnElement, and_, false, or_

from rules.actors import Actor
from rules.deadlines.derivation import Status
from rules.deadlines.wants import Call, Want
from rules.rulebook import Rulebook
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading import wanting
from workflow.reading.duties import called
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


_CALLS: Mapping[Filter, Call] = {
    Filter.A_DECIDER: Call.DECIDER,
    Filter.A_COMPLETER: Call.COMPLETER,
}


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


@dataclass(frozen=True, kw_only=True)
class Sieve:
    """The filters of the list of that actor, at an instant."""

    store: Store
    rulebook: Rulebook
    actor: Actor
    near: Near

    @property
    def offered(self) -> Sequence[Filter]:
        """Those that may ever find something: no rule calls some offices to decide anything."""
        known = {want.call(self.actor.role) for want in self._codes}
        return [one for one in Filter if one not in _CALLS or _CALLS[one] in known]

    def keeps(self, one: Filter) -> ColumnElement[bool]:
        """Whether a deadline that is awaited of them passes the filter."""
        due, runs = _DEADLINE.c.due_at, _DEADLINE.c.status == Status.OUVERTE.value
        now = to_micros(self.near.now)
        match one:
            case Filter.RETARD:
                return and_(runs, due <= now)
            case Filter.JOUR:
                return and_(runs, due > now, due < to_micros(self.near.tonight))
            case Filter.PROCHE:
                return and_(runs, due > now, due < to_micros(self.near.soon))
            case Filter.SUSPENDU:
                return _DEADLINE.c.status == Status.SUSPENDUE.value
            case Filter.SANS_DATE:
                return _DEADLINE.c.status == Status.SANS_ANCRE.value
            case _:
                return self._calls(_CALLS[one])

    @cached_property
    def _codes(self) -> Mapping[Want, Sequence[str]]:
        return called(self.rulebook, self.actor)

    def _calls(self, call: Call) -> ColumnElement[bool]:
        """Every rule that may is named first, that its index finds what is then looked at."""
        wants = {
            want: codes for want, codes in self._codes.items() if want.call(self.actor.role) is call
        }
        missing = (
            and_(_DEADLINE.c.rule.in_(codes), self._misses(want)) for want, codes in wants.items()
        )
        every = [code for codes in wants.values() for code in codes]
        return and_(_DEADLINE.c.rule.in_(every), or_(false(), *missing))

    def _misses(self, want: Want) -> ColumnElement[bool]:
        service = self.actor.service_id
        if want is not Want.REPONSES:
            return wanting.misses(want, self.near.now)
        if service is None:
            return false()
        codes = self._codes[want]
        unanswered = wanting.unanswered(self.store, self.rulebook, service, codes)
        return _DEADLINE.c.subject_id.in_(unanswered)
