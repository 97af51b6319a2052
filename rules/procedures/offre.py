"""The offer of accompagnement: visible to all, and up to date."""

from rules.deadlines.rule import Occurrence, Procedure, Scope
from rules.procedures.writing import facts

RULES = (
    Procedure(
        code="5-OFFRE-A-JOUR",
        label="Mettre à jour l’offre d’accompagnement",
        scope=Scope.OFFRE,
        opens=facts("offre_publiee", "offre_mise_a_jour"),
        occurrence=Occurrence.DERNIERE,
        closes=facts("offre_mise_a_jour", "offre_retiree"),
    ),
)
