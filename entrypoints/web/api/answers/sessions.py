"""Who is logged in, and as what."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import Agent, Answer, Id, Instant, Line


class Login(Answer):
    """What opens a session."""

    adresse: Annotated[Line, Field(examples=["samira.haddad@cd93.example"])]
    mot_de_passe: Annotated[
        str, Field(min_length=1, max_length=1_000, examples=["une phrase que je retiens"])
    ]


class Capacity(Answer):
    """A habilitation of the day. ``circonscriptions`` null: the whole département."""

    role: Annotated[str, Field(examples=["referent"])]
    service: Id | None
    libelle_service: Annotated[str, Field(examples=["ALI de Saint-Denis"])] | None
    circonscriptions: Annotated[list[str], Field(examples=[["93-03"]])] | None


class Chosen(Answer):
    """The capacity in which one acts from now on."""

    role: Annotated[Line, Field(examples=["referent"])]
    service: Annotated[int, Field(ge=1, le=2**31 - 1, examples=[1])] | None = None


class Me(Answer):
    """Who the session is. ``qualite`` null: to be chosen, or none."""

    agent: Id
    nom: Agent
    ferme_le: Instant
    qualites: list[Capacity]
    qualite: Capacity | None
    peut_ouvrir: Annotated[list[str], Field(examples=[["voir_dossier"]])]


class Opened(Me):
    """A session that was just opened. ``jeton`` is told once."""

    jeton: Annotated[str, Field(examples=["pS2bq0y3n7mGk1x5v8Zr4t6w9cA-EfHj"])]
    echecs: Annotated[int, Field(examples=[0])]
