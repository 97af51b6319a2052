"""The filters of a day's list: how urgent a task is, what misses of it, what is to be decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from sqlalchemy import ColumnElement, and_, true

from rules.actors import Actor
from rules.deadlines.derivation import OPEN, Status
from rules.deadlines.wants import Call, Want
from rules.rulebook import Rulebook
from workflow.database.instants import to_micros
from workflow.database.statements import fixed
from workflow.database.store import Store
from workflow.reading import wanting
from workflow.reading.duties import Reason, called, reasons
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


_STANDS = {one: fixed(_DEADLINE.c.status == one.value) for one in OPEN}
_OPEN = fixed(_DEADLINE.c.status.in_(sorted(one.value for one in OPEN)))
"""Said too where a deadline is not closed: an index is in the order of its status."""
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

    def awaited(
        self, only: Filter | None = None, rule: str | None = None
    ) -> list[ColumnElement[bool]]:
        """What is awaited of them, as conditions of a list of open deadlines: each deadline meets
        one of them at most. Every rule is named that may, so that an index finds the others."""
        theirs = self._reasons if rule is None else [one.among((rule,)) for one in self._reasons]
        if only is not None and only in _CALLS:
            found = list(self._called(theirs, _CALLS[only]))
        else:
            keeps = true() if only is None else self._stands(only)
            found = [(one, keeps) for one in theirs]
        return [and_(one.holds, more) for one, more in found if one.rules]

    def misses(self, want: Want) -> ColumnElement[bool]:
        """Whether what a rule waits for misses of the deadline."""
        if want is Want.REPONSES:
            return _DEADLINE.c.subject_id.in_(self._unanswered)
        return wanting.misses(want, self.near.now)

    def _stands(self, only: Filter) -> ColumnElement[bool]:
        due, runs = _DEADLINE.c.due_at, _STANDS[Status.OUVERTE]
        now = to_micros(self.near.now)
        match only:
            case Filter.RETARD:
                return and_(runs, due <= now)
            case Filter.JOUR:
                return and_(runs, due > now, due < to_micros(self.near.tonight))
            case Filter.PROCHE:
                return and_(runs, due > now, due < to_micros(self.near.soon))
            case Filter.SUSPENDU:
                return _STANDS[Status.SUSPENDUE]
            case _:
                return _STANDS[Status.SANS_ANCRE]

    def _called(
        self, theirs: Sequence[Reason], call: Call
    ) -> Iterator[tuple[Reason, ColumnElement[bool]]]:
        """Each with what misses when a rule calls them so."""
        for want, codes in self._codes.items():
            if want.call(self.actor.role) is call:
                missing = and_(_OPEN, self.misses(want))
                yield from ((one.among(codes), missing) for one in theirs)

    @cached_property
    def _reasons(self) -> Sequence[Reason]:
        return list(reasons(self.rulebook, self.actor))

    @cached_property
    def _codes(self) -> Mapping[Want, Sequence[str]]:
        return called(self.rulebook, self.actor)

    @cached_property
    def _unanswered(self) -> Sequence[int]:
        service = self.actor.service_id
        if service is None:
            return ()
        codes = self._codes.get(Want.REPONSES, ())
        return wanting.unanswered(self.store, self.rulebook, service, codes)
