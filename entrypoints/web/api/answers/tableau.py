"""The files joined to dossiers and to their lines."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import Agent, Answer, Count, Id, Instant, Sentence


class Piece(Answer):
    """What is told of a file."""

    piece: Id
    dossier: Id
    ligne: Id | None
    sorte: Annotated[str, Field(examples=["presaisine"])]
    nom: Annotated[str, Field(examples=["presaisine.pdf"])]
    type: Annotated[str, Field(examples=["application/pdf"])]
    taille: Count
    sha256: Annotated[str, Field(examples=["9f86d081884c7d65"])]
    service: Id | None
    par: Agent
    jointe_le: Instant
    retiree_le: Instant | None
    retiree_par: Agent | None
    motif_retrait: Sentence | None


class Pieces(Answer):
    """Files."""

    pieces: list[Piece]
