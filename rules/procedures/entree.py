"""The entry into the RSA: the claim, and the way to a first accompagnement in each scenario."""

from rules.deadlines.rule import Duty, Occurrence, Procedure, Scope
from rules.procedures.predicates import initial_claim, new_entrant
from rules.procedures.writing import facts

# S1 does not say from what the scenarios count: the claim, or the flow when nobody told it.
_ENTRY = facts("demande_complete", "flux_transmis")
_ORIENTED = facts("orientation_validee", "orientation_par_france_travail")

RULES = (
    # Two shares of one delay: 90 % in less than two weeks, and 100 % in three at most.
    Procedure(
        code="1A-DEUX-SEMAINES",
        label="Notifier les droits après une demande initiale de RSA",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        opens=facts("demande_complete"),
        when=(initial_claim,),
        closes=facts("droits_notifies"),
        cancels=facts("sortie"),
        flux=True,
    ),
    Procedure(
        code="1A-TROIS-SEMAINES",
        label="Notifier les droits après une demande initiale de RSA, au plus tard",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        opens=facts("demande_complete"),
        when=(initial_claim,),
        closes=facts("droits_notifies"),
        cancels=facts("sortie"),
        flux=True,
    ),
    Procedure(
        code="S1-RDV-FIXE",
        label="Fixer le rendez-vous d’orientation",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        opens=_ENTRY,
        when=(new_entrant,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("rdv_orientation_fixe"),
        closes_before=True,
        cancels=_ORIENTED | facts("sortie"),
        flux=True,
    ),
    Procedure(
        code="S1-RDV-TENU",
        label="Tenir le rendez-vous d’orientation",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        opens=_ENTRY,
        when=(new_entrant,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("rdv_orientation_tenu"),
        closes_before=True,
        cancels=_ORIENTED | facts("sortie"),
        flux=True,
    ),
    Procedure(
        code="S1-RDV-APPROFONDI",
        label="Tenir le rendez-vous d’orientation et de diagnostic",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        opens=_ENTRY,
        when=(new_entrant,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("rdv_orientation_tenu"),
        closes_before=True,
        cancels=_ORIENTED | facts("sortie"),
        flux=True,
    ),
    Procedure(
        code="S1-ACCOMPAGNER",
        label="Commencer l’accompagnement d’un nouvel entrant",
        scope=Scope.PERSONNE,
        opens=facts("flux_transmis"),
        when=(new_entrant,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("accompagnement_commence"),
        cancels=facts("sortie"),
        flux=True,
    ),
    Procedure(
        code="S1-PLAN",
        label="Définir le plan d’accompagnement d’un nouvel entrant",
        scope=Scope.PERSONNE,
        opens=facts("flux_transmis"),
        when=(new_entrant,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("contrat_signe", "contrat_reactive"),
        closes_before=True,
        cancels=facts("sortie"),
        flux=True,
    ),
)
