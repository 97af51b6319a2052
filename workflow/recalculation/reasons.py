"""Why a deadline changes: days that are counted otherwise, its rule, or the facts themselves."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from operator import itemgetter

from rules.days.calendar import Calendar, OutsideCalendar
from rules.days.differences import Difference, differences
from rules.delays.delay import Delay
from rules.rulebook import Rulebook
from workflow.recalculation.calendar_use import InUse, digests
from workflow.recalculation.movements import Movement, Nature

CALENDAR, RULE, NEW_RULE, WITHDRAWN_RULE, FACTS = (
    "calendrier",
    "regle",
    "regle_nouvelle",
    "regle_retiree",
    "faits",
)
"""The codes of the reasons. Stored in the journal: never renamed."""


_TRIED = (date(2000, 1, 1), date(2050, 1, 1))
_DAY = timedelta(days=1) // timedelta(microseconds=1)


class Reasons:
    """What differs between the law by which open deadlines were counted (``uses``, one or several
    when a passage was interrupted) and the one they are compared with."""

    def __init__(self, uses: Sequence[InUse], old: Calendar, rulebook: Rulebook) -> None:
        self.old, self.new = old, rulebook.calendar
        self.differences = differences(old, self.new)
        self._days = [(one.day, one) for one in self.differences if one.day is not None]
        # Another release of the library, or more years, moves nothing by itself.
        self.other_hours = old.spans != self.new.spans
        self.other_zone = old.tz.key != self.new.tz.key
        self._interrupted = len(uses) > 1
        followed = digests(rulebook)
        self._followed = frozenset(followed)
        self._new = {code for code in followed if any(code not in use.rules for use in uses)}
        self.shapes, self.amounts = set(self._new), set[str]()
        for use in uses:
            for code, before in use.rules.items():
                if code in followed and before.shape != followed[code].shape:
                    self.shapes.add(code)
                elif code in followed and before.amounts != followed[code].amounts:
                    self.amounts.add(code)

    @property
    def calendar_moved(self) -> bool:
        """Whether some day, or the working hours, may not be what they were."""
        return bool(self._days) or self.other_hours or self.other_zone or self._interrupted

    def counts_the_same(self, delay: Delay) -> bool:
        """Whether a delay ends on the same day under both calendars, whatever its first day."""
        if not self.calendar_moved:
            return True
        import numpy as np  # it takes 0.2 s to import, and most commands count one date

        from rules.delays.bulk import due_micros

        first, last = (np.datetime64(day, "us").astype(np.int64) for day in _TRIED)
        noons = np.arange(first, last, _DAY) + _DAY // 2
        try:
            before, after = (due_micros(noons, delay, one) for one in (self.old, self.new))
        except OutsideCalendar:
            return False
        return bool((before == after).all())

    def of(self, one: Movement) -> tuple[str, ...]:
        """The codes of the reasons, at least one."""
        if one.rule not in self._followed:
            return (WITHDRAWN_RULE,)
        found = []
        if one.rule in self._new:
            found.append(NEW_RULE)
        elif one.nature is not Nature.ALERTE and (one.rule in self.shapes or _is_renamed(one)):
            found.append(RULE)
        if NEW_RULE not in found and (self.other_hours or self.other_zone or self.days_of(one)):
            found.append(CALENDAR)
        return tuple(found) or (FACTS,)

    def days_of(self, one: Movement) -> list[Difference]:
        """The days that are counted otherwise on the way from its anchor to its date."""
        known = [at for at in (one.anchor, one.before, one.after) if at is not None]
        if not self._days or not known:
            return []
        first, last = (at.astimezone(self.new.tz).date() for at in (min(known), max(known)))
        begin = bisect_left(self._days, first, key=itemgetter(0))
        end = bisect_right(self._days, last, key=itemgetter(0))
        return [one for _, one in self._days[begin:end]]


def _is_renamed(one: Movement) -> bool:
    """Whether another version of the rule takes the place of the one that counted it."""
    versions = (one.version_before, one.version_after)
    return None not in versions and one.version_before != one.version_after
