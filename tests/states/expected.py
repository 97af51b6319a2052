"""The procedure written a second time, by hand, from DOMAIN.md §0 and §2 and JOINTS.md §3.

One line a state: each event and where it leads, ``=`` for the same state; two targets are picked by
a choice. Nothing here is computed from the pages.
"""

DOSSIER = """
a_orienter: orienter>a_notifier constater_orientation>notifie constater_orientation_ft>notifie
    demander_diagnostic>diagnostic_attendu presenter_ep>entretien_ep
entretien_ep: tenir_entretien_ep>a_orienter
signale: accepter_correction>clos_corrige demander_complement>signalement_incomplet
    rejeter_signalement>accompagnement
signalement_incomplet: completer_signalement>signale abandonner_signalement>accompagnement
diagnostic_attendu: realiser_diagnostic>diagnostic_realise constater_absence>diagnostic_absence
diagnostic_absence: fixer_nouveau_rdv>diagnostic_attendu constater_carence>diagnostic_sans_suite
diagnostic_sans_suite: fixer_nouveau_rdv>diagnostic_attendu
    orienter_sans_diagnostic>clos_corrige|a_notifier
diagnostic_realise: maintenir>a_notifier orienter>clos_corrige|a_notifier
a_notifier: notifier>notifie
notifie: prendre_en_charge>accompagnement signaler_inappropriee>signale
    constater_npai>adresse_a_retrouver taguer_diagnostic>diagnostic_attendu
adresse_a_retrouver: retrouver_adresse>a_notifier prendre_en_charge>accompagnement
refus_a_notifier: notifier_refus>accompagnement
accompagnement: ouvrir_reorientation>presaisine point_parcours>= signaler_inappropriee>signale
    taguer_diagnostic>diagnostic_attendu
presaisine: consulter>= constater_consultation_impossible>= recueillir_avis_accueil>=
    inscrire>en_icl inscrire_seance_tenante>en_icl passer_sans_concertation>saisine_a_faire
    rejoindre_tableau>en_icl
    retirer_demande>accompagnement constater_decision_webrsa>clos_reoriente
en_icl: icl_favorable>saisine_a_faire icl_desaccord>desaccord icl_ajourne>a_reinscrire
    remettre>a_reinscrire
    demenager_intra>a_reinscrire redecouper>a_reinscrire|= attribuer_secteur>a_reinscrire|=
    retirer_demande>accompagnement
    constater_decision_webrsa>clos_reoriente
a_reinscrire: inscrire>en_icl inscrire_seance_tenante>en_icl
    recueillir_avis_accueil>= retirer_demande>accompagnement
    constater_decision_webrsa>clos_reoriente
desaccord: poursuivre_en_ep>saisine_a_faire reexaminer>a_reinscrire
    maintenir_service>accompagnement retirer_demande>accompagnement
    constater_decision_webrsa>clos_reoriente
saisine_a_faire: deposer_saisine>saisine_recue recueillir_avis_accueil>=
    retirer_demande>accompagnement constater_decision_webrsa>clos_reoriente
saisine_recue: declarer_recevable>attente_ep|attente_decision demander_piece>saisine_incomplete
    declarer_demande_doublon>accompagnement deposer_saisine>= recueillir_avis_accueil>=
    retirer_demande>accompagnement constater_decision_webrsa>clos_reoriente
saisine_incomplete: completer_saisine>saisine_recue deposer_saisine>= recueillir_avis_accueil>=
    retirer_demande>accompagnement constater_decision_webrsa>clos_reoriente
attente_ep: inscrire_ep>inscrit_ep deposer_saisine>= retirer_demande>accompagnement
    constater_decision_webrsa>clos_reoriente constater_refus_webrsa>refus_a_notifier
inscrit_ep: ep_accepte>attente_decision|clos_reoriente ep_refuse>attente_decision|refus_a_notifier
    ep_annule>accompagnement remettre>attente_ep demenager_intra>attente_ep|=
    redecouper>attente_ep|= attribuer_secteur>attente_ep|=
    deposer_saisine>= retirer_demande>accompagnement
    constater_decision_webrsa>clos_reoriente constater_refus_webrsa>refus_a_notifier
attente_decision: decider_accepter>clos_reoriente decider_refuser>refus_a_notifier
    renvoyer_ep>attente_ep deposer_saisine>= retirer_demande>accompagnement
    constater_decision_webrsa>clos_reoriente constater_refus_webrsa>refus_a_notifier
clos_reoriente: recevoir_recours>= repondre_recours>=
    envoyer_courrier>= presenter_courrier>= recevoir_courrier>= constater_pli_non_retire>=
    constater_npai>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>=
    fixer_echeance>= rendre_delai_au_calcul>=
clos_corrige: partager_diagnostic>= recevoir_recours>= repondre_recours>=
    envoyer_courrier>= presenter_courrier>= recevoir_courrier>= constater_pli_non_retire>=
    constater_npai>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>=
    fixer_echeance>= rendre_delai_au_calcul>=
clos_remplace: recevoir_recours>= repondre_recours>=
    envoyer_courrier>= presenter_courrier>= recevoir_courrier>= constater_pli_non_retire>=
    constater_npai>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>=
    fixer_echeance>= rendre_delai_au_calcul>=
clos_droit_ferme: rouvrir>accompagnement|a_orienter|a_notifier|notifie|diagnostic_attendu
    recevoir_recours>= repondre_recours>=
    envoyer_courrier>= presenter_courrier>= recevoir_courrier>= constater_pli_non_retire>=
    constater_npai>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>=
    fixer_echeance>= rendre_delai_au_calcul>=
clos_mutation: recevoir_recours>= repondre_recours>=
    envoyer_courrier>= presenter_courrier>= recevoir_courrier>= constater_pli_non_retire>=
    constater_npai>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>=
    fixer_echeance>= rendre_delai_au_calcul>=
clos_deces: recevoir_recours>= repondre_recours>=
    envoyer_courrier>= presenter_courrier>= recevoir_courrier>= constater_pli_non_retire>=
    constater_npai>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>=
    fixer_echeance>= rendre_delai_au_calcul>=
clos_doublon: repondre_recours>=
    envoyer_courrier>= presenter_courrier>= recevoir_courrier>= constater_pli_non_retire>=
    constater_npai>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>=
    fixer_echeance>= rendre_delai_au_calcul>=
"""

