"""From the pré-saisine to the decision."""

from rules.deadlines.rule import (
    ANCHOR_FACT,
    ANCHOR_NEXT_SEANCE,
    ANCHOR_OPENING,
    ANCHOR_SEANCE,
    LEAVES,
    Duty,
    Procedure,
    Scope,
)
from rules.procedures.predicates import of_the_same_line
from rules.procedures.writing import facts, states

RULES = (
    Procedure(
        code="D27-UN-MOIS",
        label="Réorienter dans le mois",
        scope=Scope.PERSONNE,
        duty=Duty.BOP,
        opens=facts("demande_ouverte"),
        anchors=(ANCHOR_OPENING, ANCHOR_FACT + "saisine_deposee"),
        closes=facts("courrier_envoye"),
        cancels=facts("demande_sans_suite", "sortie"),
    ),
    Procedure(
        code="I-INSCRIRE",
        label="Inscrire la demande au tableau de la prochaine séance",
        scope=Scope.DOSSIER,
        opens=states("presaisine", "a_reinscrire"),
        anchors=(ANCHOR_NEXT_SEANCE,),
        closes=states("en_icl"),
        cancels=facts(LEAVES),
    ),
    Procedure(
        code="I-REINSCRIRE",
        label="Réinscrire la ligne sortie d’une séance sans être examinée",
        scope=Scope.DOSSIER,
        opens=facts("ligne_a_reinscrire"),
        closes=facts("ligne_reinscrite", "ligne_abandonnee"),
        cancels=facts("sortie", "cloture"),
        meets=of_the_same_line,
    ),
    Procedure(
        code="I-RESULTAT-LIGNE",
        label="Saisir le résultat de la ligne après la séance",
        scope=Scope.DOSSIER,
        duty=Duty.BAT,
        opens=states("en_icl", "inscrit_ep"),
        anchors=(ANCHOR_SEANCE,),
        closes=facts(
            *("avis_rendu", "demande_ajournee"),
            *("avis_ep_rendu", "demande_annulee", "decision_prise"),
        ),
        cancels=facts(LEAVES),
    ),
    Procedure(
        code="I-TRANCHER",
        label="Donner une suite au désaccord",
        scope=Scope.DOSSIER,
        duty=Duty.BAT,
        opens=states("desaccord"),
        closes=facts(LEAVES),
    ),
    Procedure(
        code="I-SAISIR",
        label="Déposer la saisine après l’avis favorable",
        scope=Scope.DOSSIER,
        opens=states("saisine_a_faire"),
        closes=facts("saisine_deposee"),
        cancels=facts(LEAVES),
    ),
    Procedure(
        code="I-RECEVABILITE",
        label="Dire la saisine recevable ou incomplète",
        scope=Scope.DOSSIER,
        duty=Duty.BOP,
        opens=states("saisine_recue"),
        closes=facts(LEAVES),
    ),
    Procedure(
        code="I-EP",
        label="Inscrire la saisine à une équipe pluridisciplinaire",
        scope=Scope.DOSSIER,
        duty=Duty.BOP,
        opens=states("attente_ep"),
        closes=facts(LEAVES),
    ),
    Procedure(
        code="I-DECISION",
        label="Prendre la décision",
        scope=Scope.DOSSIER,
        duty=Duty.PRESIDENT,
        opens=states("attente_decision"),
        closes=facts(LEAVES),
    ),
)
