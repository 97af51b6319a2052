"""The strip of a dossier: the road that it took, then the ordinary way on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading.roads import Step

_ORDINARY = ("Pré-saisine", "Concertation", "Saisine", "EP et décision", "Notification")
"""The stages of a request, in their order. What stands elsewhere announces nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of the strip. ``since`` None: it is to come, and nobody promises when."""

    label: str
    since: datetime | None
    current: bool = False


def stages(road: Sequence[Step]) -> tuple[Stage, ...]:
    """The stages of that road, each once in a row, and those that ordinarily follow."""
    passed: list[Stage] = []
    for step in road:
        label = PROCEDURE.node(Machine.DOSSIER, step.state).page.title
        if not passed or passed[-1].label != label:
            passed.append(Stage(label=label, since=step.since))
    if not passed:
        return ()
    last = passed.pop()
    current = Stage(label=last.label, since=last.since, current=True)
    return (*passed[-4:], current, *_to_come(last.label))


def _to_come(label: str) -> tuple[Stage, ...]:
    if label not in _ORDINARY:
        return ()
    return tuple(Stage(label=one, since=None) for one in _ORDINARY[_ORDINARY.index(label) + 1 :])