PASSAGE = """
inscrit: inviter>= decommander>= dire_sans_invite>= accorder_venue>= confirmer_invites>=
    repondre>= demander_collegiale>= prioriser>= apprecier_urgence>=
    dire_prevenue>= admettre_hors_delai>=
    retenir>retenu convertir>= reporter>reporte reporter_faute_de_place>reporte
    reporter_sans_suite>reporte retirer>retire retirer_ligne>retire
retenu: inviter>= decommander>= dire_sans_invite>= accorder_venue>= confirmer_invites>=
    repondre>= demander_collegiale>= apprecier_urgence>= retenir>retenu
    dire_prevenue>= admettre_hors_delai>=
    reporter_faute_de_place>reporte rendre_favorable>favorable
    rendre_desaccord>desaccord_rendu ajourner>ajourne rendre_soutien>soutien_rendu
    rendre_accompagnement_global>accompagnement_global_rendu accepter>accepte refuser>refuse
    annuler_ligne>annule liberer>inscrit reporter>reporte reporter_sans_suite>reporte
    retirer>retire retirer_ligne>retire
favorable:
desaccord_rendu:
ajourne:
soutien_rendu:
accompagnement_global_rendu:
accepte:
refuse:
annule:
reporte:
retire:
"""

SEANCE = """
programmee: ajouter_point>= retirer_point>= ordonner_points>=
    nommer_intervenant>= communiquer_besoins>= fixer_venue>annulee|=
    convoquer>= repondre_invitation>=
    preparer>preparee deplacer>= annuler>annulee reporter>reportee
preparee: ajouter_point>= retirer_point>= ordonner_points>=
    nommer_intervenant>= communiquer_besoins>= fixer_venue>annulee|=
    convoquer>= repondre_invitation>=
    arreter>arretee arbitrer>arretee transmettre_tableau>= partager_tableau>=
    deplacer>= annuler>annulee reporter>reportee
arretee: ajouter_point>= retirer_point>= ordonner_points>=
    nommer_intervenant>= communiquer_besoins>= fixer_venue>annulee|=
    convoquer>= repondre_invitation>= emarger>= accueillir>=
    constater_quorum_manquant>reportee
    ouvrir>ouverte arbitrer>arretee rouvrir_agenda>preparee transmettre_tableau>=
    partager_tableau>= deplacer>= annuler>annulee reporter>reportee
ouverte: ajouter_point>= retirer_point>= ordonner_points>= traiter_point>=
    repondre_invitation>= emarger>= accueillir>=
    completer_compte_rendu>= lever>tenue constater_quorum_manquant>reportee
tenue: traiter_point>= emarger>= accueillir>=
    completer_compte_rendu>= restituer>restituee rouvrir_resultats>ouverte
restituee: emarger>= accueillir>= completer_compte_rendu>= renvoyer_compte_rendu>= clore>close
close: emarger>= accueillir>= completer_compte_rendu>= renvoyer_compte_rendu>=
    suspendre_delai>= reprendre_delai>= prolonger_delai>= fixer_echeance>= rendre_delai_au_calcul>=
annulee:
reportee:
"""

