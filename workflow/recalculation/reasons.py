"""Why a deadline changes: days that are counted otherwise, its rule, or the facts themselves."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from rules.days.calendar import Calendar, OutsideCalendar, Unit
from rules.days.differences import Difference, differences
from rules.deadlines.rule import Rule
from rules.delays.delay import Delay, due
from rules.rulebook import Rulebook
from workflow.recalculation.calendar_use import InUse, digests
from workflow.recalculation.moved_days import Count, MovedDays, of_delay, of_rung
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
_DATED = frozenset({Nature.DEPLACEE, Nature.MEME_DATE, Nature.ALERTE})
"""What the days of a count decide: when a deadline is due, never whether there is one."""


class Reasons:
    """What differs between the law by which open deadlines were counted (``uses`` and their
    calendars ``olds``, newest first, several when a passage was interrupted) and the one they are
    compared with."""

    def __init__(self, uses: Sequence[InUse], olds: Sequence[Calendar], rulebook: Rulebook) -> None:
        self.new = rulebook.calendar
        self._olds = olds or [self.new]
        self.old = self._olds[0]
        told = [differences(old, self.new) for old in self._olds]
        self.differences = told[0]
        self._told = {one.day: one for some in reversed(told) for one in some if one.day}
        self._moved_days = [
            MovedDays(old, self.new, [one.day for one in some if one.day])
            for old, some in zip(self._olds, told, strict=True)
        ]
        self._rules = rulebook.rules
        self._same: dict[Delay, bool] = {}
        # Another release of the library, or more years, moves nothing by itself.
        self.other_hours = any(old.spans != self.new.spans for old in self._olds)
        self.other_zone = any(old.tz.key != self.new.tz.key for old in self._olds)
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
        return bool(self._told) or self.other_hours or self.other_zone or self._interrupted

    def counts_the_same(self, delay: Delay) -> bool:
        """Whether a delay ends on the same day under all the calendars, whatever its first day."""
        if not self.calendar_moved:
            return True
        if delay not in self._same:
            self._same[delay] = self._ends_alike(delay)
        return self._same[delay]

    def _ends_alike(self, delay: Delay) -> bool:
        import numpy as np  # it takes 0.2 s to import, and most commands count one date

        from rules.delays.bulk import due_micros

        first, last = (np.datetime64(day, "us").astype(np.int64) for day in _TRIED)
        noons = np.arange(first, last, _DAY) + _DAY // 2
        try:
            after = due_micros(noons, delay, self.new)
            return all((due_micros(noons, delay, old) == after).all() for old in self._olds)
        except OutsideCalendar:
            return False

    def of(self, one: Movement) -> tuple[str, ...]:
        """The codes of the reasons, at least one."""
        if one.rule not in self._followed:
            return (WITHDRAWN_RULE,)
        found = []
        if one.rule in self._new:
            found.append(NEW_RULE)
        elif one.nature is not Nature.ALERTE and (one.rule in self.shapes or _is_renamed(one)):
            found.append(RULE)
        if NEW_RULE not in found and self._by_calendar(one):
            found.append(CALENDAR)
        return tuple(found) or (FACTS,)

    def days_of(self, one: Movement) -> list[Difference]:
        """The days for which its date is another: see ``MovedDays.on_the_way``."""
        if not self._told or one.nature not in _DATED:
            return []
        rule = self._rule(one)
        found: set[date] = set()
        for old, moved in zip(self._olds, self._moved_days, strict=True):
            if dates := self._dates(one, rule, old):
                for count in _counts(one, rule):
                    found.update(moved.on_the_way(count, one.anchor, dates))
        return [self._told[day] for day in sorted(found)]

    def _by_calendar(self, one: Movement) -> bool:
        if self.other_zone or self.days_of(one):
            return True
        if one.nature in _DATED:
            return self.other_hours and any(
                count.unit is Unit.HEURE_OUVREE for count in _counts(one, self._rule(one))
            )
        return any(  # people are told apart by an age
            rule.threshold is not None and not self.counts_the_same(rule.threshold)
            for rule in self._rules[one.rule]
        )

    def _rule(self, one: Movement) -> Rule:
        versions = self._rules[one.rule]
        return next((rule for rule in versions if rule.version == one.version_after), versions[-1])

    def _dates(self, one: Movement, rule: Rule, old: Calendar) -> Sequence[datetime]:
        """The two dates to tell apart, none when they are the same. Under another version of the
        rule, the one of before is not the calendar's doing: those that this version gives by both
        calendars are."""
        dates = [one.before, one.after]
        if _is_renamed(one) and one.anchor is not None:
            try:
                dates = [due(one.anchor, rule.delay, calendar) for calendar in (old, self.new)]
            except OutsideCalendar:
                return []
        return [] if dates[0] == dates[1] else [at for at in dates if at is not None]


def _counts(one: Movement, rule: Rule) -> list[Count]:
    if one.nature is Nature.ALERTE:
        return [of_rung(rung) for rung in rule.ladder]
    return [of_delay(rule.delay)]


def _is_renamed(one: Movement) -> bool:
    """Whether another version of the rule takes the place of the one that counted it."""
    versions = (one.version_before, one.version_after)
    return None not in versions and one.version_before != one.version_after
