"""From the letter to the accompagnement, and what the person asks."""

from rules.deadlines.rule import ANCHOR_FACT, LEAVES, Duty, Exemption, Occurrence, Procedure, Scope
from rules.deadlines.wants import Want
from rules.procedures.predicates import (
    corrected_orientation,
    first_appointment_awaited,
    first_effective_contact,
    known_to_france_travail,
    of_the_same_letter,
    registered_letter,
    registration_needed,
)
from rules.procedures.writing import facts, states

RULES = (
    Procedure(
        code="D5-LISTE",
        label="Faire figurer l’orientation corrigée sur la liste du mois suivant",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        opens=facts("orientation_validee"),
        when=(corrected_orientation,),
        closes=facts("liste_publiee"),
        cancels=facts("sortie"),
    ),
    Procedure(
        code="I-COURRIER",
        label="Envoyer le courrier de décision",
        scope=Scope.DOSSIER,
        duty=Duty.BOP,
        opens=states("a_notifier", "refus_a_notifier"),
        closes=facts("courrier_envoye"),
        cancels=facts(LEAVES),
    ),
    Procedure(
        code="I-NPAI",
        label="Retrouver l’adresse après un pli revenu",
        scope=Scope.DOSSIER,
        duty=Duty.BOP,
        wants=Want.ELEMENT,
        opens=states("adresse_a_retrouver"),
        closes=facts("adresse_retrouvee"),
        cancels=facts(LEAVES),
    ),
    Procedure(
        code="I-RECOMMANDE",
        label="Savoir ce qu’est devenue une lettre recommandée",
        scope=Scope.DOSSIER,
        duty=Duty.BOP,
        opens=facts("courrier_envoye", "autre_courrier_envoye"),
        when=(registered_letter,),
        closes=facts("courrier_recu", "pli_non_retire", "pli_revenu"),
        meets=of_the_same_letter,
        cancels=facts("sortie"),
    ),
    Procedure(
        code="2-RDV",
        label="Fixer le premier rendez-vous d’accompagnement",
        scope=Scope.DOSSIER,
        # From the orientation, whatever happens to its letter (S1: « date de l'orientation »); for
        # who comes back, from their return.
        opens=facts("orientation_validee") | states("notifie"),
        when=(first_appointment_awaited,),
        exempts=(
            Exemption(rule="2-EXC1-FT", when=registration_needed),
            Exemption(rule="2-EXC2-CONTACT", when=known_to_france_travail),
        ),
        anchors=(ANCHOR_FACT + "orientation_validee", ANCHOR_FACT + "orientation_notifiee"),
        occurrence=Occurrence.PREMIERE,
        closes=facts("rdv_fixe"),
        closes_before=True,
        cancels=facts("cloture", "accompagnement_commence"),
        flux=True,
    ),
    Procedure(
        code="I-PRISE-EN-CHARGE",
        label="Commencer l’accompagnement",
        scope=Scope.DOSSIER,
        opens=states("notifie"),
        closes=facts("accompagnement_commence"),
        cancels=facts(LEAVES),
    ),
    Procedure(
        code="L-RAPO",
        label="Répondre au recours administratif préalable",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        wants=Want.DECISION,
        opens=facts("recours_recu"),
        closes=facts("recours_repondu"),
    ),
    Procedure(
        code="3B-CONTRAT",
        label="Signer ou réactiver le contrat",
        scope=Scope.DOSSIER,
        opens=facts("rdv_honore", "contact_etabli"),
        when=(first_effective_contact,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("contrat_signe", "contrat_reactive"),
        closes_before=True,
        cancels=facts("cloture"),
        flux=True,
    ),
    Procedure(
        code="I-POINT-PARCOURS",
        label="Faire le point de parcours",
        scope=Scope.DOSSIER,
        # Coming back after a request that failed opens it again: the resting place is looked at.
        opens=states("accompagnement")
        | facts("contrat_signe", "contrat_reactive", "contrat_revise", "point_parcours"),
        occurrence=Occurrence.DERNIERE,
        closes=facts("point_parcours"),
        cancels=facts("cloture", "demande_ouverte"),
    ),
    Procedure(
        code="D28-DEUX-MOIS",
        label="Entendre le souhait de réorientation de la personne",
        scope=Scope.PERSONNE,
        opens=facts("souhait_exprime"),
        # A request opened is an answer too, even to a wish that is told after it.
        closes=facts("souhait_entendu", "demande_ouverte"),
        cancels=facts("sortie"),
    ),
)