# What can strike in any open state of the dossier, except where the second part says.
ANYWHERE = {
    "fermer_droit": "clos_droit_ferme",
    "muter": "clos_mutation",
    "deceder": "clos_deces",
    "declarer_doublon": "clos_doublon",
    "remplacer": "clos_remplace",
    "constater_transfert": "=",
    "demenager_intra": "=",
    "attribuer_secteur": "=",
    "redecouper": "=",
    "renoncer_ligne": "=",
    "suspendre_droit": "=",
    "reprendre_droit": "=",
    "exprimer_souhait": "=",
    "repondre_souhait": "=",
    "recueillir_accord_partage": "=",
    "retirer_accord_partage": "=",
    "fixer_rdv": "=",
    "honorer_rdv": "=",
    "manquer_rdv": "=",
    "relancer": "=",
    "signer_contrat": "=",
    "partager_diagnostic": "=",
    "recevoir_recours": "=",
    "repondre_recours": "=",
    "suspendre_delai": "=",
    "reprendre_delai": "=",
    "prolonger_delai": "=",
    "fixer_echeance": "=",
    "rendre_delai_au_calcul": "=",
    "publier_liste": "=",
    "exporter_saisine": "=",
    "exporter_orientation": "=",
    "reaffecter": "=",
    "constater_demande_complete": "=",
    "constater_droits": "=",
    "constater_flux": "=",
    "fixer_rdv_orientation": "=",
    "tenir_rdv_orientation": "=",
    "constater_inscription_a_faire": "=",
    "constater_inscription_ft": "=",
    "constater_suivi_ft": "=",
    "demander_contact": "=",
    "etablir_contact": "=",
    "tenter_contact": "=",
    "deplacer_rdv": "=",
    "constater_sans_rdv": "=",
    "reactiver_contrat": "=",
    "reviser_contrat": "=",
    "designer_referent": "=",
    "finir_referent": "=",
    "constater_diagnostic": "=",
    "faire_diagnostic_conjoint": "=",
    "engager_recherche": "=",
    "constater_situation": "=",
    "finir_situation": "=",
    "envoyer_courrier": "=",
    "presenter_courrier": "=",
    "recevoir_courrier": "=",
    "constater_pli_non_retire": "=",
    "constater_npai": "=",
}
EXCEPT = {
    "constater_npai": {"notifie"},
    "demenager_intra": {"en_icl", "inscrit_ep"},
    "redecouper": {"en_icl", "inscrit_ep"},
    "attribuer_secteur": {"en_icl", "inscrit_ep"},
    "manquer_rdv": {"diagnostic_attendu"},
    "constater_diagnostic": {"diagnostic_attendu"},
}

BIRTHS = {
    "naitre_a_orienter": "a_orienter",
    "importer_oriente": "notifie",
    "importer_diagnostic": "diagnostic_attendu",
    "importer_accompagne": "accompagnement",
    "naitre_de_correction": "a_notifier",
    "naitre_de_reorientation": "a_notifier",
    "naitre_de_webrsa": "notifie",
    "inscrire": "inscrit",
    "inscrire_ligne": "inscrit",
    "inscrire_seance_tenante": "retenu",
    "inscrire_ligne_seance_tenante": "retenu",
    "programmer": "programmee",
}

# How each request ends, by the act that ends it.
ISSUES = {
    "retirer_demande": "retiree",
    "maintenir_service": "maintenue",
    "declarer_demande_doublon": "doublon",
    "ep_annule": "annulee",
    "ep_accepte": "acceptee",
    "decider_accepter": "acceptee",
    "constater_decision_webrsa": "acceptee",
    "notifier_refus": "refusee",
    "fermer_droit": "sans_objet",
    "muter": "sans_objet",
    "deceder": "sans_objet",
    "declarer_doublon": "sans_objet",
    "remplacer": "sans_objet",
}

# What the next dossier is, by the act that gives birth to it.
NEXT = {
    "accepter_correction": ("a_notifier", "signalement"),
    "orienter": ("a_notifier", "diagnostic"),
    "orienter_sans_diagnostic": ("a_notifier", "diagnostic"),
    "ep_accepte": ("a_notifier", "reorientation"),
    "decider_accepter": ("a_notifier", "reorientation"),
    "constater_decision_webrsa": ("notifie", "reorientation"),
    "remplacer": ("notifie", "webrsa"),
}


def table(text: str) -> dict[tuple[str, str], set[str]]:
    """(state, event) → targets; the states that have no exit are under the event ``""``."""
    found: dict[tuple[str, str], set[str]] = {}
    state = ""
    for line in text.strip().splitlines():
        head, colon, rest = line.partition(":")
        if colon:
            state, line = head, rest
            found[state, ""] = set()
        for exit in line.split():
            event, _, targets = exit.partition(">")
            found[state, event] = {
                state if target == "=" else target for target in targets.split("|")
            }
    return found
