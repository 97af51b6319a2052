"""A dossier that somebody else changed since it was read, where no form is shown again beside it:
the problems of the API, what became of many at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from entrypoints.web.visitors.visits import Visit
from workflow.acts.commands import StaleDossier
from workflow.reading import conflicts
from workflow.seances.outcomes.decisions import Decided
from workflow.seances.outcomes.results import Given
from workflow.seances.tableau.enrolment import Enrolled

_Became = TypeVar("_Became", Given, Decided, Enrolled)


def told(visit: Visit, stale: StaleDossier) -> StaleDossier:
    """The conflict, as far as it is open to whoever looks."""
    return conflicts.told_to(visit.store, visit.bearer, stale)


def all_told(visit: Visit, became: Iterable[_Became]) -> Iterator[_Became]:
    """What became of many, each conflict as far as it is open to whoever looks."""
    for one in became:
        yield one if one.stale is None else replace(one, stale=told(visit, one.stale))
