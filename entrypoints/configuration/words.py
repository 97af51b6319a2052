"""The words of a département in the configuration: its offices, the texts that refusals cite."""

from types import MappingProxyType
from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.kinds import Form, Text
from rules.words import Office, Topic, Words


class VocabulaireForm(Form):
    acteurs: Annotated[
        dict[Annotated[Office, Strict(False)], Text],
        Field(
            default_factory=dict,
            description="Comment s’appellent ici les bureaux, avec l’article : « le BOP »",
        ),
    ]
    textes: Annotated[
        dict[Annotated[Topic, Strict(False)], Text],
        Field(
            default_factory=dict,
            description="Le document du département qui règle chaque sujet ; rien : aucun",
        ),
    ]

    def value(self) -> Words:
        """The words."""
        return Words(offices=MappingProxyType(self.acteurs), texts=MappingProxyType(self.textes))
