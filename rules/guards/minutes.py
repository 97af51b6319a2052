"""What is written of a séance: what completes it."""

from rules.refusals import Refusal
from rules.seances.minutes import Part
from rules.situation import Act, Situation

_LINE, _REMARK = "ligne", "remarque"


def complement_donne(situation: Situation, act: Act) -> Refusal | None:
    """« au moins un texte est donné » an act that writes nothing is no act."""
    if not situation.values.keys().isdisjoint({*Part, _LINE, _REMARK}):
        return None
    return Refusal(
        code="complement_vide",
        sentence="Aucun texte n’est donné.",
        remedy="Écrivez au moins un des textes, ou une remarque sur une ligne.",
        to_enter=True,
    )


def remarque_et_ligne(situation: Situation, act: Act) -> Refusal | None:
    """« une remarque dit sa ligne, et une ligne sa remarque »"""
    line, remark = (name in situation.values for name in (_LINE, _REMARK))
    if line is remark:
        return None
    absent = _REMARK if line else _LINE
    return Refusal(
        code="remarque_sans_ligne",
        sentence="Une remarque porte sur une ligne : il faut l’une et l’autre.",
        remedy=f"Indiquez « {absent} ».",
        to_enter=True,
        field=absent,
    )
