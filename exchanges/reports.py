"""What an import says it did, or would do."""

from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem

OUTCOMES = {
    "nouvelle": ("nouvelle personne", "nouvelles personnes"),
    "mise_a_jour": ("mise à jour", "mises à jour"),
    "inchangee": ("inchangée", "inchangées"),
    "hors_perimetre": ("hors périmètre", "hors périmètre"),
    "refusee": ("ligne refusée", "lignes refusées"),
}
"""What may become of a person of a file: of one, of several."""


@dataclass(slots=True, kw_only=True)
class FileReport:
    """One file. ``already``: when the same content was imported before, nothing was done now.

    ``people`` counts each person once by what became of them (nouvelle, mise_a_jour, inchangee,
    hors_perimetre, refusee); ``births`` and ``acts`` count by state and by event; ``gaps`` the
    differences newly listed. ``bad`` are the lines that could not be taken. Of a table: ``known``
    counts the facts that were known already, ``columns`` says how its headings were read, ``notes``
    are sentences on how it was read.
    """

    path: Path
    flow: str
    already: datetime | None = None
    total: int = 0
    people: Tally[str] = field(default_factory=Tally)
    births: Tally[str] = field(default_factory=Tally)
    acts: Tally[str] = field(default_factory=Tally)
    gaps: Tally[str] = field(default_factory=Tally)
    aside: Tally[str] = field(default_factory=Tally)
    bad: list[BadLine] = field(default_factory=list)
    warnings: list[tuple[int, Problem]] = field(default_factory=list)
    known: Tally[str] = field(default_factory=Tally)
    columns: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, part: "FileReport") -> None:
        """What came of some of its lines."""
        for mine, more in (
            *((self.people, part.people), (self.births, part.births), (self.acts, part.acts)),
            *((self.gaps, part.gaps), (self.aside, part.aside), (self.known, part.known)),
        ):
            mine.update(more)
        self.bad += part.bad
        self.warnings += part.warnings

    def as_dict(self) -> dict[str, object]:
        """The same for --json and for the registry: no personal data."""
        return {
            "fichier": self.path.name,
            "flux": self.flow,
            "deja_importe_le": None if self.already is None else self.already.isoformat(),
            "lignes": self.total,
            "personnes": dict(self.people),
            "dossiers_nes": dict(self.births),
            "actes": dict(self.acts),
            "ecarts": dict(self.gaps),
            "hors_perimetre": dict(self.aside),
            "faits_deja_connus": dict(self.known),
            "colonnes": dict(self.columns),
            "a_savoir": list(self.notes),
            "lignes_refusees": [
                {
                    "numero": line.position,
                    "ligne": line.line,
                    "problemes": [
                        {"champ": p.field, "valeur": p.value_shown, "raison": p.reason}
                        for p in line.problems
                    ],
                }
                for line in self.bad
            ],
            "avertissements": len(self.warnings),
        }
