"""The files that may be joined, in the configuration."""

from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.kinds import Form
from rules.pieces import FileLimits, FileType


class PiecesForm(Form):
    taille_max_mo: Annotated[
        int, Field(ge=1, le=50, description="Taille d’une pièce jointe, en Mo, au plus")
    ] = 10
    types: Annotated[
        list[Annotated[FileType, Strict(False)]],
        Field(
            default_factory=lambda: list(FileType),
            min_length=1,
            description="Genres de fichier acceptés, par la fin de leur nom",
        ),
    ]

    def value(self) -> FileLimits:
        """What is taken."""
        return FileLimits(largest=self.taille_max_mo, types=frozenset(self.types))
