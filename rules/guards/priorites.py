"""The place that a service gives a line among its own."""

from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import ordinal
from rules.words import Topic


def priorite_donnee(situation: Situation, act: Act) -> Refusal | None:
    """« un service qui a plusieurs lignes dit dans quel ordre il veut les voir examiner » S2: from
    the third on (D15); a choice of each kind of séance. Whoever coordinates owes no order."""
    kind = situation.kind
    if kind is None or kind.priority_from is None or act.actor.service_id is None:
        return None
    line = len(situation.proposed) + 1
    if line < kind.priority_from or "priorite" in situation.values:
        return None
    return Refusal(
        code="priorite_manquante",
        sentence=f"C’est la {ordinal(line)} ligne du service dans cette séance :"
        " dites dans quel ordre il veut les voir examiner.",
        remedy="Indiquez « priorite ».",
        source=situation.words.text(Topic.PRIORITES),
        to_enter=True,
        field="priorite",
    )


def priorite_libre(situation: Situation, act: Act) -> Refusal | None:
    """« deux lignes d’un service n’ont pas la même priorité dans une séance » S2 (D15)."""
    place = situation.values.get("priorite")
    same = [line for line, given in situation.proposed.items() if given == place]
    if place is None or not same:
        return None
    return Refusal(
        code="priorite_prise",
        sentence=f"Cette ligne et la ligne n° {same[0]} du même service auraient la priorité"
        f" {place} dans cette séance.",
        remedy="Donnez une autre place à l’une des deux : « prioriser ».",
        source=situation.words.text(Topic.PRIORITES),
        field="priorite",
    )


def priorite_possible(situation: Situation, act: Act) -> Refusal | None:
    """« une priorité se compte à partir de 1 »"""
    if situation.values.get("priorite") != 0:
        return None
    return Refusal(
        code="champ_invalide",
        sentence="« priorite » n’est pas lisible : il faut 1 pour la première, 2 pour la suivante.",
        remedy="Corrigez « priorite ».",
        field="priorite",
    )
