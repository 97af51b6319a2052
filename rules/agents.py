"""The agents: what may be said of them. DOMAIN.md §1.2 for the roles; by whom: ``rules.keepers``.

An agent is named once, habilitated for as many capacities as they hold, each between two days.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.actors import Role
from rules.fields import Field, Kind
from rules.refusals import Refusal
from rules.telling import Rhythm
from rules.wording import day_of_month, numbered

CREATED, CHANGED = "creer_agent", "modifier_agent"
HABILITATED, ENDED = "habiliter_agent", "deshabiliter_agent"
AWAY, BACK = "noter_absence_agent", "ecourter_absence_agent"
PREFERRED = "regler_preference_agent"
"""The acts on an agent. Stored in its chain: never renamed."""

NEVER = "jamais"
"""The rhythm that closes a channel to an agent."""

NOM = Field(name="nom", label="son nom", personal=True)
NOUVEAU_NOM = Field(name="nom", label="son nom, s’il change", required=False, personal=True)
COURRIEL = Field(
    name="courriel", label="son adresse de courriel", kind=Kind.COURRIEL, personal=True
)
NOUVEAU_COURRIEL = Field(
    name="courriel",
    label="son adresse de courriel, si elle change",
    kind=Kind.COURRIEL,
    required=False,
    personal=True,
)
ACTIF = Field(name="actif", label="s’il est en fonction", kind=Kind.OUI_NON, required=False)

OFFICES = (Role.BAT, Role.BOP, Role.EP, Role.PRESIDENT, Role.MANAGER, Role.ADMINISTRATEUR)
OF_A_SERVICE = (Role.REFERENT, Role.RESPONSABLE_SERVICE)

ROLE = Field(
    name="role",
    label="le rôle",
    kind=Kind.CHOIX,
    choices=tuple(role.value for role in (*OF_A_SERVICE, *OFFICES)),
)
SERVICE = Field(
    name="service",
    label="le service, pour un référent ou un responsable",
    kind=Kind.SERVICE,
    required=False,
)
CIRCONSCRIPTION = Field(
    name="circonscription",
    label="la circonscription ; rien : toutes celles du département",
    kind=Kind.CODE,
    required=False,
)
DU = Field(name="du", label="le premier jour", kind=Kind.DATE)
AU = Field(name="au", label="le dernier jour, s’il est connu", kind=Kind.DATE, required=False)
DERNIER_JOUR = Field(name="au", label="le dernier jour", kind=Kind.DATE)
RECOIT = Field(
    name="recoit",
    label="si les messages de ce rôle lui parviennent ; rien : oui",
    kind=Kind.OUI_NON,
    required=False,
)
HABILITATION = Field(name="habilitation", label="le numéro de l’habilitation", kind=Kind.ENTIER)
SUPPLEANT = Field(
    name="suppleant",
    label="le numéro de l’agent prévenu à sa place",
    kind=Kind.ENTIER,
    required=False,
)
ABSENCE = Field(name="absence", label="le numéro de l’absence", kind=Kind.ENTIER)
CANAL = Field(name="canal", label="le canal", kind=Kind.CODE)
RYTHME = Field(
    name="rythme",
    label="quand il est prévenu",
    kind=Kind.CHOIX,
    choices=(*(rhythm.value for rhythm in Rhythm), NEVER),
)

FORMS: Mapping[str, tuple[Field, ...]] = {
    CREATED: (NOM, COURRIEL),
    CHANGED: (NOUVEAU_NOM, NOUVEAU_COURRIEL, ACTIF),
    HABILITATED: (ROLE, SERVICE, CIRCONSCRIPTION, DU, AU, RECOIT),
    ENDED: (HABILITATION, DERNIER_JOUR),
    AWAY: (DU, DERNIER_JOUR, SUPPLEANT),
    BACK: (ABSENCE, DERNIER_JOUR),
    PREFERRED: (CANAL, RYTHME),
}
LABELS: Mapping[str, str] = {
    CREATED: "Créer un agent",
    CHANGED: "Modifier un agent",
    HABILITATED: "Habiliter un agent",
    ENDED: "Mettre fin à une habilitation",
    AWAY: "Noter une absence",
    BACK: "Écourter une absence",
    PREFERRED: "Régler comment un agent est prévenu",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habilitation:
    """What an agent may act as, between two days (``end`` included; None: open-ended)."""

    id: int | None
    role: Role
    service: int | None
    circonscription: str | None
    start: date
    end: date | None

    def meets(self, other: "Habilitation") -> bool:
        """Whether both are of one capacity and share a day."""
        mine = (self.role, self.service, self.circonscription)
        if mine != (other.role, other.service, other.circonscription):
            return False
        begins_in_time = other.end is None or self.start <= other.end
        return begins_in_time and (self.end is None or other.start <= self.end)


def impossible(asked: Habilitation, held: Collection[Habilitation]) -> Iterator[Refusal]:
    """What a habilitation cannot be, beside those that the agent has."""
    if asked.role in OF_A_SERVICE and asked.service is None:
        yield Refusal(
            code="service_attendu",
            sentence=f"Le rôle « {asked.role} » s’exerce dans un service.",
            remedy="Indiquez « service ».",
            to_enter=True,
            field="service",
        )
    if asked.role in OFFICES and asked.service is not None:
        yield Refusal(
            code="service_de_trop",
            sentence=f"Le rôle « {asked.role} » n’est pas celui d’un service.",
            remedy="Retirez « service ».",
            field="service",
        )
    if asked.end is not None and asked.end < asked.start:
        yield ends_before_it_begins(asked.start)
    for one in held:
        if one.meets(asked):
            yield Refusal(
                code="habilitation_deja_la",
                sentence=f"L’habilitation {numbered(one.id or 0)} couvre déjà ce rôle, ce service "
                "et cet endroit, ces jours-là.",
                remedy="Il n’y a rien à faire, ou mettez-y fin d’abord.",
                field="du",
            )


def ends_before_it_begins(start: date) -> Refusal:
    """A last day that is before the first."""
    return Refusal(
        code="periode_a_l_envers",
        sentence=f"Le premier jour est le {day_of_month(start)} : le dernier est avant.",
        remedy="Corrigez « au ».",
        field="au",
    )


def address_taken(number: int) -> Refusal:
    """An agent is known by their address."""
    return Refusal(
        code="courriel_deja_pris",
        sentence=f"Cette adresse est celle de l’agent {numbered(number)}.",
        remedy="Modifiez cet agent, ou donnez une autre adresse.",
        field="courriel",
    )


def nothing_to_change() -> Refusal:
    """A form that says nothing."""
    return Refusal(
        code="rien_a_modifier",
        sentence="Rien n’est dit de nouveau.",
        remedy="Indiquez « nom », « courriel » ou « actif ».",
        to_enter=True,
        field="nom",
    )


def not_in_office() -> Refusal:
    """An agent who is no longer in office receives no capacity."""
    return Refusal(
        code="agent_inactif",
        sentence="Cet agent n’est plus en fonction.",
        remedy="Remettez-le en fonction d’abord : « agent modifier », actif=oui.",
    )


def no_such_substitute(number: int) -> Refusal:
    """Somebody who cannot be told in the place of another."""
    return Refusal(
        code="suppleant_inconnu",
        sentence=f"L’agent {numbered(number)} n’existe pas, n’est plus en fonction, ou est "
        "l’absent lui-même.",
        remedy="Choisissez un autre agent : « agent lister » en donne les numéros.",
        field="suppleant",
    )


def not_of_the_agent(what: str, number: int, field: str) -> Refusal:
    """A habilitation or an absence that is another's. ``what``: « L’habilitation »."""
    return Refusal(
        code=f"{field}_inconnue",
        sentence=f"{what} {numbered(number)} n’est pas de cet agent.",
        remedy="« agent voir » donne les siennes.",
        field=field,
    )


def closed_channel(channel: str, known: Collection[str]) -> Refusal:
    """A channel that the département has not opened."""
    return Refusal(
        code="canal_ferme",
        sentence=f"Le canal « {channel} » n’est pas ouvert.",
        remedy=f"Choix : {', '.join(sorted(known))}.",
        field="canal",
    )


def last_channel() -> Refusal:
    """Somebody whom nothing would reach."""
    return Refusal(
        code="dernier_canal",
        sentence="Un agent est prévenu par un canal au moins.",
        remedy="Ouvrez-lui d’abord un autre canal.",
        field="rythme",
    )
