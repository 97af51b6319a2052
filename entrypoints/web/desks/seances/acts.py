"""The acts of a séance as far as they are open to whoever visits: the pages and the API offer the
same, and refuse the same."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from entrypoints.web.desks.seances.minutes import reads_whole
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.policy import OUTSIDE, READ_WHOLE
from rules.fields import Field
from rules.situation import Act
from states.decision import Way
from states.graph import by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from states.restitution import COMPLETER, RENVOYER
from workflow.reading import minutes
from workflow.seances.situations import possible

SEND = "restituer"
_WRITES = frozenset({SEND, COMPLETER.event, RENVOYER.event})


def ways(visit: Visit, number: int) -> Sequence[Way]:
    """What may happen next to the séance, with every reason why not."""
    asked = Act(event="", actor=visit.actor, occurred=visit.now, known=visit.now, data=None)
    found = possible(visit.store, visit.rulebook, number, asked)
    if all(one.exit.event not in _WRITES for one in found) or _reads(visit, number):
        return found
    return [
        replace(one, refusals=(*one.refusals, READ_WHOLE)) if one.exit.event in _WRITES else one
        for one in found
    ]


def fields_of(event: str) -> tuple[Field, ...]:
    """What that act asks of a séance, whatever its state. Raises Closed when none knows it."""
    exits = _exits(event)
    if not exits:
        raise Closed((OUTSIDE,))
    return tuple({field.name: field for exit in exits for field in exit.asks}.values())


def check(visit: Visit, number: int, event: str) -> None:
    """Nobody completes nor sends what they may not read. Raises Closed."""
    if event in _WRITES and not _reads(visit, number):
        raise Closed((READ_WHOLE,))


@cache
def _exits(event: str) -> tuple[Exit, ...]:
    """Those that somebody may take."""
    nodes = PROCEDURE.nodes[Machine.SEANCE].values()
    return tuple(exit for one in nodes for exit in one.by_event.get(event, ()) if by_hand(exit))


def _reads(visit: Visit, number: int) -> bool:
    """Whether what is written of the séance is theirs to read: asked only of whoever has a part of
    the département."""
    if visit.actor.circonscriptions is None:
        return True
    return reads_whole(visit, minutes.of_seance(visit.store, visit.rulebook, number))
