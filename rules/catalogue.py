"""The procedure's side of every rule of delay: what opens, counts and closes it.

How many days, of which kind, with which ladder, from when to when and by which text is the
département's side and stands in its configuration under the same code. Codes are stored in
deadlines and in the journal: never renamed. Sources: DOMAIN.md §3 and §8; a code in ``I-`` is an
internal delay that no document gives and exists so that no waiting state goes unwatched.
"""

from rules.facts import entering
from rules.predicates import (
    corrected_orientation,
    first_appointment,
    seance_is_icl,
    service_is_ali,
)
from rules.rule import (
    ANCHOR_FACT,
    ANCHOR_NEXT_SEANCE,
    ANCHOR_OPENING,
    ANCHOR_SEANCE,
    LEAVES,
    Occurrence,
    Procedure,
    Scope,
)

_SEANCE_OVER = frozenset({entering("annulee"), entering("reportee")})


def _facts(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def _states(*states: str) -> frozenset[str]:
    return frozenset(entering(state) for state in states)


_ORIENTATION = (
    Procedure(
        code="L2-SIX-SEMAINES",
        label="Orienter dans les six semaines, sinon France Travail oriente",
        scope=Scope.PERSONNE,
        opens=_states("a_orienter"),
        anchors=(ANCHOR_FACT + "flux_transmis",),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("orientation_validee", "orientation_par_france_travail"),
        cancels=_facts("sortie"),
    ),
    Procedure(
        code="1B-ORIENTATION",
        label="Notifier l’orientation d’un nouvel entrant",
        scope=Scope.PERSONNE,
        opens=_facts("flux_transmis"),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("orientation_notifiee"),
        cancels=_facts("sortie"),
    ),
    Procedure(
        code="3-SANS-REFERENT",
        label="Personne plus de deux mois sans référent ni accompagnement",
        scope=Scope.PERSONNE,
        opens=_facts("flux_transmis"),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("accompagnement_commence"),
        cancels=_facts("sortie"),
    ),
    Procedure(
        code="I-ENTRETIEN-EP",
        label="Tenir l’entretien en équipe pluridisciplinaire",
        scope=Scope.DOSSIER,
        opens=_states("entretien_ep"),
        closes=_facts("entretien_ep_tenu"),
        cancels=_facts(LEAVES),
    ),
    Procedure(
        code="I-INSTRUIRE",
        label="Instruire un signalement",
        scope=Scope.DOSSIER,
        opens=_states("signale"),
        closes=_facts(LEAVES),
    ),
    Procedure(
        code="I-COMPLETER",
        label="Fournir la pièce demandée",
        scope=Scope.DOSSIER,
        opens=_states("signalement_incomplet", "saisine_incomplete"),
        closes=_facts(LEAVES),
    ),
)

_DIAGNOSTIC = (
    Procedure(
        code="D4-DIAG",
        label="Réaliser l’entretien de diagnostic",
        scope=Scope.DOSSIER,
        opens=_states("diagnostic_attendu"),
        closes=_facts("diagnostic_realise"),
        cancels=_facts(LEAVES),
    ),
    Procedure(
        code="D4-DIAG-MENSUEL",
        label="Identifier chaque mois les « Entretiens diag »",
        scope=Scope.SERVICE,
        opens=_facts("cycle_mois"),
        when=service_is_ali,
        closes=_facts("liste_diagnostic_produite"),
    ),
    Procedure(
        code="3A-ABSENCE",
        label="Agir après une absence au premier rendez-vous",
        scope=Scope.DOSSIER,
        opens=_facts("rdv_manque"),
        when=first_appointment,
        closes=_facts("relance"),
        cancels=_facts("rdv_fixe", "cloture"),
    ),
    Procedure(
        code="I-ABSENCE",
        label="Fixer un nouveau rendez-vous ou constater la carence",
        scope=Scope.DOSSIER,
        opens=_states("diagnostic_absence"),
        closes=_facts(LEAVES),
    ),
    Procedure(
        code="I-SANS-SUITE",
        label="Décider d’une suite après un diagnostic impossible",
        scope=Scope.DOSSIER,
        opens=_states("diagnostic_sans_suite"),
        closes=_facts(LEAVES),
    ),
    Procedure(
        code="4-DIAGNOSTIC-PARTAGE",
        label="Partager le diagnostic",
        scope=Scope.DOSSIER,
        opens=_facts("diagnostic_realise"),
        closes=_facts("diagnostic_partage"),
        cancels=_facts("sortie"),
    ),
    Procedure(
        code="I-VALIDER",
        label="Valider l’orientation après le diagnostic",
        scope=Scope.DOSSIER,
        opens=_states("diagnostic_realise"),
        closes=_facts(LEAVES),
    ),
)

_NOTIFICATION = (
    Procedure(
        code="D5-LISTE",
        label="Faire figurer l’orientation corrigée sur la liste du mois suivant",
        scope=Scope.PERSONNE,
        opens=_facts("orientation_validee"),
        when=corrected_orientation,
        closes=_facts("liste_publiee"),
        cancels=_facts("sortie"),
    ),
    Procedure(
        code="I-COURRIER",
        label="Envoyer le courrier de décision",
        scope=Scope.DOSSIER,
        opens=_states("a_notifier", "refus_a_notifier"),
        closes=_facts("courrier_envoye"),
        cancels=_facts(LEAVES),
    ),
    Procedure(
        code="I-NPAI",
        label="Retrouver l’adresse après un pli revenu",
        scope=Scope.DOSSIER,
        opens=_states("adresse_a_retrouver"),
        closes=_facts("adresse_retrouvee"),
        cancels=_facts(LEAVES),
    ),
    Procedure(
        code="2-RDV",
        label="Fixer le premier rendez-vous d’accompagnement",
        scope=Scope.DOSSIER,
        opens=_states("notifie"),
        anchors=(ANCHOR_FACT + "orientation_validee", ANCHOR_FACT + "orientation_notifiee"),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("rdv_fixe"),
        closes_before=True,
        cancels=_facts("cloture", "accompagnement_commence"),
    ),
    Procedure(
        code="I-PRISE-EN-CHARGE",
        label="Commencer l’accompagnement",
        scope=Scope.DOSSIER,
        opens=_states("notifie"),
        closes=_facts("accompagnement_commence"),
        cancels=_facts(LEAVES),
    ),
    Procedure(
        code="L-RAPO",
        label="Répondre au recours administratif préalable",
        scope=Scope.PERSONNE,
        opens=_facts("recours_recu"),
        closes=_facts("recours_repondu"),
    ),
)

_ACCOMPAGNEMENT = (
    Procedure(
        code="3B-CONTRAT",
        label="Signer ou réactiver le contrat",
        scope=Scope.DOSSIER,
        opens=_facts("rdv_honore"),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("contrat_signe"),
        closes_before=True,
        cancels=_facts("cloture"),
    ),
    Procedure(
        code="I-POINT-PARCOURS",
        label="Faire le point de parcours",
        scope=Scope.DOSSIER,
        opens=_facts("accompagnement_commence", "contrat_signe", "point_parcours"),
        occurrence=Occurrence.DERNIERE,
        closes=_facts("point_parcours"),
        cancels=_facts("cloture", "demande_ouverte"),
    ),
    Procedure(
        code="D28-DEUX-MOIS",
        label="Entendre le souhait de réorientation de la personne",
        scope=Scope.PERSONNE,
        opens=_facts("souhait_exprime"),
        closes=_facts("souhait_entendu"),
        cancels=_facts("sortie"),
    ),
)

_REORIENTATION = (
    Procedure(
        code="D27-UN-MOIS",
        label="Réorienter dans le mois",
        scope=Scope.PERSONNE,
        opens=_facts("demande_ouverte"),
        anchors=(ANCHOR_OPENING, ANCHOR_FACT + "saisine_deposee"),
        closes=_facts("courrier_envoye"),
        cancels=_facts("demande_sans_suite", "sortie"),
    ),
    Procedure(
        code="I-INSCRIRE",
        label="Inscrire la demande au tableau de la prochaine ICL-I",
        scope=Scope.DOSSIER,
        opens=_states("presaisine", "a_reinscrire"),
        anchors=(ANCHOR_NEXT_SEANCE,),
        closes=_states("en_icl"),
        cancels=_facts(LEAVES),
    ),
    Procedure(
        code="I-RESULTAT-LIGNE",
        label="Saisir le résultat de la ligne après la séance",
        scope=Scope.DOSSIER,
        opens=_states("en_icl", "inscrit_ep"),
        anchors=(ANCHOR_SEANCE,),
        closes=_facts(LEAVES),
    ),
    Procedure(
        code="I-TRANCHER",
        label="Donner une suite au désaccord",
        scope=Scope.DOSSIER,
        opens=_states("desaccord"),
        closes=_facts(LEAVES),
    ),
    Procedure(
        code="I-SAISIR",
        label="Déposer la saisine après l’avis favorable",
        scope=Scope.DOSSIER,
        opens=_states("saisine_a_faire"),
        closes=_facts("saisine_deposee"),
        cancels=_facts(LEAVES),
    ),
    Procedure(
        code="I-RECEVABILITE",
        label="Dire la saisine recevable ou incomplète",
        scope=Scope.DOSSIER,
        opens=_states("saisine_recue"),
        closes=_facts(LEAVES),
    ),
    Procedure(
        code="I-EP",
        label="Inscrire la saisine à une équipe pluridisciplinaire",
        scope=Scope.DOSSIER,
        opens=_states("attente_ep"),
        closes=_facts(LEAVES),
    ),
    Procedure(
        code="I-DECISION",
        label="Prendre la décision",
        scope=Scope.DOSSIER,
        opens=_states("attente_decision"),
        closes=_facts(LEAVES),
    ),
)

_SEANCE = (
    Procedure(
        code="I-PREPARER",
        label="Ouvrir le tableau aux services",
        scope=Scope.SEANCE,
        opens=_states("programmee"),
        anchors=(ANCHOR_SEANCE,),
        closes=_states("preparee"),
        cancels=_SEANCE_OVER,
        act="preparer",
    ),
    Procedure(
        code="D1-TABLEAU-BAT",
        label="Transmettre le tableau au BAT",
        scope=Scope.SEANCE_SERVICE,
        opens=_states("preparee"),
        when=seance_is_icl,
        anchors=(ANCHOR_SEANCE,),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("tableau_transmis"),
        cancels=_SEANCE_OVER,
    ),
    Procedure(
        code="D2-TABLEAU-SERVICES",
        label="Envoyer le tableau aux autres services",
        scope=Scope.SEANCE_SERVICE,
        opens=_states("preparee"),
        when=seance_is_icl,
        anchors=(ANCHOR_SEANCE,),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("tableau_partage"),
        cancels=_SEANCE_OVER,
    ),
    Procedure(
        code="I-ARRETER",
        label="Arrêter l’ordre du jour",
        scope=Scope.SEANCE,
        opens=_states("preparee"),
        anchors=(ANCHOR_SEANCE,),
        closes=_states("arretee"),
        cancels=_SEANCE_OVER,
        act="arreter",
    ),
    Procedure(
        code="I-TENIR",
        label="Constater que la séance s’est tenue",
        scope=Scope.SEANCE,
        opens=_states("arretee", "ouverte"),
        anchors=(ANCHOR_SEANCE,),
        closes=_states("tenue"),
        cancels=_SEANCE_OVER | _facts(LEAVES),
    ),
    Procedure(
        code="D3-COMPTE-RENDU",
        label="Renvoyer le tableau et le compte rendu",
        scope=Scope.SEANCE,
        opens=_states("tenue"),
        anchors=(ANCHOR_SEANCE,),
        occurrence=Occurrence.PREMIERE,
        closes=_facts("compte_rendu_envoye"),
    ),
    Procedure(
        code="I-CLORE",
        label="Clore la séance restituée",
        scope=Scope.SEANCE,
        opens=_states("restituee"),
        closes=_states("close"),
        cancels=_facts(LEAVES),
        act="clore",
    ),
    Procedure(
        code="D9-ICL-MENSUELLE",
        label="Réunir l’ICL-I de la circonscription chaque mois",
        scope=Scope.CIRCONSCRIPTION,
        opens=_facts("cycle_mois"),
        closes=_facts("icl_tenue"),
    ),
)

CATALOGUE: tuple[Procedure, ...] = (
    *_ORIENTATION,
    *_DIAGNOSTIC,
    *_NOTIFICATION,
    *_ACCOMPAGNEMENT,
    *_REORIENTATION,
    *_SEANCE,
)

BY_CODE = {procedure.code: procedure for procedure in CATALOGUE}
