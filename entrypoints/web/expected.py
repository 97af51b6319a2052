"""The act that a deadline awaits, among those that the state of a dossier or of a séance offers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.actors import Actor, may
from rules.deadlines.rule import LEAVES
from rules.facts import entering
from rules.procedures.catalogue import BY_CODE
from states.graph import Node, by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """The act by which a deadline is met, and whether it is ``theirs`` to do."""

    exit: Exit
    theirs: bool


def act_of(rule: str, state: str, actor: Actor, circonscription: str | None) -> Exit | None:
    """The act of theirs by which a dossier in that state meets the rule; None: it is met
    elsewhere, or by somebody else."""
    node = PROCEDURE.node(Machine.DOSSIER, state)
    offered = (exit for exit in node.exits if by_hand(exit))
    return meeting(rule, node, (one for one in offered if _theirs(one, actor, circonscription)))


def settling(
    rule: str, machine: Machine, state: str, actor: Actor, circonscription: str | None
) -> Settling | None:
    """The act by which a dossier or a séance in that state meets the rule, whoever's it is."""
    node = PROCEDURE.node(machine, state)
    found = meeting(rule, node, (exit for exit in node.exits if by_hand(exit)))
    if found is None:
        return None
    return Settling(exit=found, theirs=_theirs(found, actor, circonscription))


def _theirs(exit: Exit, actor: Actor, circonscription: str | None) -> bool:
    return any(
        may(actor, who, service_id=actor.service_id, circonscription=circonscription)
        for who in exit.who
    )


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
