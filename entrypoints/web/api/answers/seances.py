"""Séances, their lines and what they still await."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.acts import Agenda
from entrypoints.web.api.answers.dossiers import ServiceAnswer, Told
from entrypoints.web.api.answers.leaves import (
    Agent,
    Answer,
    Code,
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Label,
    Name,
    Sentence,
    Token,
)
from entrypoints.web.api.answers.tableau import Piece

_Kind = Annotated[str, Field(examples=["icl"])]
_Place = Annotated[str, Field(examples=["93-03"])]
_Service = Annotated[str, Field(examples=["ALI de Saint-Denis"])]
_State = Annotated[str, Field(examples=["preparation"])]


class Seance(Answer):
    """A séance."""

    seance: Id
    version: Annotated[int, Field(examples=[4])]
    genre: _Kind
    circonscription: _Place | None
    date_seance: Instant
    lieu: Annotated[str, Field(examples=["Salle du conseil"])] | None
    etat: _State
    remplacee_par: Id | None
    a_la_suite_de: Id | None
    suivie_de: Id | None
    nombre_lignes: Count


class Seances(Answer):
    """The séances between two days that are open to whoever asks. ``suite``: the cursor of the next
    ones."""

    du: Day
    au: Day
    seances: list[Seance]
    suite: Token | None


class SeanceSheet(Seance):
    """A séance, and the services that sit in it."""

    services: Annotated[list[str], Field(examples=[["ALI de Saint-Denis"]])]


class AgendaSheet(Agenda):
    """The agenda: settled, or as the rules propose it."""

    propose: Flag
    permanence: Count | None


class Sitting(Answer):
    """A service that sits, and whether it opened its lines to the others."""

    service: Id
    libelle: _Service
    a_partage: Flag


class Late(Answer):
    """What was late at the cut-off."""

    code: Code
    phrase: Sentence


class Motivated(Answer):
    """Who decided something of a line, and why."""

    par: Agent
    role: Annotated[str, Field(examples=["bat"])]
    service: Id | None
    le: Instant
    motif: Sentence | None


class TableauLine(Answer):
    """A line of the tableau commun."""

    ligne: Id
    dossier: Id
    version: Annotated[int, Field(examples=[4])]
    rang: Count | None
    etat: Annotated[str, Field(examples=["inscrit"])]
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    date_naissance: Day | None
    numero_demande_rsa: Annotated[str, Field(examples=["20210001234"])] | None
    ville: Annotated[str, Field(examples=["SAINT-DENIS"])] | None
    service: Id | None
    libelle_service: _Service | None
    nature: Annotated[str, Field(examples=["reorientation"])]
    demandee_le: Day
    motif_code: Count | None
    motif: Sentence | None
    service_souhaite: Id | None
    libelle_service_souhaite: _Service | None
    consultee_le: Day | None
    accord_allocataire: Flag | None
    accord_accueil: Flag | None
    priorite: Count | None
    urgente: Flag | None
    invites: Count
    methode: Code | None
    issue: Code | None
    inscrite_le: Instant | None
    reponses: list[ServiceAnswer]
    prevenue: Told | None
    hors_delai: list[Late]
    gardee: Motivated | None
    seance_tenante: Motivated | None
    pieces: list[Piece]


class Tableau(Answer):
    """The lines of a séance that are open to whoever asks. ``pas_encore_partagees``: how many are
    not."""

    seance: Id
    version: Annotated[int, Field(examples=[4])]
    genre: _Kind
    circonscription: _Place | None
    date_seance: Instant
    lieu: Annotated[str, Field(examples=["Salle du conseil"])] | None
    etat: _State
    vu_par: Id | None
    services: list[Sitting]
    pas_encore_partagees: Count
    lignes: list[TableauLine]


class Sending(Answer):
    """Something that a service sends before a séance."""

    attendu: Flag
    envoye: Instant | None
    echeance: Instant | None
    en_retard: Flag


class Readiness(Answer):
    """What is awaited of a service. The lists are of lines."""

    service: Id
    libelle: _Service
    lignes: Count
    aux_services: Sending
    a_la_coordination: Sending
    besoins: Sending
    sans_reponse: Annotated[list[int], Field(examples=[[12]])]
    sans_priorite: Annotated[list[int], Field(examples=[[12]])]
    invites_a_dire: Annotated[list[int], Field(examples=[[12]])]
    complet: Flag


class Invited(Answer):
    """Who did not answer a convocation."""

    participant: Id
    siege: Label
    nom: Agent | None
    service: Id | None
    convoque_le: Instant | None


class Completeness(Answer):
    """What a séance still awaits, and from whom."""

    seance: Id
    services: list[Readiness]
    convocations: list[Invited]
