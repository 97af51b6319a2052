"""On what ground something is open to somebody, and what of a resource tells it.

Whatever says nothing of itself is open to nobody, but by the ground « partout ».
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.access.bearers import Bearer, Guest
from rules.actors import Actor, Genre, at_work, covers
from rules.seances.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is opened, as far as it decides who may.

    ``service``: whose it is, that follows the person or presents the line. ``shown_to``: the
    services to which it is shown (the service wished, once the request is shared; those that sit
    in the séance). ``sight``: what the séance shows of a line. ``closed``: its dossier is.
    ``awaits_ali``: it is not closed and its state waits for the ALI of the circonscription.
    ``before_ep``: an EP examines it, or did.
    ``shared``: it is no longer a draft of its service. ``seance``, ``line``: where a link may lead.
    """

    circonscription: str | None = None
    service: int | None = None
    shown_to: frozenset[int] = frozenset()
    sight: Sight | None = None
    closed: bool = False
    awaits_ali: bool = False
    before_ep: bool = False
    shared: bool = False
    seance: int | None = None
    line: int | None = None


class Ground(StrEnum):
    """Why a role may open something; the words are those of the table."""

    EVERYWHERE = "tout"
    TERRITORY = "de son territoire"
    SHARED = "de son territoire, une fois partagé"
    FOLLOWED = "de son service"
    SHOWN = "montré à son service"
    UNFOLLOWED = "sans service encore ni clos, dans son territoire"
    DIAGNOSIS = "attendu par qui fait les diagnostics de son territoire"
    BEFORE_EP = "passé devant une EP, dans son territoire"
    LINK = "de la séance de son lien"


def holds(ground: Ground, bearer: Bearer, resource: Resource) -> bool:
    """Whether the ground opens the resource to whoever asks."""
    if isinstance(bearer, Guest):
        return ground is Ground.LINK and _linked(bearer, resource)
    return bearer is not None and ground in _OF_AN_ACTOR and _OF_AN_ACTOR[ground](bearer, resource)


def _followed(actor: Actor, resource: Resource) -> bool:
    own = actor.service_id
    return own is not None and own == resource.service and covers(actor, resource.circonscription)


def _shown(actor: Actor, resource: Resource) -> bool:
    own = actor.service_id
    if own is None or not covers(actor, resource.circonscription):
        return False
    return own in resource.shown_to or _in_sight(resource, own)


def _in_sight(resource: Resource, viewer: int) -> bool:
    return resource.sight is not None and resource.sight.shows(resource.service, viewer)


def _is_shared(resource: Resource) -> bool:
    sight = resource.sight
    return resource.shared if sight is None else sight.opened(resource.service)


def _unfollowed(actor: Actor, resource: Resource) -> bool:
    """Whom nobody follows yet. Once closed, a dossier waits for no service any more."""
    return resource.service is None and not resource.closed and _located(actor, resource)


def _diagnosis(actor: Actor, resource: Resource) -> bool:
    return resource.awaits_ali and actor.genre is Genre.ALI and _located(actor, resource)


def _located(actor: Actor, resource: Resource) -> bool:
    """Where nobody knows the circonscription, the offices of the département look, not services."""
    place, places = resource.circonscription, at_work(actor)
    return place is not None and (places is None or place in places)


def _linked(guest: Guest, resource: Resource) -> bool:
    if guest.seance != resource.seance:
        return False
    if resource.line is None:
        return True
    if guest.service is None:
        return resource.line in guest.lines
    return _in_sight(resource, guest.service)


_OF_AN_ACTOR: Mapping[Ground, Callable[[Actor, Resource], bool]] = {
    Ground.EVERYWHERE: lambda actor, resource: True,
    Ground.TERRITORY: lambda actor, resource: covers(actor, resource.circonscription),
    Ground.SHARED: lambda actor, resource: (
        _is_shared(resource) and covers(actor, resource.circonscription)
    ),
    Ground.FOLLOWED: _followed,
    Ground.SHOWN: _shown,
    Ground.UNFOLLOWED: _unfollowed,
    Ground.DIAGNOSIS: _diagnosis,
    Ground.BEFORE_EP: lambda actor, resource: (
        resource.before_ep and covers(actor, resource.circonscription)
    ),
}
