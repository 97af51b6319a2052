"""The strip of a séance: the states in which it stood, then those that ordinarily follow."""

from collections.abc import Sequence

from entrypoints.web.pages.dossiers.stages import Stage
from states.procedure import PROCEDURE
from workflow.reading.roads import Step

_ORDINARY = ("programmee", "preparee", "arretee", "ouverte", "tenue", "restituee", "close")
"""A séance that is held. One that was given up announces nothing more."""


def strip(road: Sequence[Step]) -> tuple[Stage, ...]:
    """The last time that each state was entered, in the order of the procedure."""
    if not road:
        return ()
    entered = {step.state: step.since for step in road}
    current = road[-1].state
    passed = [
        Stage(label=PROCEDURE.states[code].label, since=since)
        for code, since in entered.items()
        if code != current and _before(code, current)
    ]
    here = Stage(label=PROCEDURE.states[current].label, since=entered[current], current=True)
    return (*passed, here, *_to_come(current))


def _before(code: str, current: str) -> bool:
    """Whether it is behind: an agenda that was opened again is not."""
    if current not in _ORDINARY or code not in _ORDINARY:
        return True
    return _ORDINARY.index(code) < _ORDINARY.index(current)


def _to_come(current: str) -> tuple[Stage, ...]:
    if current not in _ORDINARY:
        return ()
    following = _ORDINARY[_ORDINARY.index(current) + 1 :]
    return tuple(Stage(label=PROCEDURE.states[code].label, since=None) for code in following)
