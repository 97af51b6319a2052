"""What S1 and the law want of France Travail, and what they except for it."""

from rules.deadlines.rule import ANCHOR_FACT, Occurrence, Procedure, Scope
from rules.procedures.predicates import (
    first_appointment_awaited,
    hindered,
    is_ppae,
    known_to_france_travail,
    last_contact_is_old,
    registration_needed,
    service_is_france_travail,
    social_accompaniment,
)
from rules.procedures.writing import facts, states

# As « 2-RDV », of which these are the exception and the recommendation.
_ORIENTED = facts("orientation_validee") | states("notifie")
_VALIDATED = ANCHOR_FACT + "orientation_validee"
_NOTIFIED = ANCHOR_FACT + "orientation_notifiee"

# Whoever begins to look for a job needs no joint diagnostic any more (CASF L262-31).
_NO_MORE = facts("cloture", "recherche_emploi_engagee")

RULES = (
    Procedure(
        code="2-EXC1-FT",
        label="Fixer le premier rendez-vous après une première inscription à France Travail",
        scope=Scope.DOSSIER,
        opens=_ORIENTED,
        when=(first_appointment_awaited, registration_needed),
        anchors=(ANCHOR_FACT + "inscription_ft",),
        # « avec obligation de relance par le CD »: without inscription the count goes on.
        or_opening=True,
        occurrence=Occurrence.PREMIERE,
        closes=facts("rdv_fixe"),
        closes_before=True,
        cancels=facts("cloture", "accompagnement_commence"),
        flux=True,
    ),
    Procedure(
        code="2-EXC2-CONTACT",
        label="Fixer le rendez-vous demandé à France Travail, qui connaît la personne",
        scope=Scope.DOSSIER,
        opens=facts("contact_demande"),
        when=(known_to_france_travail, last_contact_is_old),
        closes=facts("rdv_fixe"),
        cancels=facts("cloture"),
        flux=True,
    ),
    Procedure(
        code="2-REC-FT",
        label="Fixer le premier rendez-vous à France Travail, délai maximal recommandé",
        scope=Scope.DOSSIER,
        opens=_ORIENTED,
        when=(first_appointment_awaited, service_is_france_travail),
        anchors=(_VALIDATED, _NOTIFIED),
        occurrence=Occurrence.PREMIERE,
        closes=facts("rdv_fixe"),
        closes_before=True,
        cancels=facts("cloture", "accompagnement_commence"),
        flux=True,
    ),
    Procedure(
        code="3B-PPAE-30J",
        label="Valider le PPAE après l’inscription à France Travail",
        scope=Scope.PERSONNE,
        opens=facts("inscription_ft"),
        closes=facts("contrat_signe", "contrat_reactive"),
        meets=is_ppae,
        cancels=facts("sortie"),
        flux=True,
    ),
    Procedure(
        code="L3-SIX-MOIS",
        label="Faire le diagnostic conjoint d’un accompagnement social sans recherche d’emploi",
        scope=Scope.DOSSIER,
        opens=facts("contrat_signe", "contrat_revise"),
        when=(social_accompaniment,),
        unless=(hindered,),
        occurrence=Occurrence.DERNIERE,
        closes=facts("diagnostic_conjoint"),
        cancels=_NO_MORE,
    ),
    Procedure(
        code="L3-DOUZE-MOIS",
        label="Faire le diagnostic conjoint d’un accompagnement social, situation D262-65-2-1",
        scope=Scope.DOSSIER,
        opens=facts("contrat_signe", "contrat_revise"),
        when=(social_accompaniment, hindered),
        occurrence=Occurrence.DERNIERE,
        closes=facts("diagnostic_conjoint"),
        cancels=_NO_MORE,
    ),
)
