"""Somebody who is about to be created, and those who are alike."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.leaves import Answer, Code, Day, Flag, Id, Name, Number


class Newcomer(Answer):
    """Who is created, by the fields of their identity; whom they are not."""

    champs: Fields
    ecartees: Annotated[list[Number], Field(default_factory=list, max_length=100)]


class Created(Answer):
    """The person, and the dossier that was born."""

    personne: Id
    dossier: Id
    deja_fait: Flag


class Double(Answer):
    """Somebody who may be the same, and what they have in common."""

    personne: Id
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    date_naissance: Day
    numero_demande_rsa: Annotated[str, Field(examples=["20210001234"])] | None
    ville: Annotated[str, Field(examples=["SAINT-DENIS"])] | None
    pourquoi: Annotated[list[str], Field(examples=[["même téléphone"]])]
    dossier: Id
    etat: Code
    service: Annotated[str, Field(examples=["ALI de Saint-Denis"])] | None
    demande_ouverte: Flag


class Alike(Answer):
    """Those who may be the same, those who share most first."""

    semblables: list[Double]
