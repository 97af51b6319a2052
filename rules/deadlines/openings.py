"""Which facts open a deadline, and under which version of its rule."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from rules.days.calendar import Calendar
from rules.deadlines.conditions import Opening
from rules.deadlines.rule import Occurrence, Procedure, Rule
from rules.facts import Fact

ENDS = frozenset({"sortie", "cloture"})


def opened(
    versions: Sequence[Rule], facts: Sequence[Fact], calendar: Calendar
) -> list[tuple[int, Rule | None]]:
    """Where deadlines of these versions of one rule open, in order, each with the version in force
    that day. None: no version governs the opening; it opens nothing, and no condition judges it."""
    procedure = versions[0].procedure
    found = [
        (index, _in_force(versions, fact, calendar))
        for index, fact in enumerate(facts)
        if fact.code in procedure.opens and not _after_the_end(procedure, facts, index)
    ]
    if procedure.when or procedure.unless or procedure.exempts:
        found = [
            (index, rule)
            for index, rule in found
            if rule is None or _concerned(rule, facts, index, calendar)
        ]
    if procedure.occurrence is Occurrence.PREMIERE:
        return _firsts(procedure, facts, found)
    return found


def begins(procedure: Procedure, facts: Sequence[Fact], index: int) -> int:
    """Where the life that the opening belongs to begins: just after the last end before it."""
    ends = procedure.cancels & ENDS
    if ends:
        for position in range(index - 1, -1, -1):
            if facts[position].code in ends:
                return position + 1
    return 0


def gaps_and_overlaps(
    versions: Sequence[Rule],
) -> tuple[list[tuple[Rule, Rule]], list[tuple[Rule, Rule]]]:
    """Pairs of consecutive versions that leave days uncovered, and pairs that both cover a day."""
    ordered = sorted(versions, key=lambda rule: rule.valid_from or date.min)
    gaps, overlaps = [], []
    for earlier, later in pairwise(ordered):
        if (
            earlier.valid_to is None
            or later.valid_from is None
            or later.valid_from <= earlier.valid_to
        ):
            overlaps.append((earlier, later))
        elif (later.valid_from - earlier.valid_to).days > 1:
            gaps.append((earlier, later))
    return gaps, overlaps


def _concerned(rule: Rule, facts: Sequence[Fact], index: int, calendar: Calendar) -> bool:
    """Whether the conditions of the rule hold for that opening, which no other rule takes over."""
    procedure = rule.procedure
    opening = Opening(index, facts, rule.threshold, calendar)
    return (
        all(condition.holds(opening) for condition in procedure.when)
        and not any(condition.holds(opening) for condition in procedure.unless)
        and not any(
            _in_force(others, opening.fact, calendar) is not None
            for exempt in procedure.exempts
            if (others := rule.exempted.get(exempt.rule)) and exempt.when.holds(opening)
        )
    )


def _after_the_end(procedure: Procedure, facts: Sequence[Fact], index: int) -> bool:
    """Whether the subject of the opening was over by then, and not taken up again: a right closed
    with a date in the past leaves facts behind it that open nothing any more. To enter a state is
    to be taken up again."""
    ends = procedure.cancels & ENDS
    if not ends or facts[index].state is not None:
        return False
    for fact in reversed(facts[:index]):
        if fact.subject == facts[index].subject:
            if fact.code in ends:
                return True
            if fact.state is not None:
                return False
    return False


def _firsts(
    procedure: Procedure, facts: Sequence[Fact], found: Sequence[tuple[int, Rule | None]]
) -> list[tuple[int, Rule | None]]:
    """The first opening, and the first after each end: for who comes back it all begins again."""
    firsts: list[tuple[int, Rule | None]] = []
    for index, rule in found:
        if not firsts or begins(procedure, facts, index) > firsts[-1][0]:
            firsts.append((index, rule))
    return firsts


def _in_force(versions: Sequence[Rule], opening: Fact, calendar: Calendar) -> Rule | None:
    if versions[0].always:
        return versions[0]
    day = opening.occurred.astimezone(calendar.tz).date()
    return next((rule for rule in versions if rule.in_force(day)), None)
