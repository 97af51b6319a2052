"""A line without request that waits to be inscribed again."""

from rules.refusals import Refusal
from rules.seances.waiting import waiting
from rules.situation import Act, Situation
from rules.subjects import Subject, SubjectKind
from rules.wording import numbered


def ligne_en_attente(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne choisie attend d’être réinscrite »"""
    dossier = situation.dossier
    if dossier is None:
        return None
    lines = [one.line for one in waiting(situation.facts, Subject(SubjectKind.DOSSIER, dossier.id))]
    if not lines:
        return Refusal(
            code="aucune_ligne_en_attente",
            sentence="Aucun soutien technique ni accompagnement global du dossier n’attend d’être"
            " réinscrit.",
            remedy="Il n’y a rien à faire.",
        )
    named = situation.values.get("ligne")
    if named is None or named in lines:
        return None
    listed = ", ".join(numbered(line) for line in lines)
    return Refusal(
        code="ligne_pas_en_attente",
        sentence=f"La ligne {numbered(int(str(named)))} du dossier n’attend pas d’être réinscrite.",
        remedy=f"Choisissez parmi celles qui attendent : {listed}.",
        field="ligne",
    )
