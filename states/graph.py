"""The map: the pages gathered, with what can strike anywhere spread over the open states."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.actors import Who
from rules.choices import Returned
from rules.deadlines.rule import Procedure
from rules.facts import entering
from states.page import Birth, BirthsNext, Exit, Machine, Page, State

_FARTHEST = {Machine.SEANCE: 3, Machine.DOSSIER: 1, Machine.PASSAGE: 1}
"""How many acts a route may have: those of a séance are the organisers’ own; several of a person’s
path would be a story, not advice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A state on the map. ``own`` are the exits of its page, ``common`` those that can strike
    anywhere; ``by_event`` joins both, several exits of one event being picked by their choice."""

    machine: Machine
    page: Page
    state: State
    own: tuple[Exit, ...]
    common: tuple[Exit, ...]
    by_event: Mapping[str, tuple[Exit, ...]]

    @property
    def exits(self) -> tuple[Exit, ...]:
        """Every exit, those of the page first."""
        return self.own + self.common


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The three machines. ``states`` holds all their states: a code is unique over the three.
    Where two states or births share one, the first is kept and ``checks`` tells it."""

    pages: tuple[Page, ...]
    states: Mapping[str, State]
    nodes: Mapping[Machine, Mapping[str, Node]]
    births: Mapping[Machine, Mapping[str, Birth]]

    def node(self, machine: Machine, state: str) -> Node:
        """The state of that code. Raises KeyError when there is none."""
        return self.nodes[machine][state]

    def all_nodes(self) -> Iterator[Node]:
        """Every state of the three machines, in the order of the pages."""
        for nodes in self.nodes.values():
            yield from nodes.values()

    def open_nodes(self, machine: Machine) -> list[Node]:
        """The states of a machine in which its subject is not over."""
        return [node for node in self.nodes[machine].values() if not node.state.final]

    def entries(self, machine: Machine, state: str) -> list[Exit | Birth]:
        """Every way into a state."""
        ways: list[Exit | Birth] = [b for b in self.births[machine].values() if b.target == state]
        for node in self.nodes[machine].values():
            ways.extend(exit for exit in node.exits if exit.target == state)
        return ways

    def birth_of(self, effect: BirthsNext) -> Birth:
        """How the next dossier is born of the act that ends this one. Raises KeyError when no
        birth answers."""
        for birth in self.births[Machine.DOSSIER].values():
            if birth.target == effect.state and effect.origin in birth.origins:
                return birth
        raise KeyError((effect.state, effect.origin))

    def label(self, machine: Machine, event: str) -> str | None:
        """The words of an event, whichever way it is done: « Avis favorable de l’EP ou
        réorientation acceptée en EP ». None when the machine has no such event."""
        labels = dict.fromkeys(way.label for _, way in self._ways(machine, event))
        return either(labels) if labels else None

    def taken(self, machine: Machine, event: str, source: str, target: str) -> str | None:
        """The words of an event that was done: those of the exit that leads from a state to the
        other, or of the birth when there was none before; those of the event where no exit does any
        more."""
        for left, way in self._ways(machine, event):
            if left == source and (way.target or source) == target:
                return way.label
        return self.label(machine, event)

    def _ways(self, machine: Machine, event: str) -> Iterator[tuple[str, Exit | Birth]]:
        """The birth of that event and its exits, each with the state that it leaves."""
        birth = self.births[machine].get(event)
        if birth is not None:
            yield "", birth
        for code, node in self.nodes[machine].items():
            for exit in node.by_event.get(event, ()):
                yield code, exit

    def steps_of(self, machine: Machine, event: str) -> list[Node]:
        """The states that know the event, in the order of the pages."""
        return [node for node in self.nodes[machine].values() if event in node.by_event]

    def route(self, start: Node, event: str) -> tuple[Exit, ...]:
        """The fewest acts that lead from a state to another that knows the event, by hand and never
        past an end; empty when there are none, or too many."""
        machine, origin = start.machine, start.state.code
        wanted = {node.state.code for node in self.steps_of(machine, event)} - {origin}
        seen, ahead = {origin}, deque[tuple[str, tuple[Exit, ...]]]([(origin, ())])
        while ahead:
            state, taken = ahead.popleft()
            for exit in self.nodes[machine][state].own if len(taken) < _FARTHEST[machine] else ():
                target = exit.target
                if target is None or target in seen or not by_hand(exit):
                    continue
                if target in wanted:
                    return (*taken, exit)
                seen.add(target)
                if not self.states[target].final:
                    ahead.append((target, (*taken, exit)))
        return ()

    def watchers(self, node: Node, catalogue: Sequence[Procedure]) -> list[Procedure]:
        """The rules of delay that cannot but run while the subject stands in the state: opened by
        entering it, or by a fact that every way into it writes."""
        written = [frozenset(way.facts) for way in self.entries(node.machine, node.state.code)]
        opening = frozenset({entering(node.state.code)})
        opening |= frozenset.intersection(*written) if written else frozenset()
        return [rule for rule in catalogue if rule.opens & opening]


def either(labels: Iterable[str]) -> str:
    """« Déposer la saisine ou rattacher la même saisine reçue par un autre canal »."""
    first, *others = labels
    return " ou ".join([first, *(f"{other[0].lower()}{other[1:]}" for other in others)])


def by_hand(exit: Exit) -> bool:
    """Whether somebody may do it to this subject alone: it is a button, not a consequence."""
    return not exit.lot and not dragged_only(exit)


def dragged_only(exit: Exit | Birth) -> bool:
    """Whether nobody takes the exit: it only follows from another act."""
    return exit.who == (Who.ENTRAINE,)


def gather(pages: Iterable[Page]) -> Graph:
    """The map of the pages. Nothing is judged here."""
    pages = tuple(pages)
    nodes: dict[Machine, dict[str, Node]] = {machine: {} for machine in Machine}
    births: dict[Machine, dict[str, Birth]] = {machine: {} for machine in Machine}
    for page in pages:
        for birth in page.births:
            births[page.machine].setdefault(birth.event, birth)
        for state in page.states:
            nodes[page.machine].setdefault(state.code, _node(page, state, pages))
    states = {code: node.state for of in nodes.values() for code, node in of.items()}
    return Graph(pages=pages, states=states, nodes=nodes, births=births)


def _node(page: Page, state: State, pages: tuple[Page, ...]) -> Node:
    own = tuple(one for exit in state.exits for one in _unfold(exit))
    common = tuple(
        one
        for other in pages
        if other.machine is page.machine and not state.final
        for everywhere in other.everywhere
        if state.code not in everywhere.except_in
        for one in _unfold(everywhere.exit)
    )
    by_event: dict[str, tuple[Exit, ...]] = {}
    for exit in own + common:
        by_event[exit.event] = (*by_event.get(exit.event, ()), exit)
    return Node(
        machine=page.machine, page=page, state=state, own=own, common=common, by_event=by_event
    )


def _unfold(exit: Exit) -> Iterator[Exit]:
    """An exit that leads back to several states is one exit per state, picked by the one left."""
    if not exit.back_to:
        yield exit
    for state in exit.back_to:
        choice = Returned(state, exit.back_to)
        yield replace(exit, target=state, back_to=(), when=choice)
