"""An attempt: every reason against it in one answer, the machine's and the registry's together."""

from collections.abc import Callable, Iterable, Mapping

from rules import fields
from rules.fields import Field
from rules.refusals import Refusal, Refused
from rules.situation import Act
from states.decision import Decision
from states.page import Machine
from states.procedure import PROCEDURE

Look = Callable[[Mapping[str, object]], Iterable[Refusal]]
"""What the registry objects to the values of a form: guards are pure and cannot look there."""


def decide(
    act: Act, machine: Machine, state: str | None, judge: Callable[[], Decision], *looks: Look
) -> Decision:
    """The decision that ``judge`` takes, when the registry objects nothing either.

    ``state``: where the machine stands, None for a birth. Raises Refused with everything. The form
    is read once: only a refusal has it read again, for whatever in it can be read.
    """
    decision, refusals = None, tuple[Refusal, ...]()
    try:
        decision = judge()
        values = decision.values
    except Refused as refused:
        refusals = refused.refusals
        values, _ = fields.read(_form(machine, state, act.event), act.data or {})
    refusals = (*refusals, *(refusal for look in looks for refusal in look(values)))
    if decision is None or refusals:
        raise Refused(act.event, refusals)
    return decision


def _form(machine: Machine, state: str | None, event: str) -> list[Field]:
    """What the event asks for there; nothing where it is not possible at all."""
    if state is None:
        birth = PROCEDURE.births[machine].get(event)
        return [] if birth is None else list(birth.asks)
    exits = PROCEDURE.node(machine, state).by_event.get(event, ())
    return list(dict.fromkeys(field for exit in exits for field in exit.asks))
