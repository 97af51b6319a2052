"""What becomes of lines: of one by an act, of many at once, each by itself."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.acts import Done, Fields
from entrypoints.web.api.answers.leaves import Answer, Conflict, Count, Flag, Id, Number, Reason

MOST = 500
"""Lines of one demand."""

Act = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$", examples=["accepter"])]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[4])]


class LineDone(Answer):
    """What an act of a line brought about. ``version``: that of its dossier."""

    ligne: Id
    dossier: Id
    version: Annotated[int, Field(examples=[5])]
    messages: Count
    deja_fait: Flag


class Became(Answer):
    """What became of a line, or would: fait, deja_fait, possible, refus (``refus`` says why),
    change (``conflit`` says who changed its dossier), echec (the base did not take it: ask
    again)."""

    ligne: Id
    dossier: Id
    acte: Annotated[str, Field(examples=["accepter"])]
    issue: Annotated[str, Field(examples=["fait"])]
    refus: list[Reason]
    conflit: Conflict | None
    resultat: Done | None


class Result(Answer):
    """The result of a line: an act, its fields, the version of the dossier that was read."""

    ligne: Number
    acte: Act
    version: Version
    champs: Fields


class Results(Answer):
    """Results of several lines, each recorded by itself."""

    resultats: Annotated[list[Result], Field(min_length=1, max_length=MOST)]


class ResultsDone(Answer):
    """What became of each, in the order in which they were said."""

    resultats: list[Became]
