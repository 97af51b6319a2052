"""The visitor of a kind of séance in the configuration."""

from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.kinds import Email, Form, Text
from rules.seances.visitors import Visitor, WithoutLines


class VisitorForm(Form):
    libelle: Annotated[Text, Field(description="Qui intervient, par sa fonction")]
    courriels: Annotated[list[Email], Field(min_length=1, description="Ses adresses")]
    sans_situation: Annotated[
        Annotated[WithoutLines, Strict(False)],
        Field(
            description="Sans situation à l’échéance D23, la séance s’annule (annuler), ou reste "
            "au programme sans qui intervient (garder)"
        ),
    ] = WithoutLines.ANNULER

    def value(self) -> Visitor:
        """The visitor."""
        return Visitor(
            label=self.libelle,
            addresses=tuple(self.courriels),
            without_lines=self.sans_situation,
        )
