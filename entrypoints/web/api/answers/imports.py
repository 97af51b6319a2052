"""Files that are imported."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    LEGIBLE,
    Answer,
    Anything,
    Content,
    Count,
    Flag,
    Id,
    Instant,
    Line,
)

_Sha = Annotated[str, Field(examples=["9f86d081884c7d65"])]
_Name = Annotated[str, Field(examples=["suivi.csv"])]
_Column = Annotated[str, Field(min_length=1, max_length=60, pattern=LEGIBLE)]
_Ours = Annotated[dict[_Column, _Column], Field(examples=[{"nom": "Nom d’usage"}])]


class FileToImport(Answer):
    """A file: its name with its extension, its bytes, from whom a table comes."""

    nom: Annotated[
        str, Field(min_length=1, max_length=120, pattern=LEGIBLE, examples=["suivi.csv"])
    ]
    contenu: Content
    organisation: Annotated[Line, Field(examples=["1"])] | None = None


class Deposit(Answer):
    """A file that waits for who brought it, a day at most. ``colonnes``: our columns, by the
    headings that were said to be theirs."""

    depot: Id
    recu_le: Instant
    nom: _Name
    taille: Count
    sha256: _Sha
    organisation: Annotated[str, Field(examples=["1"])] | None
    colonnes: _Ours
    creer: Flag
    reprendre: Flag


class Imported(Answer):
    """A file that was imported one day, by whoever it was."""

    sha256: _Sha
    nom: _Name
    flux: Annotated[str, Field(examples=["tableau"])]
    importe_le: Instant


class ImportReport(Imported):
    """What the import of a file did, as it was told then."""

    rapport: Anything


class Imports(Answer):
    """The files that wait for whoever asks, and the last ones that were imported."""

    en_attente: list[Deposit]
    importes: list[Imported]


class Heading(Answer):
    """A heading of a table, its first values, which of our columns it is taken for."""

    rang: Count
    titre: Annotated[str, Field(examples=["Nom d’usage"])]
    exemples: Annotated[list[str], Field(examples=[["DUPONT"]])]
    colonne: Annotated[str, Field(examples=["Nom"])] | None


class DepositSheet(Deposit):
    """A file that waits; ``titres`` null: a file of webRSA, which has its own."""

    titres: list[Heading] | None


class HowToRead(Answer):
    """From whom a table comes, which of their headings our columns are; whether people whom nobody
    knows are registered, and whether a file that was imported is read again."""

    organisation: Annotated[Line, Field(examples=["1"])] | None = None
    colonnes: _Ours | None = None
    creer: Flag = False
    reprendre: Flag = False
