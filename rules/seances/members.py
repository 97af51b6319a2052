"""The members who hold the seats of a kind of séance, and their deputies: what may be said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.actors import GENRE_LABELS, Actor, Role
from rules.fields import Field, Kind
from rules.refusals import Refusal
from rules.seances.kinds import SeanceKind
from rules.situation import ServiceView
from rules.wording import colon, day_of_month, numbered
from rules.words import Topic

ADDED, CHANGED, ENDED = "ajouter_membre", "modifier_membre", "retirer_membre"
"""The acts on a member. Stored in its chain: never renamed."""

GENRE = Field(
    name="genre",
    label="le genre de séance, sauf pour un suppléant",
    kind=Kind.CODE,
    required=False,
)
SIEGE = Field(
    name="siege", label="le siège occupé, sauf pour un suppléant", kind=Kind.CODE, required=False
)
CIRCONSCRIPTION = Field(
    name="circonscription",
    label="la circonscription ; rien : toutes celles du département",
    kind=Kind.CODE,
    required=False,
)
SERVICE = Field(name="service", label="son service", kind=Kind.SERVICE, required=False)
SUPPLEANT_DE = Field(
    name="suppleant_de",
    label="le numéro du membre dont c’est le suppléant",
    kind=Kind.ENTIER,
    required=False,
)
NOM = Field(name="nom", label="son nom", personal=True)
NOUVEAU_NOM = Field(name="nom", label="son nom, s’il change", required=False, personal=True)
QUALITE = Field(name="qualite", label="sa qualité", required=False, personal=True)
COURRIEL = Field(
    name="courriel",
    label="son adresse de courriel",
    kind=Kind.COURRIEL,
    required=False,
    personal=True,
)
DU = Field(name="du", label="le premier jour", kind=Kind.DATE)
AU = Field(name="au", label="le dernier jour, s’il est connu", kind=Kind.DATE, required=False)
DERNIER_JOUR = Field(name="au", label="le dernier jour", kind=Kind.DATE)

FORMS: Mapping[str, tuple[Field, ...]] = {
    ADDED: (
        *(GENRE, SIEGE, CIRCONSCRIPTION, SERVICE, SUPPLEANT_DE),
        *(NOM, QUALITE, COURRIEL, DU, AU),
    ),
    CHANGED: (NOUVEAU_NOM, QUALITE, COURRIEL),
    ENDED: (DERNIER_JOUR,),
}
LABELS: Mapping[str, str] = {
    ADDED: "Ajouter un membre",
    CHANGED: "Modifier un membre",
    ENDED: "Mettre fin à la qualité de membre",
}
_OF_A_SERVICE = frozenset({Role.REFERENT, Role.RESPONSABLE_SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member as they are known: of which kind of séance, on which seat, where, of which service,
    the deputy of whom, and between which days (inclusive; ``end`` None: open-ended)."""

    genre: str
    seat: str
    circonscription: str | None
    service: int | None
    deputy_of: int | None
    start: date
    end: date | None


def not_allowed(event: str, actor: Actor, kind: SeanceKind, service: object) -> Refusal | None:
    """Whoever coordinates keeps the members, a service its own."""
    if actor.role in kind.coordinators:
        return None
    own = actor.service_id
    if actor.role in _OF_A_SERVICE and own is not None and own == service:
        return None
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {LABELS[event]} » ne vous est pas ouvert.",
        remedy=f"Demandez-le à son service ; la séance est coordonnée par {kind.coordinated_by}.",
    )


def impossible(kind: SeanceKind, member: Member, service: ServiceView | None) -> Iterator[Refusal]:
    """What a member cannot be. ``service``: the one that is named, None when there is none."""
    seat = kind.seat(member.seat)
    if seat is None:
        known = ", ".join(f"« {one.code} »" for one in kind.seats) or "aucun"
        yield Refusal(
            code="siege_inconnu",
            sentence=f"« {kind.label} » n’a pas de siège « {member.seat} ».",
            remedy=f"{colon('Choix', known)}.",
            field="siege",
        )
        return
    if seat.of_prescriber:
        yield Refusal(
            code="siege_du_prescripteur",
            sentence=f"« {seat.label} » est le siège de qui présente la ligne : il n’a pas de"
            " membre.",
            remedy="La personne référente du dossier y est convoquée d’elle-même.",
            source=kind.offices.text(Topic.PRESENCE),
            field="siege",
        )
    elif seat.in_person and member.deputy_of is not None:
        yield Refusal(
            code="siege_en_personne",
            sentence=f"« {seat.label} » vient en personne : il n’a pas de suppléant.",
            remedy="Ajoutez un autre membre au siège, s’il est partagé.",
            source=kind.offices.text(Topic.PRESENCE),
            field="suppleant_de",
        )
    if not seat.genres and service is not None:
        yield Refusal(
            code="siege_sans_service",
            sentence=f"« {seat.label} » n’est pas le siège d’un service.",
            remedy="Retirez « service », ou choisissez un autre siège.",
            field="service",
        )
    elif seat.genres and (service is None or service.genre not in seat.genres):
        kinds = " ou ".join(sorted(GENRE_LABELS[genre] for genre in seat.genres))
        yield Refusal(
            code="siege_d_un_autre_service",
            sentence=f"« {seat.label} » est le siège d’un service : {kinds}.",
            remedy="Indiquez « service », de ce genre.",
            to_enter=service is None,
            field="service",
        )
    if member.end is not None and member.end < member.start:
        yield ends_before_it_begins(member.start)


def ends_before_it_begins(start: date) -> Refusal:
    """A last day that is before the first."""
    return Refusal(
        code="periode_a_l_envers",
        sentence=f"La qualité de membre commence le {day_of_month(start)} : le dernier jour est"
        " avant.",
        remedy="Corrigez « au ».",
        field="au",
    )


def there_already(number: int) -> Refusal:
    """Somebody of that name holds that seat already."""
    return Refusal(
        code="membre_deja_la",
        sentence=f"Quelqu’un de ce nom occupe déjà ce siège : le membre {numbered(number)}.",
        remedy="Il n’y a rien à faire ; s’il s’agit d’un homonyme, distinguez leurs noms.",
        field="nom",
    )


def not_a_member(number: int) -> Refusal:
    """A deputy of nobody, or of a deputy."""
    return Refusal(
        code="titulaire_inconnu",
        sentence=f"Le membre {numbered(number)} n’existe pas, ou est lui-même suppléant.",
        remedy="Choisissez un titulaire : « membre lister » en donne les numéros.",
        field="suppleant_de",
    )
