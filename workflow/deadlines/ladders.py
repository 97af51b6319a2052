"""When the rungs of a ladder are due, and which one a deadline waits for."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import TypeVar

from rules.deadlines.derivation import Deadline
from rules.deadlines.rule import Rule, Rung
from rules.delays.delay import shift
from rules.rulebook import Rulebook

NEVER = -1
"""The rung that was told last, when none was."""

_At = TypeVar("_At", datetime, int)


def rung_instants(rulebook: Rulebook, rule: Rule, due: datetime) -> list[datetime]:
    """When each rung of the rule's ladder is due, lowest first."""
    return [_instant_of(rulebook, rung, due) for rung in rule.ladder]


def followed_since(rulebook: Rulebook) -> datetime | None:
    """The first instant of service; None when it has no beginning."""
    if rulebook.in_service is None:
        return None
    return datetime.combine(rulebook.in_service, time(), tzinfo=rulebook.calendar.tz)


def next_rung(
    instants: Iterable[_At],
    *,
    since: _At | None,
    opened: _At,
    due: _At,
    recorded: _At,
    told: int,
    now: _At,
    pending: tuple[int, _At] | None = None,
) -> tuple[int | None, _At | None]:
    """The rung that a deadline waits for, and when; neither when there is none left.

    It is the first one to come above the one that was told last (``told``, see ``NEVER``). Past its
    due instant, the highest one reached that nobody was told of speaks first, once, at once; one
    that was past when the date was written (``recorded``) is not told. What was opened before the
    service (``since``, see ``followed_since``) is for measure only. A rung that is due already and
    not told yet (``pending``) is waited for: the sweep will see to it. ``instants``: those of the
    ladder, lowest first. All are datetimes, or all are microseconds.
    """
    if since is not None and opened < since:
        return None, None
    if pending is not None:
        return pending
    reached, is_past = None, due <= now
    for rung, at in enumerate(instants):
        if rung <= told:
            continue
        if at > now:
            return (rung, at) if reached is None or not is_past else (reached, now)
        if at > recorded or due <= recorded:
            reached = rung
    return (reached, now) if reached is not None and is_past else (None, None)


def first_rung(
    rulebook: Rulebook, deadline: Deadline, now: datetime
) -> tuple[int | None, datetime | None]:
    """The rung that a deadline written now waits for, and when."""
    due = deadline.due
    if due is None:
        return None, None
    return next_rung(
        (_instant_of(rulebook, rung, due) for rung in deadline.rule.ladder),
        since=followed_since(rulebook),
        opened=deadline.opening.occurred,
        due=due,
        recorded=now,
        told=NEVER,
        now=now,
    )


def _instant_of(rulebook: Rulebook, rung: Rung, due: datetime) -> datetime:
    return shift(due, rung.offset, rung.unit, rung.hour, rulebook.calendar)
