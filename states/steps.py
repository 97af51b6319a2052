"""What a deadline awaits where its subject stands: the act that meets it, read on the map."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from rules.actors import Actor, Who, may
from rules.deadlines.rule import LEAVES, Procedure
from rules.deadlines.wants import Want
from rules.facts import entering
from rules.procedures.catalogue import BY_CODE, CATALOGUE
from rules.seances.waiting import GIVEN_UP
from states.graph import Node, by_hand
from states.page import Copies, Exit, Machine
from states.procedure import PROCEDURE

_NOBODY = frozenset({Who.IMPORT, Who.SYSTEME, Who.ENTRAINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next thing to do so that a rule be met. ``exits``: the acts of people that do it; of
    the subject, or of the line of the dossier, as ``machine`` says. ``rule``: by which they are
    awaited. ``ahead``: they only lead to where the rule is met. ``chooses``: which of them is the
    decision itself, so none is proposed before the others."""

    rule: str
    machine: Machine
    exits: tuple[Exit, ...]
    ahead: bool = False
    chooses: bool = False

    def theirs(self, actor: Actor, circonscription: str | None) -> tuple[Exit, ...]:
        """Those that somebody may do, of what is their own service’s or in their territory."""
        return tuple(one for one in self.exits if is_theirs(one, actor, circonscription))


def is_theirs(exit: Exit, actor: Actor, circonscription: str | None) -> bool:
    """Whether somebody may do it, of what is their own service’s or in their territory."""
    return any(
        may(actor, who, service_id=actor.service_id, circonscription=circonscription)
        for who in exit.who
    )


@cache
def step(rule: str, machine: Machine, state: str) -> Step | None:
    """What comes next so that a rule be met by a dossier or a séance in that state; None: nothing
    that anybody does to it from there."""
    procedure = BY_CODE.get(rule)
    if procedure is None:
        return None
    node = PROCEDURE.node(machine, state)
    return _itself(procedure, node) or _on_the_way(procedure, node)


@cache
def recording(state: str, want: Want) -> tuple[Exit, ...]:
    """The acts of people that write, of a dossier in that state, what misses of its request."""
    node = PROCEDURE.node(Machine.DOSSIER, state)
    return tuple(
        exit
        for exit in _of_people(node.own)
        if any(
            isinstance(one, Copies) and one.of_demande and one.column in want.looks_at
            for one in exit.effects
        )
    )


def meeting(rule: str, node: Node, exits: Iterable[Exit]) -> Exit | None:
    """The first of these exits that meets the rule there, whichever is chosen."""
    procedure = BY_CODE.get(rule)
    return None if procedure is None else next(iter(_meets(procedure, node, exits)), None)


def _itself(procedure: Procedure, node: Node) -> Step | None:
    """By an act of its line where there is one, else by its own."""
    lines = _of_its_line(procedure, node)
    found = lines or _meets(procedure, node, node.exits)
    if not found:
        return None
    several = len({exit.event for exit in found}) > 1
    return Step(
        rule=procedure.code,
        machine=Machine.PASSAGE if lines else node.machine,
        exits=tuple(found),
        chooses=several and procedure.wants in (Want.DECISION, Want.RESULTAT),
    )


def _on_the_way(procedure: Procedure, node: Node) -> Step | None:
    """What leads to where the rule is met, when that is another state."""
    elsewhere = {
        exit.event
        for other in PROCEDURE.open_nodes(node.machine)
        for exit in _meets(procedure, other, other.own)
    }
    if not elsewhere:
        return None
    if node.machine is Machine.DOSSIER:
        return _of_the_state(procedure, node)
    routes = [route for event in sorted(elsewhere) if (route := PROCEDURE.route(node, event))]
    first = min(routes, key=len, default=())[:1]
    return (
        Step(rule=procedure.code, machine=node.machine, exits=first, ahead=True) if first else None
    )


def _of_the_state(procedure: Procedure, node: Node) -> Step | None:
    """What the state of a dossier awaits itself so that it be left: the whole way from there would
    be a story, not advice. Nothing where the rule is met from there, if not by hand."""
    if any(_written(exit) & procedure.closes for exit in node.exits):
        return None
    steps = (_itself(one, node) for one in PROCEDURE.watchers(node, CATALOGUE))
    leaving = (one for one in steps if one is not None and any(exit.target for exit in one.exits))
    found = next(leaving, None)
    return None if found is None else replace(found, ahead=True)


def _meets(procedure: Procedure, node: Node, exits: Iterable[Exit]) -> list[Exit]:
    """Those that write what closes the rule; when leaving is what closes it, those of the stage
    that leave."""
    offered = _of_people(exits)
    writing = [exit for exit in offered if _written(exit) & procedure.closes]
    if writing or LEAVES not in procedure.closes:
        return writing
    return [exit for exit in offered if exit in node.own and exit.target]


def _of_its_line(procedure: Procedure, node: Node) -> list[Exit]:
    """The acts of the line in a séance that move the dossier there, and meet the rule."""
    if node.machine is not Machine.DOSSIER:
        return []
    return [
        exit
        for line in PROCEDURE.open_nodes(Machine.PASSAGE)
        for exit in _of_people(line.own)
        if _written(exit) & procedure.closes
        and any(one.machine is node.machine and one.event in node.by_event for one in exit.drags)
    ]


def _written(exit: Exit) -> frozenset[str]:
    entered = () if exit.target is None else (entering(exit.target),)
    return frozenset((*exit.facts, *entered))


def _of_people(exits: Iterable[Exit]) -> list[Exit]:
    """Those that somebody does, but to give up: it meets a delay, and is never what is awaited."""
    return [
        exit
        for exit in exits
        if by_hand(exit) and not _NOBODY.issuperset(exit.who) and GIVEN_UP not in exit.facts
    ]
