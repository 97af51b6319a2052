"""The accompagnement, the person's own wish, and the recours."""

from rules.refusals import Refusal
from rules.situation import Act, Situation


def contact_etabli(situation: Situation, act: Act) -> Refusal | None:
    """« un rendez-vous a été honoré, ou un contact effectif est daté » S1, indicator 3b."""
    dossier = situation.dossier
    if dossier is None or "contact_effectif" in situation.values:
        return None
    if any(situation.has(code, of_dossier=dossier.id) for code in ("rdv_honore", "contact_etabli")):
        return None
    return Refusal(
        code="contact_absent",
        sentence="Aucun rendez-vous honoré ni contact effectif n’est enregistré.",
        remedy="Enregistrez le rendez-vous honoré, ou datez le contact effectif.",
        source="S1, indicateur 3b",
        to_enter=True,
        field="contact_effectif",
    )


def souhait_en_attente(situation: Situation, act: Act) -> Refusal | None:
    """« un souhait de la personne attend sa réponse » S1, scénario 1."""
    if _waiting(situation, "souhait_exprime", "souhait_entendu"):
        return None
    return Refusal(
        code="aucun_souhait",
        sentence="Aucun souhait de la personne n’attend de réponse.",
        remedy="Enregistrez d’abord le souhait exprimé.",
        source="S1, scénario 1",
    )


def recours_en_attente(situation: Situation, act: Act) -> Refusal | None:
    """« un recours attend sa réponse » CASF L262-47, R262-89."""
    if _waiting(situation, "recours_recu", "recours_repondu"):
        return None
    return Refusal(
        code="aucun_recours",
        sentence="Aucun recours n’attend de réponse.",
        remedy="Enregistrez d’abord le recours reçu.",
        source="CASF L262-47",
    )


def accord_de_partage_en_cours(situation: Situation, act: Act) -> Refusal | None:
    """« la personne a donné son accord de partage » another datum than the accord to be réorientée
    (DOMAIN.md §0.6)."""
    if _waiting(situation, "accord_partage_donne", "accord_partage_retire"):
        return None
    return Refusal(
        code="aucun_accord_de_partage",
        sentence="Aucun accord de partage de la personne n’est en cours.",
        remedy="Il n’y a rien à retirer.",
    )


def _waiting(situation: Situation, asked: str, answered: str) -> bool:
    """Whether something was asked since the last answer. One answer hears all that came before."""
    codes = [fact.code for fact in situation.facts if fact.code in (asked, answered)]
    return bool(codes) and codes[-1] == asked
