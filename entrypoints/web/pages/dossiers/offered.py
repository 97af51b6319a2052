"""What a dossier offers to whoever reads it: the acts of its stage, the others, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.access.policy import HABILITATED_FOR_NOTHING
from rules.refusals import Refusal
from states.decision import Way
from states.graph import Node
from states.page import Exit
from states.steps import meeting

_SOMEBODY_ELSE = "acteur_non_autorise"
_MOST_BUTTONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """An act that is theirs, and not possible now."""

    label: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """``first`` are the acts of the stage, as buttons; ``others`` whatever else they may do;
    ``blocked`` those of the stage that are not possible now; ``elsewhere`` those of somebody else.
    ``awaited``: the act that the most urgent deadline awaits of them, if there is one: the one for
    which the page is there."""

    awaited: str | None
    first: tuple[Way, ...]
    others: tuple[Way, ...]
    blocked: tuple[Blocked, ...]
    elsewhere: tuple[Way, ...]


def offered(ways: Sequence[Way], nodes: Sequence[Node], rules: Sequence[str] = ()) -> Offered:
    """The ways sorted for the screen. ``nodes``: the states in which the dossier and its line
    stand; ``rules``: those of its deadlines, the most urgent first."""
    own = {exit.event for node in nodes for exit in node.own}
    theirs = [way for way in ways if not _is_elsewhere(way)]
    open_ = [way for way in theirs if way.to_enter]
    stage = [way for way in open_ if way.exit.event in own]
    awaited = _awaited([way.exit for way in open_], nodes, rules)
    stage.sort(key=lambda way: way.exit.event != awaited)
    return Offered(
        awaited=awaited,
        first=tuple(stage[:_MOST_BUTTONS]),
        others=(*stage[_MOST_BUTTONS:], *(way for way in open_ if way.exit.event not in own)),
        blocked=tuple(
            Blocked(
                label=way.exit.label,
                refusals=tuple(one for one in way.refusals if not one.to_enter),
            )
            for way in theirs
            if not way.to_enter and way.exit.event in own
        ),
        elsewhere=tuple(way for way in ways if _is_elsewhere(way) and way.exit.event in own),
    )


def _awaited(exits: Sequence[Exit], nodes: Sequence[Node], rules: Sequence[str]) -> str | None:
    found = (meeting(rule, node, exits) for rule in rules for node in nodes)
    return next((exit.event for exit in found if exit is not None), None)


def _is_elsewhere(way: Way) -> bool:
    codes = {one.code for one in way.refusals}
    return _SOMEBODY_ELSE in codes or HABILITATED_FOR_NOTHING.code in codes
