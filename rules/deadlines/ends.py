"""What ends a deadline: the first of the facts that meet it or take its ground away."""

from collections.abc import Sequence
from typing import NamedTuple

from rules.deadlines.openings import begins
from rules.deadlines.rule import LEAVES, Procedure
from rules.facts import STATE_PREFIX, Fact


class End(NamedTuple):
    """Where a deadline ends among the facts, None while it is open, and whether that meets it."""

    place: int | None
    met: bool


STILL_OPEN = End(None, False)


def end(procedure: Procedure, facts: Sequence[Fact], index: int, successor: int | None) -> End:
    """The end of the deadline opened at ``index``. ``successor``: the next opening, when only the
    latest counts.

    Facts of one act end it together: there, what meets it prevails over what takes its ground away.
    """
    found = _end(procedure, facts, index)
    if successor is None or (found.place is not None and found.place < successor):
        return found
    if found.place == successor and found.met:
        return found
    return End(successor, False)


def _end(procedure: Procedure, facts: Sequence[Fact], index: int) -> End:
    # Every open deadline of a person looks through all that follows its opening, at each act.
    opening, closes, cancels = facts[index], procedure.closes, procedure.cancels
    met_by_leaving, over_by_leaving = LEAVES in closes, LEAVES in cancels
    if procedure.closes_before:
        for position in range(begins(procedure, facts, index), index):
            if facts[position].code in closes and _awaited(procedure, opening, facts[position]):
                return End(position, True)
    for position in range(index + 1, len(facts)):
        fact = facts[position]
        code = fact.code
        if code in closes and _awaited(procedure, opening, fact):
            return End(position, True)
        if met_by_leaving and _leaves(fact, opening):
            return End(position, True)
        if code in cancels or (over_by_leaving and _leaves(fact, opening)):
            return _in_the_same_act(procedure, facts, position, opening)
    return STILL_OPEN


def _in_the_same_act(
    procedure: Procedure, facts: Sequence[Fact], position: int, opening: Fact
) -> End:
    """The end at a fact that takes the ground away, unless its own act meets the deadline too."""
    act = facts[position].subject, facts[position].seq
    for later in range(position + 1, len(facts)):
        fact = facts[later]
        if (fact.subject, fact.seq) == act and (
            (fact.code in procedure.closes and _awaited(procedure, opening, fact))
            or (LEAVES in procedure.closes and _leaves(fact, opening))
        ):
            return End(later, True)
    return End(position, False)


def _awaited(procedure: Procedure, opening: Fact, fact: Fact) -> bool:
    """Whether a fact of a code that closes is the one that the deadline waits for."""
    return procedure.meets is None or procedure.meets(opening, fact)


def _leaves(fact: Fact, opening: Fact) -> bool:
    code = fact.code
    return (
        code.startswith(STATE_PREFIX) and fact.subject == opening.subject and code != opening.code
    )
