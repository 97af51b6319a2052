"""Silent choices: which of two exits of one event is taken. A guard explains, a choice picks.

A choice looks at where things stand and never at the form, so that the button already shows where
it leads.
"""

from dataclasses import dataclass

from rules.situation import Situation


def ep_obligatoire(situation: Situation) -> bool:
    """« l’avis de l’EP est obligatoire » CASF L262-39; a dated parameter (DOMAIN.md L5)."""
    return situation.parameters.ep_obligatoire


def deux_niveaux(situation: Situation) -> bool:
    """« l’EP rend un avis, le président décide » webRSA's two levels, ep then cg."""
    return situation.parameters.deux_niveaux


def deja_oriente(situation: Situation) -> bool:
    """« le dossier porte déjà une orientation » it has a rang in webRSA."""
    return situation.dossier is not None and situation.dossier.rank is not None


def ep_territoriale(situation: Situation) -> bool:
    """« l’EP n’est compétente que pour une circonscription »"""
    seance = situation.seance
    return seance is not None and seance.circonscription is not None


def ligne_de_reorientation(situation: Situation) -> bool:
    """« la ligne porte une demande de réorientation » a soutien line moves no dossier."""
    passage = situation.passage
    return passage is not None and passage.nature == "reorientation"


@dataclass(frozen=True, slots=True)
class Returned:
    """« l’état quitté était celui-là »: the choice of ``state`` among the states that a return may
    lead to. When the state left is none of them, the first is taken."""

    state: str
    among: tuple[str, ...]

    def __call__(self, situation: Situation) -> bool:
        dossier = situation.dossier
        left = dossier.previous_state if dossier is not None else None
        return self.state == (left if left in self.among else self.among[0])
