"""The offer of accompagnement, the services, the agents and their accounts."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    Agent,
    Answer,
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Token,
)

_Place = Annotated[str, Field(examples=["93-03"])]
_Service = Annotated[str, Field(examples=["ALI de Saint-Denis"])]
_Mail = Annotated[str, Field(examples=["samira.haddad@cd93.example"])]
_Hours = Annotated[str, Field(examples=["du lundi au vendredi, 9 h à 17 h"])]


class Offer(Answer):
    """An offer of accompagnement."""

    offre: Id
    version: Annotated[int, Field(examples=[4])]
    libelle: Annotated[str, Field(examples=["Atelier mobilité"])]
    operateur: Annotated[str, Field(examples=["Association Le Relais"])]
    service: Id | None
    genre: Annotated[str, Field(examples=["insertion"])]
    circonscription: _Place | None
    capacite: Count
    places: Count | None
    contingent: Flag
    publiee_le: Instant
    mise_a_jour_le: Instant
    retiree_le: Instant | None


class Offers(Answer):
    """The offers, by name. ``suite``: the cursor of the next ones."""

    offres: list[Offer]
    suite: Token | None


class OfferDone(Answer):
    """The offer, and the version that it has now."""

    offre: Id
    version: Annotated[int, Field(examples=[5])]
    deja_fait: Flag


class Habilitation(Answer):
    """What an agent may act as, from when to when."""

    habilitation: Id
    role: Annotated[str, Field(examples=["referent"])]
    service: Id | None
    libelle: _Service | None
    circonscription: _Place | None
    du: Day
    au: Day | None
    recoit: Flag


class Absence(Answer):
    """An absence, and who is told instead."""

    absence: Id
    du: Day
    au: Day
    suppleant: Id | None
    nom: Agent | None


class Preference(Answer):
    """How an agent is told."""

    canal: Annotated[str, Field(examples=["courriel"])]
    rythme: Annotated[str, Field(examples=["immediat"])]


class Staff(Answer):
    """An agent."""

    agent: Id
    version: Annotated[int, Field(examples=[4])]
    nom: Agent
    courriel: Annotated[str, Field(examples=["samira.haddad@cd93.example"])] | None
    actif: Flag
    habilitations: list[Habilitation]
    absences: list[Absence]
    preferences: list[Preference]


class StaffList(Answer):
    """The agents in office, by name. ``suite``: the cursor of the next ones."""

    agents: list[Staff]
    suite: Token | None


class StaffDone(Answer):
    """The agent, and the version that they have now. ``fait``: the habilitation or the absence
    that was told."""

    agent: Id
    version: Annotated[int, Field(examples=[5])]
    fait: Id | None
    deja_fait: Flag


class AccountDone(Answer):
    """What was done of an account. ``lien``: the address where its owner chooses a password, told
    once; ``sessions_fermees``: how many were."""

    agent: Id
    lien: (
        Annotated[str, Field(examples=["https://reorientation.exemple.fr/compte/lien/pS2b"])] | None
    )
    jusqu_au: Instant | None
    sessions_fermees: Count


class ServiceSheet(Answer):
    """A service in activity. ``circonscriptions`` empty: the whole département."""

    service: Id
    libelle: _Service
    genre: Annotated[str, Field(examples=["ali"])] | None
    circonscriptions: list[_Place]
    adresse: Annotated[str, Field(examples=["3 RUE DU PORT"])] | None
    telephone: Annotated[str, Field(examples=["0148000003"])] | None
    courriel: _Mail | None
    horaires: _Hours | None


class Services(Answer):
    """The services in activity, by name. ``suite``: the cursor of the next ones."""

    services: list[ServiceSheet]
    suite: Token | None


class Hours(Answer):
    """The opening hours of a service, as letters give them."""

    horaires: Annotated[_Hours, Field(max_length=1_000)]
