"""The request for réorientation: one at a time, the person consulted, three refusals apart."""

from rules.refusals import Refusal
from rules.seances.kinds import BODY_LABELS, Body
from rules.situation import Act, Situation
from rules.words import Topic


def aucune_demande_ouverte(situation: Situation, act: Act) -> Refusal | None:
    """« aucune demande de la personne n’est ouverte » webRSA, ``ajoutPossible``."""
    if situation.demande is None:
        return None
    return Refusal(
        code="demande_deja_ouverte",
        sentence="Une demande de réorientation de la personne est déjà ouverte.",
        remedy="Poursuivez-la ou retirez-la.",
        source="webRSA, une demande à la fois",
    )


def reorientation_examinee(situation: Situation, act: Act) -> Refusal | None:
    """« une séance du département examine les demandes de réorientation » otherwise nothing would
    ever answer the request."""
    if situation.examining:
        return None
    return Refusal(
        code="reorientation_sans_seance",
        sentence="Aucune séance n’examine ici les demandes de réorientation : elle ne pourrait pas"
        " aboutir.",
        remedy="Dites sous « seances », dans la configuration, laquelle les examine.",
    )


def sans_concertation(situation: Situation, act: Act) -> Refusal | None:
    """« aucune instance de concertation n’examine les demandes de réorientation » S2: Grenoble's
    give pistes de travail, and the request goes to the EP."""
    if Body.CONCERTATION not in situation.examining:
        return None
    return Refusal(
        code="concertation_attendue",
        sentence=f"La demande passe d’abord devant {BODY_LABELS[Body.CONCERTATION]}.",
        remedy="Inscrivez-la au tableau de la prochaine.",
        source=situation.words.text(Topic.TABLEAU),
    )


def consultation_connue(situation: Situation, act: Act) -> Refusal | None:
    """« la personne a été consultée, ou la consultation constatée impossible » S0 A.1; someone who
    could not be reached did not say no (DOMAIN.md §0.6)."""
    demande = situation.demande
    if demande is None or demande.consulted is not None or demande.consultation_impossible:
        return None
    return Refusal(
        code="consultation_absente",
        sentence="La personne n’a pas encore été consultée.",
        remedy="Enregistrez la consultation datée, ou constatez qu’elle est impossible avec les"
        " tentatives faites.",
        source=situation.words.text(Topic.PRESAISINE),
    )


def accord_connu(situation: Situation, act: Act) -> Refusal | None:
    """« l’accord de la personne consultée est dit : oui ou non » S0 A.1; a no is allowed."""
    demande = situation.demande
    if demande is None or demande.consulted is None or demande.accord_allocataire is not None:
        return None
    return Refusal(
        code="accord_inconnu",
        sentence="L’accord de la personne consultée n’est pas renseigné.",
        remedy="Indiquez si elle est d’accord : oui ou non.",
        source=situation.words.text(Topic.PRESAISINE),
    )


def refus_accueil_motive(situation: Situation, act: Act) -> Refusal | None:
    """« le refus du service d’accueil est motivé » webRSA's ``desaccordaccueil``; neither the
    allocataire's refus nor the services' désaccord."""
    values = situation.values
    if values.get("accord_accueil") is not False or "motif_refus_accueil" in values:
        return None
    return Refusal(
        code="refus_accueil_sans_motif",
        sentence="Le refus du service d’accueil doit être motivé.",
        remedy="Indiquez « motif_refus_accueil ».",
        source="webRSA, désaccord du service d’accueil",
        to_enter=True,
        field="motif_refus_accueil",
    )


def desaccord_peut_aller_en_ep(situation: Situation, act: Act) -> Refusal | None:
    """« le département soumet les désaccords à l’EP » S0 is silent: a dated parameter."""
    if situation.parameters.desaccord_vers_ep:
        return None
    return Refusal(
        code="desaccord_sans_ep",
        sentence="Le département ne soumet pas à l’EP une demande en désaccord.",
        remedy="Réexaminez la demande ou maintenez le service référent.",
        source="Choix du département (desaccord_vers_ep)",
    )
