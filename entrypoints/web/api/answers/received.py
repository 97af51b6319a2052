"""What came in: saisines and recours."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.leaves import (
    Answer,
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Name,
    Token,
)
from entrypoints.web.api.answers.trail import Deadline


class Saisine(Answer):
    """A saisine that waits for the BOP. ``recue_le``: the day that counts; ``entree_le``: when it
    was recorded here; ``double_possible``: another open request may be the same."""

    dossier: Id
    nom: Name
    prenom: Annotated[str, Field(examples=["Marie"])]
    numero_caf: Annotated[str, Field(examples=["1234567"])] | None
    service: Annotated[str, Field(examples=["ALI de Saint-Denis"])] | None
    etat: Annotated[str, Field(examples=["saisine_recue"])]
    canal: Annotated[str, Field(examples=["mail"])] | None
    numero_webrsa: Annotated[str, Field(examples=["4021"])] | None
    urgente: Flag
    recue_le: Instant
    entree_le: Instant
    pieces: Count
    double_possible: Flag


class Saisines(Answer):
    """The saisines that were received, the oldest first. ``suite``: the cursor of the next ones."""

    saisines: list[Saisine]
    suite: Token | None


class ToDeposit(Answer):
    """A saisine that was received: on which day, and the fields of its form."""

    recu_le: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-05-04"])]
    champs: Fields


class Contested(Answer):
    """The last decision that was sent to the person."""

    lettre: Id
    modele: Annotated[str, Field(examples=["reorientation_acceptee"])]
    envoyee_le: Day


class Appeal(Answer):
    """A recours: until when it is answered, in which dossier, what it contests."""

    echeance: Deadline
    dossier: Id | None
    conteste: Contested | None


class Appeals(Answer):
    """The recours, the nearest term first. ``suite``: the cursor of the next ones."""

    recours: list[Appeal]
    suite: Token | None
