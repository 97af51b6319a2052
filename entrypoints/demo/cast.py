"""Who plays in the demonstration: the names that the journal bears, and nobody outside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from rules.actors import Actor, Genre, Role
from workflow.reading.dossiers import ServiceLine

ADMINISTRATOR = "Camille Roux"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part to be played, with an account: its name, its role, the kind of its service when it has
    one."""

    name: str
    role: Role
    genre: Genre | None = None


PARTS = (
    Part(name="Sonia Belkacem", role=Role.REFERENT, genre=Genre.ALI),
    Part(name="Hugo Lambert", role=Role.REFERENT, genre=Genre.SERVICE_SOCIAL),
    Part(name="Inès Ferreira", role=Role.REFERENT, genre=Genre.FRANCE_TRAVAIL),
    Part(name="Karim Toumi", role=Role.RESPONSABLE_SERVICE, genre=Genre.ALI),
    Part(name="Paule Rivière", role=Role.BAT),
    Part(name="Lucie Martel", role=Role.BOP),
    Part(name="Denis Aubry", role=Role.EP),
    Part(name="Anne Le Goff", role=Role.PRESIDENT),
    Part(name="Nadia Vasseur", role=Role.MANAGER),
)
_FIRST_NAMES = (
    *("Maël", "Yasmina", "Théo", "Clémence", "Idriss", "Jeanne"),
    *("Bilal", "Noémie", "Marius", "Leïla", "Armand", "Fatou"),
)
_LAST_NAMES = (
    *("Quéméneur", "Ouali", "Vandamme", "Abadie", "Camara", "Roussel"),
    *("Haddou", "Castel", "Delcourt", "Sabri", "Peyrot"),
)


def _of_the_departement(role: Role) -> Actor:
    return Actor(name=next(one.name for one in PARTS if one.role is role), role=role)


BAT, BOP, EP, PRESIDENT, MANAGER = (
    _of_the_departement(role)
    for role in (Role.BAT, Role.BOP, Role.EP, Role.PRESIDENT, Role.MANAGER)
)
ADMINISTRATEUR = Actor(name=ADMINISTRATOR, role=Role.ADMINISTRATEUR)


def of_genre(services: Sequence[ServiceLine], genre: Genre | None) -> ServiceLine | None:
    """The first active service of that kind; None for no kind."""
    return next((one for one in services if genre and one.active and one.genre == genre), None)


def responsable(services: Sequence[ServiceLine]) -> Actor:
    """Who heads a service."""
    part = next(one for one in PARTS if one.role is Role.RESPONSABLE_SERVICE)
    service = of_genre(services, part.genre)
    return Actor(
        name=part.name,
        role=part.role,
        service_id=None if service is None else service.id,
        genre=part.genre,
    )


def referents(services: Sequence[ServiceLine]) -> dict[int, str]:
    """The name of a référent or a référente in each service: that of the part, where there is
    one."""
    invented = count()
    parts = {
        found.id: part.name
        for part in PARTS
        if part.role is Role.REFERENT and (found := of_genre(services, part.genre)) is not None
    }
    return {one.id: parts.get(one.id) or _invented(next(invented)) for one in services}


def _invented(rank: int) -> str:
    """Everybody another name: there are 132 before they come again."""
    return f"{_FIRST_NAMES[rank % len(_FIRST_NAMES)]} {_LAST_NAMES[rank % len(_LAST_NAMES)]}"
