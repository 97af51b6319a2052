"""When the rungs of a ladder are due, and which one comes first for a new deadline."""

from datetime import datetime

from rules.deadlines.derivation import Deadline
from rules.deadlines.rule import Rule, Rung
from rules.delays.delay import shift
from rules.rulebook import Rulebook


def rung_instants(rulebook: Rulebook, rule: Rule, due: datetime) -> list[datetime]:
    """When each rung of the rule's ladder is due, lowest first."""
    return [_instant_of(rulebook, rung, due) for rung in rule.ladder]


def first_rung(
    rulebook: Rulebook, deadline: Deadline, now: datetime
) -> tuple[int | None, datetime | None]:
    """The rung to fire first. Reminders already past are not told; past its due instant, only the
    highest rung reached speaks, once. Facts older than the service are for measure only."""
    rule, due = deadline.rule, deadline.due
    opened = rulebook.local_day(deadline.opening.occurred)
    too_old = rulebook.in_service is not None and opened < rulebook.in_service
    if due is None or not rule.ladder or too_old:
        return None, None
    reached = None
    for index, rung in enumerate(rule.ladder):
        instant = _instant_of(rulebook, rung, due)
        if instant > now:
            return (index, instant) if reached is None or due > now else (reached, now)
        reached = index
    return (reached, now) if due <= now else (None, None)


def _instant_of(rulebook: Rulebook, rung: Rung, due: datetime) -> datetime:
    return shift(due, rung.offset, rung.unit, rung.hour, rulebook.calendar)
