"""The séances and their tableau."""

from rules.predicates import seance_is_icl
from rules.procedures.writing import facts, states
from rules.rule import ANCHOR_SEANCE, LEAVES, Duty, Occurrence, Procedure, Scope

# A tableau that never came no longer waits for anybody once the séance is closed.
_OVER = states("annulee", "reportee", "close")

RULES = (
    Procedure(
        code="I-PREPARER",
        label="Ouvrir le tableau aux services",
        scope=Scope.SEANCE,
        duty=Duty.BAT,
        opens=states("programmee"),
        anchors=(ANCHOR_SEANCE,),
        closes=states("preparee"),
        cancels=_OVER,
        act="preparer",
    ),
    Procedure(
        code="D1-TABLEAU-BAT",
        label="Transmettre le tableau au BAT",
        scope=Scope.SEANCE_SERVICE,
        opens=states("preparee"),
        when=seance_is_icl,
        anchors=(ANCHOR_SEANCE,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("tableau_transmis"),
        cancels=_OVER,
    ),
    Procedure(
        code="D2-TABLEAU-SERVICES",
        label="Envoyer le tableau aux autres services",
        scope=Scope.SEANCE_SERVICE,
        opens=states("preparee"),
        when=seance_is_icl,
        anchors=(ANCHOR_SEANCE,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("tableau_partage"),
        cancels=_OVER,
    ),
    Procedure(
        code="I-ARRETER",
        label="Arrêter l’ordre du jour",
        scope=Scope.SEANCE,
        duty=Duty.BAT,
        opens=states("preparee"),
        anchors=(ANCHOR_SEANCE,),
        closes=states("arretee"),
        cancels=_OVER,
        act="arreter",
    ),
    Procedure(
        code="I-TENIR",
        label="Constater que la séance s’est tenue",
        scope=Scope.SEANCE,
        duty=Duty.BAT,
        opens=states("arretee", "ouverte"),
        anchors=(ANCHOR_SEANCE,),
        closes=states("tenue"),
        cancels=_OVER | facts(LEAVES),
    ),
    Procedure(
        code="D3-COMPTE-RENDU",
        label="Renvoyer le tableau et le compte rendu",
        scope=Scope.SEANCE,
        duty=Duty.BAT,
        opens=states("tenue"),
        anchors=(ANCHOR_SEANCE,),
        occurrence=Occurrence.PREMIERE,
        closes=facts("compte_rendu_envoye"),
    ),
    Procedure(
        code="I-CLORE",
        label="Clore la séance restituée",
        scope=Scope.SEANCE,
        duty=Duty.BAT,
        opens=states("restituee"),
        closes=states("close"),
        cancels=facts(LEAVES),
        act="clore",
    ),
    Procedure(
        code="D9-ICL-MENSUELLE",
        label="Réunir l’ICL-I de la circonscription chaque mois",
        scope=Scope.CIRCONSCRIPTION,
        duty=Duty.BAT,
        opens=facts("cycle_mois"),
        closes=facts("icl_tenue"),
    ),
)
