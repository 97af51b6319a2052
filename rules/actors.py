"""Who acts, and in what capacity. Roles of DOMAIN.md §1.2 and §0.15."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The role an agent acts under. Stored in the journal: never renamed. Neither whoever
    administers the application nor the holder of an account, upon that account alone, takes any act
    of the procedure."""

    REFERENT = "referent"
    RESPONSABLE_SERVICE = "responsable_service"
    BAT = "bat"
    BOP = "bop"
    EP = "ep"
    PRESIDENT = "president"
    MANAGER = "manager"
    ADMINISTRATEUR = "administrateur"
    TITULAIRE = "titulaire"
    IMPORT = "import"
    SYSTEME = "systeme"


ROLE_LABELS = {
    Role.REFERENT: "référent ou référente d’un service",
    Role.RESPONSABLE_SERVICE: "responsable de service",
    Role.BAT: "coordination des séances",
    Role.BOP: "bureau de l’orientation",
    Role.EP: "équipe pluridisciplinaire",
    Role.PRESIDENT: "président du conseil départemental",
    Role.MANAGER: "manager",
    Role.ADMINISTRATEUR: "administrateur",
    Role.TITULAIRE: "titulaire du compte",
    Role.IMPORT: "import de webRSA",
    Role.SYSTEME: "planificateur",
}
"""As any département may tell them; its own words are ``rules.words``."""


class Genre(StrEnum):
    """The kinds of service référent that sit in an ICL-I (note 2024-045)."""

    ALI = "ali"
    FRANCE_TRAVAIL = "france_travail"
    SERVICE_SOCIAL = "service_social"
    ASSOCIATION = "association"


GENRE_LABELS = {
    Genre.ALI: "agence locale d’insertion",
    Genre.FRANCE_TRAVAIL: "France Travail",
    Genre.SERVICE_SOCIAL: "service social",
    Genre.ASSOCIATION: "association référente",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts. ``service_id`` and ``genre`` are those of the agent's service, None at the
    département; ``circonscriptions`` is the agent's territory, ``served`` where that service works:
    None means all of the département. ``agent`` is their number when they logged in: at the command
    line somebody is known by their name alone."""

    name: str
    role: Role
    service_id: int | None = None
    genre: Genre | None = None
    circonscriptions: frozenset[str] | None = None
    served: frozenset[str] | None = None
    agent: int | None = None


SYSTEM = Actor(name="planificateur", role=Role.SYSTEME)
WEBRSA = Actor(name="webRSA", role=Role.IMPORT)


class Who(StrEnum):
    """A capacity in which an exit may be taken, told as any département may tell it; its own words
    are ``rules.words``. ``ENTRAINE`` is no person: the exit only happens when another machine drags
    it."""

    SERVICE_REFERENT = "le service référent de la personne"
    ALI_TERRITOIRE = "le service chargé des diagnostics de la circonscription"
    SERVICE_TERRITOIRE = "un service référent de la circonscription"
    BAT = "la coordination des séances"
    BOP = "le bureau de l’orientation"
    EP = "l’équipe pluridisciplinaire"
    PRESIDENT = "le président du conseil départemental"
    IMPORT = "l’import de webRSA"
    SYSTEME = "le planificateur"
    ENTRAINE = "un autre acte de la procédure"


_SERVICE_ROLES = frozenset({Role.REFERENT, Role.RESPONSABLE_SERVICE})
_OF_A_SERVICE = frozenset({Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.SERVICE_TERRITOIRE})
_ROLE_OF = {
    Who.BAT: Role.BAT,
    Who.BOP: Role.BOP,
    Who.EP: Role.EP,
    Who.PRESIDENT: Role.PRESIDENT,
    Who.IMPORT: Role.IMPORT,
    Who.SYSTEME: Role.SYSTEME,
}


def held_by(who: Who) -> frozenset[Role]:
    """The roles of people that hold the capacity: the import and the planificateur are none."""
    if who in _OF_A_SERVICE:
        return _SERVICE_ROLES
    role = _ROLE_OF.get(who)
    return frozenset() if role in (None, Role.IMPORT, Role.SYSTEME) else frozenset({role})


def covers(actor: Actor, circonscription: str | None) -> bool:
    """Whether the actor's territory includes the circonscription (unknown: everyone's)."""
    territory = actor.circonscriptions
    return territory is None or circonscription is None or circonscription in territory


def at_work(actor: Actor) -> frozenset[str] | None:
    """Where the actor meets people whom their service does not follow: in their territory, as far
    as the service works there. None: everywhere."""
    territory, served = actor.circonscriptions, actor.served
    if territory is None or served is None:
        return served if territory is None else territory
    return territory & served


def may(actor: Actor, who: Who, *, service_id: int | None, circonscription: str | None) -> bool:
    """Whether the actor holds the capacity for a subject followed by ``service_id`` there."""
    role = _ROLE_OF.get(who)
    if role is not None:
        return actor.role is role and covers(actor, circonscription)
    if who is Who.ENTRAINE or actor.role not in _SERVICE_ROLES:
        return False
    if who is Who.SERVICE_REFERENT:
        return actor.service_id is not None and actor.service_id == service_id
    if who is Who.ALI_TERRITOIRE and actor.genre is not Genre.ALI:
        return False
    return covers(actor, circonscription)
