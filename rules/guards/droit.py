"""The right to the RSA, and the dossiers that it carries."""

from rules.refusals import Refusal
from rules.situation import Act, Situation

_STATED = {"suspendu": "suspendu", "ferme": "fermé"}


def droit_ouvert(situation: Situation, act: Act) -> Refusal | None:
    """« le droit au RSA est ouvert » webRSA selects nobody whose right is not (DOMAIN.md §4.1)."""
    return None if situation.dossier is None else droit_non_ouvert(situation.dossier.droit)


def droit_non_ouvert(droit: str) -> Refusal | None:
    """What is objected to a right that is not open; nothing to one that is."""
    if droit == "ouvert":
        return None
    stated = _STATED.get(droit, "inconnu")
    return Refusal(
        code="droit_non_ouvert",
        sentence=f"Le droit au RSA est {stated}.",
        remedy="Attendez la reprise du droit, ou enregistrez-la si elle est connue.",
        source="webRSA, sélection des dossiers d’EP",
    )


def droit_suspendu(situation: Situation, act: Act) -> Refusal | None:
    """« le droit est suspendu » only a suspended right resumes in an open dossier."""
    dossier = situation.dossier
    if dossier is None or dossier.droit == "suspendu":
        return None
    return Refusal(
        code="droit_non_suspendu",
        sentence="Le droit n’est pas suspendu.",
        remedy="Il n’y a rien à reprendre.",
    )


def aucun_dossier_ouvert(situation: Situation, act: Act) -> Refusal | None:
    """« la personne n’a aucun autre dossier ouvert » one life of orientation at a time."""
    if not situation.other_open_dossier:
        return None
    return Refusal(
        code="dossier_deja_ouvert",
        sentence="La personne a déjà un dossier ouvert.",
        remedy="Agissez sur le dossier ouvert.",
        source="webRSA, un rang à la fois",
    )
