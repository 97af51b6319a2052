"""What has facts, deadlines and a chain of its own."""

from enum import StrEnum
from typing import NamedTuple


class SubjectKind(StrEnum):
    """The kinds of subject. Stored: never renamed."""

    PERSONNE = "personne"
    DOSSIER = "dossier"
    SEANCE = "seance"
    SERVICE = "service"
    CIRCONSCRIPTION = "circonscription"
    OFFRE = "offre"
    MEMBRE = "membre"
    AGENT = "agent"
    MESSAGE = "message"


class Subject(NamedTuple):
    """One subject of the registry, by its kind and its key there."""

    kind: SubjectKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind.value} {self.id}"
