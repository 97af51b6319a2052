"""Who keeps whom among the agents: what each may give, take back and change. DOMAIN.md §1.2.

Nobody keeps themselves, nor gives wider than what they hold. Whoever consults keeps nobody.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rules.actors import Actor, Role
from rules.agents import (
    AWAY,
    BACK,
    CHANGED,
    CREATED,
    ENDED,
    HABILITATED,
    LABELS,
    OF_A_SERVICE,
    OFFICES,
    PREFERRED,
    Habilitation,
)
from rules.refusals import Refusal

_GIVEN = {
    Role.ADMINISTRATEUR: (*OF_A_SERVICE, *OFFICES),
    Role.BOP: (*OF_A_SERVICE, Role.BAT, Role.BOP),
    Role.RESPONSABLE_SERVICE: OF_A_SERVICE,
}
"""What each keeper gives: neither those who decide, nor those who look over the keepers, are made
by anybody but the administrator, who takes no act of the procedure."""
_OF_THEIR_LIFE = frozenset({AWAY, BACK, PREFERRED})
_GIVING = frozenset({HABILITATED, ENDED})
_BEGINNING = frozenset({CREATED, HABILITATED})
"""What makes somebody of a service: asked of who is not of it yet."""

ONESELF = Refusal(
    code="habilitation_de_soi",
    sentence="Personne ne s’habilite, ne se prolonge ni ne se relève soi-même.",
    remedy="Demandez-le à l’administrateur de l’application ; si c’est vous, à un autre.",
)
ADMINISTRATORS_ONLY = Refusal(
    code="administrateur_seul",
    sentence="Seul un administrateur donne ou retire ce rôle, et modifie qui le tient.",
    remedy="Demandez-le à l’administrateur de l’application.",
)
BEYOND_TERRITORY = Refusal(
    code="hors_de_votre_territoire",
    sentence="On n’habilite, ne relève et ne modifie que dans les circonscriptions où l’on est soi-"
    "même habilité.",
    remedy="Choisissez une des vôtres, ou demandez-le à l’administrateur de l’application.",
    field="circonscription",
)
NOT_WORKING_THERE = Refusal(
    code="service_d_ailleurs",
    sentence="Ce service ne travaille pas dans cette circonscription.",
    remedy="Choisissez un service qui y travaille, ou demandez-le à l’administrateur de"
    " l’application.",
    field="service",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """An act on an agent. ``agent`` is their number, None for one to create; ``held``, what they
    are habilitated for; ``about``, the habilitation that the act gives or ends, None as long as it
    is not told; ``works_in``, where its service works, nothing meaning everywhere; ``in_office``,
    whether the act says if the agent still is."""

    event: str
    actor: Actor
    agent: int | None = None
    held: Collection[Habilitation] = ()
    about: Habilitation | None = None
    works_in: Collection[str] = ()
    in_office: bool = False


def objections(keeping: Keeping) -> Iterator[Refusal]:
    """Why the act is not the actor's to take, every reason. An actor who comes by the command line
    bears no number: there, nothing tells that they are the agent."""
    if _of_oneself(keeping):
        yield ONESELF
    if _reserved(keeping):
        yield ADMINISTRATORS_ONLY
        return
    if not _allowed(keeping):
        yield _not_open(keeping.event)
        return
    if not all(reaches(keeping.actor, one.circonscription) for one in _touched(keeping)):
        yield BEYOND_TERRITORY
    elif not _works_there(keeping):
        yield NOT_WORKING_THERE


def given(actor: Actor) -> tuple[Role, ...]:
    """The roles that the actor may give."""
    return _GIVEN.get(actor.role, ())


def reaches(actor: Actor, circonscription: str | None) -> bool:
    """Whether the place (None: all of the département) is within what the actor holds."""
    return actor.circonscriptions is None or circonscription in actor.circonscriptions


def works_within(actor: Actor, works_in: Collection[str]) -> bool:
    """Whether a service that works there (nothing: everywhere) works where the actor is."""
    places = actor.circonscriptions
    return places is None or not works_in or not places.isdisjoint(works_in)


def _of_oneself(keeping: Keeping) -> bool:
    if keeping.agent is None or keeping.actor.agent != keeping.agent:
        return False
    return keeping.event in _GIVING or (keeping.event == CHANGED and keeping.in_office)


def _reserved(keeping: Keeping) -> bool:
    """What would give somebody a hand over decisions, the trail or accounts, or take it away."""
    if keeping.actor.role is Role.ADMINISTRATEUR:
        return False
    roles: Iterable[Role] = ()
    if keeping.event in _GIVING and keeping.about is not None:
        roles = (keeping.about.role,)
    elif keeping.event == CHANGED:
        roles = (one.role for one in keeping.held)
    return not _GIVEN_BY_AN_OFFICE.issuperset(roles)


_GIVEN_BY_AN_OFFICE = frozenset(_GIVEN[Role.BOP])


def _allowed(keeping: Keeping) -> bool:
    actor = keeping.actor
    if keeping.event in _OF_THEIR_LIFE and any(_same_capacity(actor, one) for one in keeping.held):
        return True
    if keeping.about is not None and keeping.about.role not in given(actor):
        return False
    if actor.role is Role.RESPONSABLE_SERVICE:
        return _of_their_service(keeping)
    return actor.role in _GIVEN


def _of_their_service(keeping: Keeping) -> bool:
    service = keeping.actor.service_id
    if service is None:
        return False
    if keeping.about is not None:
        return keeping.about.service == service
    if keeping.event in _BEGINNING:
        return True
    return any(one.service == service for one in keeping.held)


def _touched(keeping: Keeping) -> Collection[Habilitation]:
    """The habilitations that the act gives or takes back. Whoever heads a service says of theirs
    whether they are in office, wherever else they work."""
    if keeping.about is not None:
        return (keeping.about,)
    if keeping.event == CHANGED and keeping.actor.role is not Role.RESPONSABLE_SERVICE:
        return keeping.held
    return ()


def _works_there(keeping: Keeping) -> bool:
    """Whoever is limited to circonscriptions gives only what is exercised there."""
    about, limited = keeping.about, keeping.actor.circonscriptions is not None
    if keeping.event != HABILITATED or about is None or about.service is None or not limited:
        return True
    return not keeping.works_in or about.circonscription in keeping.works_in


def _same_capacity(actor: Actor, held: Habilitation) -> bool:
    if held.role is not actor.role or held.service != actor.service_id:
        return False
    places = actor.circonscriptions
    return places is None or held.circonscription is None or held.circonscription in places


def _not_open(event: str) -> Refusal:
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {LABELS[event]} » ne vous est pas ouvert.",
        remedy="Demandez-le à l’administrateur de l’application, ou au responsable de son service.",
    )
