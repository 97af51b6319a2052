"""Acts: what may be done, what is said, what came of it, why not."""

from typing import Annotated

from pydantic import ConfigDict, Field, RootModel

from entrypoints.web.api.answers.leaves import (
    LEGIBLE,
    Answer,
    Code,
    Count,
    Flag,
    Id,
    Instant,
    Label,
    Reason,
    Sentence,
)

_Event = Annotated[str, Field(examples=["consulter"])]
_Rule = Annotated[str, Field(examples=["3-PRESAISINE"])]
_Status = Annotated[str, Field(examples=["ouverte"])]
Value = (
    Annotated[str, Field(max_length=20_000)]
    | Annotated[int, Field(ge=-(2**53), le=2**53)]
    | bool
    | None
)


class Fields(RootModel[dict[Annotated[str, Field(max_length=60, pattern=LEGIBLE)], Value]]):
    """The fields of an act by their names, as ``champs`` tells them: a text, a whole number, true
    or false; a date is ``AAAA-MM-JJ``, an hour ``HH:MM``, lists are written as ``12,15``."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={"examples": [{"date": "2026-05-04", "accord": True}]},
    )


class Motive(Answer):
    """Why an act is undone."""

    motif: Annotated[
        str,
        Field(min_length=1, max_length=2_000, examples=["saisi dans le mauvais dossier"]),
    ]

    model_config = ConfigDict(extra="forbid", strict=True)


class AskedField(Answer):
    """A field that an act asks for."""

    nom: Annotated[str, Field(examples=["date"])]
    libelle: Annotated[str, Field(examples=["la date de la consultation"])]
    genre: Annotated[str, Field(examples=["date"])]
    obligatoire: Flag
    choix: Annotated[list[str], Field(examples=[[]])]


class Way(Answer):
    """An act, where it leads, and every reason why not."""

    machine: Annotated[str, Field(examples=["dossier"])]
    acte: _Event
    libelle: Annotated[str, Field(examples=["Consulter la personne"])]
    vers: Code
    possible: Flag
    champs: list[AskedField]
    refus: list[Reason]


class Ways(Answer):
    """The acts of where one stands."""

    version: Annotated[int, Field(examples=[4])]
    actes: list[Way]


class Move(Answer):
    """A step of a machine."""

    machine: Annotated[str, Field(examples=["dossier"])]
    acte: _Event
    de: Code | None
    vers: Code


class Change(Answer):
    """What became of a deadline."""

    regle: _Rule
    version_regle: Annotated[str, Field(examples=["2024-11"])]
    statut: _Status
    terme: Instant | None


class Done(Answer):
    """What an act on a dossier brought about. ``deja_fait``: its key had served to the same act."""

    dossier: Id
    version: Annotated[int, Field(examples=[5])]
    numero: Count
    etat: Code
    mouvements: list[Move]
    dossier_suivant: Id | None
    ligne: Id | None
    echeances: list[Change]
    messages: Count
    deja_fait: Flag


class Tried(Answer):
    """What the act would meet now; nothing was written."""

    possible: Flag
    refus: list[Reason]


class NotInscribed(Answer):
    """A line that the next séance could not take."""

    dossier: Id
    refus: list[Reason]


class Redated(Answer):
    """What became of a deadline of a séance, of its services or of its dossiers."""

    regle: _Rule
    seance: Id | None
    service: Id | None
    dossier: Id | None
    statut: _Status
    avant: Instant | None
    apres: Instant | None
    fixee: Flag


class AgendaReason(Answer):
    """Why a line has its place."""

    code: Code
    valeur: Annotated[str, Field(examples=["2"])]
    phrase: Sentence


class AgendaLine(Answer):
    """A line of an agenda."""

    ligne: Id
    dossier: Id
    rang: Count | None
    minutes: Count | None
    invites: Count
    reports: Count
    raisons: list[AgendaReason]
    phrase: Sentence


class Agenda(Answer):
    """The agenda of a séance: who is examined, who is put off, and why."""

    situations: Count
    minutes: Count | None
    minutes_points: Count
    duree: Count | None
    depassement: Count
    charge: Label
    demande: Label
    retenues: list[AgendaLine]
    reportees: list[AgendaLine]


class SeanceDone(Answer):
    """What an act on a séance brought about."""

    seance: Id
    version: Annotated[int, Field(examples=[5])]
    etat: Code
    lignes: list[Done]
    non_reinscrits: list[NotInscribed]
    messages: Count
    convocations: Count
    echeances_deplacees: Count
    echeances_fixees_inchangees: Count
    echeances: list[Redated]
    ordre_du_jour: Agenda | None
    seance_suivante: Id | None
    date_seance_suivante: Instant | None
    deja_fait: Flag
