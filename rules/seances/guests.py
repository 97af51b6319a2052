"""The guests of a line: a partner of no service, or the allocataire (S2, D18 and D19)."""

from dataclasses import dataclass
from enum import StrEnum

from rules.done import Done


class Whom(StrEnum):
    """Whom a line invites. Stored: never renamed."""

    PARTENAIRE = "partenaire"
    ALLOCATAIRE = "allocataire"


WHOM_LABELS = {
    Whom.PARTENAIRE: "partenaire extérieur",
    Whom.ALLOCATAIRE: "allocataire",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A guest of a line. ``confirmed``: written to for the séance in which the line stands.
    ``name`` and ``declared`` are read for who would invite somebody else."""

    id: int
    whom: Whom
    confirmed: bool
    name: str | None = None
    declared: Done | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """Those of a line. ``allowed``: what whoever coordinates answered about the allocataire's
    coming, None as long as they did not. ``said_none``: whoever presents it said that nobody is
    invited."""

    guests: tuple[Guest, ...] = ()
    allowed: bool | None = None
    said_none: bool = False

    @property
    def told(self) -> bool:
        """Whether it is known who comes: somebody, or nobody (S2: « en utilisant le tableau
        complété des personnes invitées »)."""
        return bool(self.guests) or self.said_none

    @property
    def to_confirm(self) -> tuple[Guest, ...]:
        """The partners who were not written to yet."""
        return tuple(
            one for one in self.guests if one.whom is Whom.PARTENAIRE and not one.confirmed
        )


NOBODY = Guests()
