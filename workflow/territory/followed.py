"""What a look at a redrawing brought about."""

from dataclasses import dataclass

from rules.redrawing import Redrawing
from workflow.territory.concerned import Concerned


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a look brought about. ``moved`` followed; ``waiting`` await a result, ``unplaced`` wait
    to be placed by hand, ``refused`` could not go (why is in the logs). ``people``, ``services``,
    ``offers``, ``members``, ``habilitations``: how many of each followed besides."""

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
