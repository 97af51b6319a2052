"""Who asks: an agent in one of their capacities of the day, or whoever bears a link to a séance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.actors import Actor, Genre, Role
from rules.agents import Habilitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Whoever bears a link: it opens one séance, as a ``service`` that sits there sees it, or the
    ``lines`` of one guest."""

    link: int
    seance: int
    circonscription: str | None = None
    service: int | None = None
    lines: frozenset[int] = frozenset()

    def actor(self) -> Actor | None:
        """In which capacity they act: that of the service, for its séance's circonscription; a
        guest of a line acts in none."""
        if self.service is None:
            return None
        place = self.circonscription
        return Actor(
            name=f"lien {self.link}",
            role=Role.REFERENT,
            service_id=self.service,
            circonscriptions=frozenset() if place is None else frozenset({place}),
        )


Bearer = Actor | Guest | None
"""None: somebody who may act as nothing, today."""


def capacities(
    name: str, held: Iterable[Habilitation], genres: Mapping[int, Genre | None], day: date
) -> tuple[Actor, ...]:
    """What an agent may act as that day, one actor for each role and service, with the
    circonscriptions of all of its habilitations. ``genres``: those of the services."""
    places: dict[tuple[Role, int | None], set[str] | None] = {}
    for one in held:
        if one.start <= day and (one.end is None or day <= one.end):
            key = (one.role, one.service)
            here = places.setdefault(key, set())
            if one.circonscription is None or here is None:
                places[key] = None
            else:
                here.add(one.circonscription)
    return tuple(
        Actor(
            name=name,
            role=role,
            service_id=service,
            genre=None if service is None else genres.get(service),
            circonscriptions=None if here is None else frozenset(here),
        )
        for (role, service), here in places.items()
    )
