"""What the documents of a séance call its lines: their nature, their result, how it was given."""

from collections.abc import Iterator, Mapping

from rules.seances.kinds import Body
from rules.seances.minutes import Examined
from rules.wording import colon, long_date

NATURES: Mapping[str, str] = {
    "reorientation": "Réorientation",
    "soutien": "Soutien technique",
    "accompagnement_global": "Accompagnement global",
}
METHODS: Mapping[str, str] = {"liste": "sur liste", "collegiale": "examen collégial"}
ISSUES: Mapping[str, str] = {
    "entree": "entrée",
    "maintien": "maintien",
    "fin": "fin",
    "non_retenu": "non retenu",
}
WORDS: Mapping[str, str] = {
    "raisons": "Raisons de chaque service",
    "motif": "Motif",
    "preconisations": "Préconisations",
    "motif_refus_accueil": "Motif du refus du service d’accueil",
    "arbitrage": "Arbitrage de l’ordre du jour",
}
"""What each field of a result is called, in the order in which it is told."""

WAITING = "Résultat attendu"

_OF_SERVICES = ("Ajournée au",)
RESULTS_TO_TICK: Mapping[tuple[Body, str], tuple[str, ...]] = {
    **{
        (body, nature): (*own, *_OF_SERVICES)
        for body in (Body.CONCERTATION, Body.APPUI)
        for nature, own in {
            "reorientation": (
                "Favorable, sur liste",
                "Favorable, collégial",
                "Accueil d’accord",
                "Désaccord",
            ),
            "soutien": ("Soutien rendu",),
            "accompagnement_global": ("Entrée", "Maintien", "Fin", "Non retenu"),
        }.items()
    },
    **{
        (Body.DECISION, nature): ("Acceptée", "Refusée", "Reportée au", "Annulée")
        for nature in NATURES
    },
}
"""What may be ticked on paper of a line, by what its séance does and what it asks for."""


def result(line: Examined) -> str:
    """« Avis favorable », « Accompagnement global rendu : entrée »."""
    if line.outcome is None:
        return WAITING
    return line.outcome if line.issue is None else colon(line.outcome, ISSUES[line.issue])


def asked(line: Examined) -> str:
    """What the line asks for: the service, or the nature where it asks for none."""
    return line.wished or NATURES[line.nature]


def details(line: Examined) -> Iterator[tuple[str, str]]:
    """Name and words of all that the result says, and of the remark."""
    if line.accord_accueil is not None:
        yield "Service d’accueil", "d’accord" if line.accord_accueil else "pas d’accord"
    for name, label in WORDS.items():
        if name in line.told:
            yield label, line.told[name]
    if line.next_held is not None:
        yield "Prochaine séance", long_date(line.next_held.date())
    if line.remark is not None:
        yield "Remarque", line.remark
