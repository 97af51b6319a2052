"""Dossiers, as the API tells them."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    Answer,
    Code,
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Label,
    Name,
    Token,
)

_Place = Annotated[str, Field(examples=["93-03"])]
_Right = Annotated[str, Field(examples=["ouvert"])]
_Service = Annotated[str, Field(examples=["ALI de Saint-Denis"])]
_Nature = Annotated[str, Field(examples=["reorientation"])]
_Kind = Annotated[str, Field(examples=["icl"])]
_Words = Annotated[str, Field(examples=["Proposée en pré-saisine."])]
_Number = Annotated[str, Field(examples=["0612345678"])]


class DossierLine(Answer):
    """A dossier of the list."""

    dossier: Id
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    etat: Code
    rang: Count | None
    service: _Service | None
    circonscription: _Place | None
    clos_le: Instant | None
    prochaine_echeance: Instant | None
    en_retard: Flag


class DossierList(Answer):
    """Some dossiers. ``suite``: the cursor of the next ones, null when there are none."""

    dossiers: list[DossierLine]
    suite: Token | None


class Person(Answer):
    """Who a dossier is about."""

    id: Id
    webrsa_id: Id | None
    civilite: Annotated[str, Field(examples=["MME"])] | None
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    date_naissance: Day
    numero_demande_rsa: Annotated[str, Field(examples=["20210001234"])] | None
    telephone: _Number | None
    email: Annotated[str, Field(examples=["marie.dupont@exemple.fr"])] | None
    ville: Annotated[str, Field(examples=["SAINT-DENIS"])] | None


class Service(Answer):
    """A service référent."""

    id: Id
    libelle: _Service
    genre: Annotated[str, Field(examples=["ali"])] | None


class Request(Answer):
    """An open request for réorientation."""

    id: Id
    ouverte_le: Instant
    motif: _Words | None
    service_souhaite: _Service | None
    consultation: Day | None
    consultation_impossible: Flag
    accord_allocataire: Flag | None
    accord_accueil: Flag | None
    urgente: Flag
    numero_webrsa: Annotated[str, Field(examples=["4021"])] | None


class ServiceAnswer(Answer):
    """What a service answered of the person of a line."""

    service: Id
    libelle: _Service
    reponse: Annotated[str, Field(examples=["connu"])]
    anomalie: Flag
    repondu_le: Instant
    remarque: _Words | None


class Told(Answer):
    """« Personne prévenue le… par… »."""

    le: Day
    par: Annotated[str, Field(examples=["Samira Haddad"])] | None
    moyen: Annotated[str, Field(examples=["telephone"])]


class Line(Answer):
    """An open line of the dossier in a séance."""

    ligne: Id
    nature: _Nature
    etat: Annotated[str, Field(examples=["inscrit"])]
    seance: Id
    genre: _Kind
    date_seance: Instant
    etat_seance: Annotated[str, Field(examples=["preparation"])]
    reponses: list[ServiceAnswer]
    prevenue: Told | None


class WaitingLine(Answer):
    """A line that left its séance unexamined and stands in no other."""

    ligne: Id
    nature: _Nature
    seance: Id
    genre: _Kind
    depuis: Instant


class Member(Answer):
    """Another dossier of the foyer."""

    dossier: Id
    role: Annotated[str, Field(examples=["conjoint"])] | None
    etat: Code
    droit: _Right
    droit_different: Flag


class Scope(Answer):
    """What the person agreed to share."""

    portee: Annotated[str, Field(examples=["diagnostic"])]
    donne_le: Instant


class Sharing(Answer):
    """The agreements of the person to share, and their withdrawal."""

    accords: list[Scope]
    retire_le: Instant | None


class Dossier(Answer):
    """A whole dossier, as far as it is open to whoever asks: the request that is still a draft of
    its service is null, the lines and the members of the foyer are those that are open to them."""

    dossier: Id
    version: Annotated[int, Field(examples=[4])]
    etat: Code
    sens: _Words
    etat_precedent: Code | None
    personne: Person
    rang: Count | None
    origine: Annotated[str, Field(examples=["manuelle"])] | None
    type_orientation: Label | None
    droit: _Right
    service: Service | None
    circonscription: _Place | None
    ne_le: Instant
    clos_le: Instant | None
    dossier_precedent: Id | None
    dossier_suivant: Id | None
    demande: Request | None
    lignes: list[Line]
    lignes_a_reinscrire: list[WaitingLine]
    foyer: list[Member]
    partage: Sharing
