"""The machine: each graph walked by ``transitions``, so that nothing moves but along an exit.

No model is registered: a dossier is no object of the library, a walker steps once and is dropped
(a machine per dossier costs 568 µs, a registered model is kept for ever). Automatic transitions
are off: they would lead anywhere without a guard.
"""

import transitions

from rules.situation import Situation
from states.graph import Graph
from states.page import Machine


class Walker:
    """Stands in a state and takes one step."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Step(transitions.Transition):
    """A transition that only leads somewhere: pages have no callbacks, and going through the lists
    of none is half of what a walk costs."""

    def execute(self, event_data: transitions.EventData) -> bool:
        """See Transition."""
        if not all(condition.check(event_data) for condition in self.conditions):
            return False
        if self.dest is not None:
            assert isinstance(event_data.model, Walker)
            event_data.model.state = self.dest
        return True


class _Event(transitions.Event):
    """An event whose step is taken at once: no machine has a queue, nor anything to call back
    before and after, and going through these is the other half."""

    def trigger(self, model: object, *args: object, **kwargs: object) -> bool:
        """See Event. Raises MachineError when the state does not know it."""
        state = self.machine.get_model_state(model)
        self._is_valid_source(state)
        step = transitions.EventData(state, self, self.machine, model, args, kwargs)
        return any(transition.execute(step) for transition in self.transitions[state.name])


class _Machine(transitions.Machine):
    """See transitions.Machine."""

    event_cls = _Event
    transition_cls = _Step


def build(graph: Graph, machine: Machine) -> transitions.Machine:
    """The machine of the library for one of the three. A choice receives the situation alone."""
    return _Machine(
        model=None,
        states=[
            transitions.State(code, final=node.state.final)
            for code, node in graph.nodes[machine].items()
        ],
        initial=None,
        transitions=[
            {
                "trigger": exit.event,
                "source": code,
                "dest": exit.target,
                "conditions": exit.when,
                "unless": exit.unless,
            }
            for code, node in graph.nodes[machine].items()
            for exit in node.exits
        ],
        auto_transitions=False,
        send_event=False,
        name=machine.value,
    )


def walk(machine: transitions.Machine, state: str, event: str, situation: Situation) -> str:
    """The state after the event. Raises MachineError when the state does not know the event, and
    KeyError when no state does: whoever asks has refused before."""
    walker = Walker(state)
    machine.events[event].trigger(walker, situation)
    return walker.state
