"""How the registry calls what the rows of a page name by a number or a code."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeVar

from entrypoints.web.visitors.visits import Visit
from entrypoints.words.differences import Names
from rules.names import alphabetical
from workflow.reading import codes, dossiers

K = TypeVar("K")


class _Later(Mapping[K, str]):
    """Names that are read the first time that one of them is asked for: most entries ask for none,
    and a département has hundreds of services."""

    def __init__(self, read: Callable[[], Mapping[K, str]]) -> None:
        self._read = read

    @cached_property
    def _known(self) -> Mapping[K, str]:
        return self._read()

    def __getitem__(self, key: K) -> str:
        return self._known[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def own_places(visit: Visit) -> dict[str, str]:
    """The circonscriptions of their territory, in the order of their names: those of their
    habilitation, else those where their service works, else all."""
    known, actor = visit.places, visit.actor
    within = actor.served if actor.circonscriptions is None else actor.circonscriptions
    kept = {code: label for code, label in known.items() if within is None or code in within}
    return dict(sorted(kept.items(), key=lambda one: alphabetical(one[1])))


def names_of(visit: Visit) -> Names:
    """The names of services, places, lists of webRSA, kinds of séance: a query each, at need."""
    store = visit.store
    return Names(
        services=_Later(lambda: visit.services),
        places=_Later(lambda: visit.places),
        types=_Later(partial(codes.labels, store, dossiers.TYPES)),
        motives=_Later(partial(codes.labels, store, dossiers.MOTIVES)),
        kinds={one.code: one.label for one in visit.rulebook.kinds},
        tz=visit.rulebook.calendar.tz,
    )
