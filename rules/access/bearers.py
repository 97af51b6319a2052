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


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """The service of an agent, as far as it decides what they open: its ``genre``, and the
    circonscriptions where it works, none said meaning the whole département."""

    genre: Genre | None = None
    circonscriptions: frozenset[str] = frozenset()


def capacities(
    name: str, held: Iterable[Habilitation], services: Mapping[int, Employer], day: date
) -> tuple[Actor, ...]:
    """What an agent may act as that day, one actor for each role and service, with the
    circonscriptions of all of its habilitations. ``services``: those that they are of."""
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
        _actor(name, role, service, here, services.get(service or 0, Employer()))
        for (role, service), here in places.items()
    )


def _actor(
    name: str, role: Role, service: int | None, places: set[str] | None, employer: Employer
) -> Actor:
    return Actor(
        name=name,
        role=role,
        service_id=service,
        genre=employer.genre,
        circonscriptions=None if places is None else frozenset(places),
        served=employer.circonscriptions or None,
    )
