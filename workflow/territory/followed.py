"""What a look at a redrawing brought about."""

from dataclasses import dataclass

from rules.redrawing import Redrawing
from workflow.territory.concerned import Concerned
from workflow.territory.habilitations import Held
from workflow.territory.members import Seated


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a look brought about. ``moved`` followed; ``waiting`` await a result, ``unplaced`` wait
    to be placed by hand, ``refused`` could not go (why is in the logs). ``people``, ``services``,
    ``offers``, ``members``, ``habilitations``: how many of each followed besides. ``unseated``,
    ``unassigned``: the members and the habilitations left where nothing is any more, until somebody
    says where they go."""

    redrawing: Redrawing
    moved: tuple[Concerned, ...]
    waiting: tuple[Concerned, ...]
    unplaced: tuple[Concerned, ...]
    refused: tuple[Concerned, ...]
    people: int
    services: int
    offers: int
    members: int
    habilitations: int
    unseated: tuple[Seated, ...]
    unassigned: tuple[Held, ...]
