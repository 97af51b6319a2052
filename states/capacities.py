"""Which role takes which act, and in what capacity: read off the pages of the procedure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.actors import Role, Who, held_by
from rules.guards.seance import coordinateur, present_ou_coordinateur
from states.graph import Graph, either
from states.page import Birth, Exit, Machine

_COORDINATES = frozenset({coordinateur, present_ou_coordinateur})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActTaken:
    """An act that people take: by role, each capacity in which they do. An act of several states
    has the capacities of all of them. ``coordinated``: an office takes it of the séances that it
    coordinates."""

    machine: Machine
    event: str
    label: str
    by: Mapping[Role, tuple[Who, ...]]
    coordinated: bool


def taken_by(graph: Graph) -> Iterator[ActTaken]:
    """The acts of each machine, in the order of the pages; those that nobody takes by hand are left
    out."""
    for machine in Machine:
        ways: dict[str, list[Exit | Birth]] = {}
        for birth in graph.births[machine].values():
            ways.setdefault(birth.event, []).append(birth)
        nodes = graph.nodes[machine].values()
        for exits in (*(node.own for node in nodes), *(node.common for node in nodes)):
            for exit in exits:
                ways.setdefault(exit.event, []).append(exit)
        for event, found in ways.items():
            by = _by(who for way in found for who in way.who)
            if by:
                yield ActTaken(
                    machine=machine,
                    event=event,
                    label=either(dict.fromkeys(way.label for way in found)),
                    by=by,
                    coordinated=all(_COORDINATES & {*way.guards} for way in found),
                )


def _by(capacities: Iterable[Who]) -> Mapping[Role, tuple[Who, ...]]:
    """The capacities that each role holds, in the order of ``Who``."""
    among = set(capacities)
    found: dict[Role, list[Who]] = {}
    for who in Who:
        for role in held_by(who) if who in among else ():
            found.setdefault(role, []).append(who)
    return {role: tuple(several) for role, several in found.items()}
