"""What whoever calls does, as their request tells it: which act, with which fields."""

from typing import Annotated

from fastapi import Path

from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.visitors.visits import Visit
from rules.situation import Act
from states.page import Machine
from states.procedure import PROCEDURE

Event = Annotated[
    str,
    Path(
        max_length=60,
        pattern=r"^[a-z0-9_]+$",
        description="Le code de l’acte.",
        examples=["consulter"],
    ),
]


def act_of(visit: Visit, event: str, data: dict[str, object] | None) -> Act:
    """What whoever calls does, now; without data, the question of what would be possible. A field
    that is null was not answered."""
    said = None if data is None else {one: told for one, told in data.items() if told is not None}
    return Act(event=event, actor=visit.actor, occurred=visit.now, known=visit.now, data=said)


def written(fields: Fields) -> dict[str, str]:
    """What is said of the fields, as a form of the pages bears it: where both are kept, or read,
    alike."""
    words = {True: "oui", False: "non"}
    return {
        name: words[one] if isinstance(one, bool) else str(one)
        for name, one in fields.root.items()
        if one is not None
    }


def known(machine: Machine, event: str) -> bool:
    """Whether a state of that machine has such an act."""
    return any(event in node.by_event for node in PROCEDURE.nodes[machine].values())
