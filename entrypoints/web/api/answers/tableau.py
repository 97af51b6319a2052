"""The files joined to dossiers and to their lines."""

from typing import Annotated, Literal

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    LEGIBLE,
    Agent,
    Answer,
    Content,
    Count,
    Flag,
    Id,
    Instant,
    Number,
    Sentence,
)


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


class PieceToJoin(Answer):
    """A file to be joined: its name with its extension, its bytes; ``ligne`` null: to the dossier
    itself."""

    nom: Annotated[
        str, Field(min_length=1, max_length=200, pattern=LEGIBLE, examples=["presaisine.pdf"])
    ]
    contenu: Content
    sorte: Literal["presaisine", "autre"] = "autre"
    ligne: Number | None = None


class PieceJoined(Answer):
    """The file that was joined. ``devenue_presaisine``: it was there as another file."""

    piece: Id
    sha256: Annotated[str, Field(examples=["9f86d081884c7d65"])]
    sorte: Annotated[str, Field(examples=["autre"])]
    deja_jointe: Flag
    devenue_presaisine: Flag


class PieceRemoved(Answer):
    """The file that was taken away, and of which dossier."""

    piece: Id
    dossier: Id
