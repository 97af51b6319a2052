"""What is written of a séance, and who was there."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    LEGIBLE,
    Answer,
    Code,
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Label,
    Name,
    Number,
    Token,
)
from entrypoints.web.api.answers.lines import MOST

_Place = Annotated[str, Field(examples=["93-03"])]
_Service = Annotated[str, Field(examples=["ALI de Saint-Denis"])]


class MinutesDue(Answer):
    """A séance whose compte rendu is to be sent. ``terme`` null: nothing runs yet."""

    seance: Id
    genre: Annotated[str, Field(examples=["icl"])]
    circonscription: _Place | None
    date_seance: Instant
    etat: Annotated[str, Field(examples=["tenue"])]
    lignes: Count
    terme: Instant | None


class MinutesDueList(Answer):
    """The comptes rendus to be sent, the nearest deadline first. ``suite``: the cursor of the next
    ones."""

    seances: list[MinutesDue]
    suite: Token | None


class Attended(Answer):
    """Somebody of a compte rendu."""

    nom: Annotated[str, Field(examples=["Samira Haddad"])] | None
    fonction: Label | None
    service: _Service | None
    presence: Annotated[str, Field(examples=["present"])] | None
    arrivee: Annotated[str, Field(examples=["10:15"])] | None
    depart: Annotated[str, Field(examples=["11:45"])] | None


class Tally(Answer):
    """How many lines came out in a state."""

    etat: Annotated[str, Field(examples=["favorable"])]
    lignes: Count


class Detail(Answer):
    """What the result of a line says."""

    champ: Annotated[str, Field(examples=["motif"])]
    texte: Label


class Granted(Answer):
    """The type of orientation and the service, by their numbers."""

    type_orientation: Count | None
    service: Id | None


class Ruled(Answer):
    """What was decided after the avis of an EP."""

    acte: Annotated[str, Field(examples=["decider_accepter"])]
    jour: Day
    accorde: Granted | None
    motif: Label | None


class MinutesLine(Answer):
    """A line of a compte rendu, and what became of it."""

    ligne: Id
    rang_seance: Count | None
    dossier: Id
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    nature: Annotated[str, Field(examples=["reorientation"])]
    service: _Service | None
    service_souhaite: _Service | None
    etat: Annotated[str, Field(examples=["favorable"])]
    methode: Annotated[str, Field(examples=["collegiale"])] | None
    issue: Code | None
    accord_accueil: Flag | None
    precisions: list[Detail]
    prochaine_seance: Instant | None
    remarque: Label | None
    accorde: Granted | None
    decision_attendue: Flag
    decision: Ruled | None


class Point(Answer):
    """A point of the agenda that is about nobody."""

    titre: Label
    conclusion: Label | None


class Minutes(Answer):
    """A version of the compte rendu, or its draft (``envoye_le`` null). ``textes``: the parts that
    whoever coordinates wrote, by name."""

    seance: Id
    document: Annotated[str, Field(examples=["compte_rendu"])]
    version: Count
    envoye_le: Day | None
    a_renvoyer: Flag
    changements: Annotated[list[str], Field(examples=[["Présences revues"]])]
    participants: list[Attended]
    presences_relevees: Flag
    quorum: Annotated[str, Field(examples=["Quorum atteint."])] | None
    bilan: list[Tally]
    lignes: list[MinutesLine]
    points: list[Point]
    textes: Annotated[
        dict[Annotated[str, Field(pattern=LEGIBLE)], str],
        Field(examples=[{"introduction": "La séance est ouverte à 9 h 30."}]),
    ]


class Version(Answer):
    """A version that was sent."""

    version: Count
    envoye_le: Instant
    empreinte: Annotated[str, Field(examples=["9f86d081884c7d65"])]
    modele: Count


class Versions(Answer):
    """The versions that were sent, and what the next one would change."""

    seance: Id
    document: Annotated[str, Field(examples=["compte_rendu"])]
    versions: list[Version]
    a_renvoyer: Flag
    changements: Annotated[list[str], Field(examples=[["Présences revues"]])]


class Deputy(Answer):
    """Who may take a place that day."""

    membre: Id
    nom: Annotated[str, Field(examples=["Samira Haddad"])]


class Attendee(Answer):
    """Somebody awaited in a séance."""

    participant: Id
    siege: Annotated[str, Field(examples=["presidence"])]
    fonction: Label
    en_personne: Flag
    nom: Annotated[str, Field(examples=["Samira Haddad"])] | None
    qualite: Label | None
    courriel: Annotated[str, Field(examples=["samira.haddad@cd93.example"])] | None
    service: Id | None
    libelle: _Service | None
    convoque_le: Instant | None
    reponse: Annotated[str, Field(examples=["vient"])] | None
    remplacant: Annotated[str, Field(examples=["Samira Haddad"])] | None
    presence: Annotated[str, Field(examples=["present"])] | None
    arrivee: Annotated[str, Field(examples=["10:15"])] | None
    depart: Annotated[str, Field(examples=["11:45"])] | None
    suppleants: list[Deputy]


class Quorum(Answer):
    """How the quorum stands."""

    atteint: Flag
    presents: Count
    minimum: Count
    manquent: Annotated[list[str], Field(examples=[["presidence"]])]
    phrase: Annotated[str, Field(examples=["Quorum atteint."])]


class Guest(Answer):
    """Who is invited for a line."""

    invite: Id
    ligne: Id
    dossier: Id
    qui: Annotated[str, Field(examples=["allocataire"])]
    nom: Name | None
    qualite: Label | None
    courriel: Annotated[str, Field(examples=["marie.dupont@exemple.fr"])] | None
    confirme: Flag
    venu: Flag


class Attendance(Answer):
    """Who sits in a séance, who is invited for its lines, how the quorum stands."""

    participants: list[Attendee]
    presences_relevees: Flag
    sieges_vides: Annotated[list[str], Field(examples=[["Présidence"]])]
    quorum: Quorum | None
    invites: list[Guest]


class ToChase(Answer):
    """The services and the participants to be written to; null: all those that are awaited."""

    services: Annotated[list[Number], Field(max_length=MOST)] | None = None
    participants: Annotated[list[Number], Field(max_length=MOST)] | None = None


class Chased(Answer):
    """Who was written to, and who had been that day already."""

    seance: Id
    services: Annotated[list[int], Field(examples=[[12]])]
    participants: Annotated[list[int], Field(examples=[[12]])]
    deja_relances: Count
    deja_fait: Flag
