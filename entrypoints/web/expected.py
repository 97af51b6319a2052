"""The act that a deadline awaits, among those that the state of a dossier offers to somebody."""

from collections.abc import Iterable, Iterator

from rules.actors import Actor, may
from rules.deadlines.rule import LEAVES
from rules.facts import entering
from rules.procedures.catalogue import BY_CODE
from states.graph import Node, by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE


def act_of(rule: str, state: str, actor: Actor, circonscription: str | None) -> Exit | None:
    """The act of theirs by which a dossier in that state meets the rule; None: it is met
    elsewhere, or by somebody else."""
    node = PROCEDURE.node(Machine.DOSSIER, state)
    theirs = [
        exit
        for exit in node.exits
        if by_hand(exit)
        and any(
            may(actor, who, service_id=actor.service_id, circonscription=circonscription)
            for who in exit.who
        )
    ]
    return meeting(rule, node, theirs)


def meeting(rule: str, node: Node, exits: Iterable[Exit]) -> Exit | None:
    """The first of these exits that writes what closes the rule, else the first of the stage that
    leaves the state when leaving is what closes it."""
    procedure = BY_CODE.get(rule)
    if procedure is None:
        return None
    offered = list(exits)
    for exit in offered:
        if {*exit.facts, *_entered(exit)} & procedure.closes:
            return exit
    if LEAVES not in procedure.closes:
        return None
    return next((exit for exit in offered if exit in node.own and exit.target), None)


def _entered(exit: Exit) -> Iterator[str]:
    if exit.target is not None:
        yield entering(exit.target)
