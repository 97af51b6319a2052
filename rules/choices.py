"""Silent choices: which of two exits of one event is taken. A guard explains, a choice picks.

A choice looks at where things stand and never at the form, so that the button already shows where
it leads.
"""

from dataclasses import dataclass

from rules.facts import Fact
from rules.seances.visitors import WithoutLines
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
    """« l’EP n’est pas celle de tout le département »"""
    seance, kind = situation.seance, situation.kind
    if seance is None:
        return False
    of_some = kind is not None and kind.circonscriptions is not None
    return of_some or seance.circonscription is not None


def seance_quittee(situation: Situation) -> bool:
    """« la séance est celle de la circonscription que le dossier quitte »"""
    seance, dossier = situation.seance, situation.dossier
    if seance is None or dossier is None or seance.circonscription is None:
        return False
    return seance.circonscription == dossier.circonscription


def ligne_de_reorientation(situation: Situation) -> bool:
    """« la ligne porte une demande de réorientation » a soutien line moves no dossier."""
    passage = situation.passage
    return passage is not None and passage.nature == "reorientation"


def seance_sans_objet(situation: Situation) -> bool:
    """« aucune situation n’est inscrite ni annoncée, et ce genre de séance s’annule alors » S2: no
    prescription eight days before (D23)."""
    kind = situation.kind
    if kind is None or kind.visitor is None or situations_attendues(situation):
        return False
    return kind.visitor.without_lines is WithoutLines.ANNULER


def situations_attendues(situation: Situation) -> int:
    """How many situations a séance has for its visitor: those inscribed, or those that services
    last said they would bring, whichever is more."""
    last: dict[int | None, Fact] = {one.child: one for one in situation.find("besoins_communiques")}
    announced = sum(int(str(fact.data.get("situations", 0))) for fact in last.values())
    return max(len(situation.passages), announced)


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
