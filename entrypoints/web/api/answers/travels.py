"""The tableau commun as it travels: lines that are added, workbooks that leave and come back."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.leaves import (
    LEGIBLE,
    Answer,
    Content,
    Count,
    Flag,
    Id,
    Instant,
    Name,
    Number,
    Sentence,
)

_Cell = Annotated[str, Field(examples=["E14"])]
_Heading = Annotated[str, Field(examples=["Motif"])]
_Words = Annotated[str, Field(examples=["connu"])]
_Password = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=LEGIBLE, examples=["une phrase pour le tableau"]),
]


class LineToAdd(Answer):
    """Whose line, and what it bears."""

    dossier: Number
    champs: Annotated[
        Fields, Field(examples=[{"nature": "réorientation", "consultee": "2026-05-04"}])
    ]


class LineAdded(Answer):
    """The line that was born."""

    seance: Id
    ligne: Id
    dossier: Id


class Workbook(Answer):
    """The password of the workbook; null: none."""

    mot_de_passe: _Password | None = None


class TableauToTake(Answer):
    """A workbook that comes back: its bytes, and its password when it has one."""

    contenu: Content
    mot_de_passe: _Password | None = None


class CellTaken(Answer):
    """A cell that was taken."""

    cellule: _Cell
    ligne: Id
    personne: Name
    colonne: _Heading
    avant: _Words
    apres: _Words


class CellContested(Answer):
    """A cell that somebody else changed since the export: what is here stays."""

    cellule: _Cell
    ligne: Id
    personne: Name
    colonne: _Heading
    a_l_export: _Words
    ici: _Words
    dans_le_fichier: _Words


class CellRefused(Answer):
    """What was not taken, and why; ``colonne`` null: a whole row."""

    cellule: _Cell
    ligne: Id | None
    personne: Name
    colonne: _Heading | None
    raison: Sentence


class RowInscribed(Answer):
    """A row typed at the bottom that became a line; ``ligne`` null: it would."""

    rangee: Count
    personne: Name
    dossier: Id
    nature: Annotated[str, Field(examples=["reorientation"])]
    ligne: Id | None


class TakenBack(Answer):
    """What became of a workbook. ``service``: for which it had been exported."""

    seance: Id
    service: Id | None
    exporte_le: Instant
    essai: Flag
    notes: list[Sentence]
    changements: list[CellTaken]
    conflits: list[CellContested]
    refus: list[CellRefused]
    inscrites: list[RowInscribed]
    inchangees: Count
