# ruff: noqa: E501
"""Who may do each act and under which conditions, written a second time by hand.

``event: who | conditions | facts``; ``event@state`` or ``event@machine`` where one differs from the
others. Facts are those written besides the entry into the target state.
"""

ACTS = """
orienter@a_orienter: bop | droit_ouvert service_competent | orientation_validee
orienter@diagnostic_realise: ali | service_competent | orientation_validee decision_prise cloture
constater_orientation: import | service_competent | orientation_validee orientation_notifiee
constater_orientation_ft: bop | service_competent | orientation_par_france_travail orientation_validee orientation_notifiee
demander_diagnostic: bop import | droit_ouvert service_competent service_ali |
presenter_ep: bop | droit_ouvert |
tenir_entretien_ep: bop ep | | entretien_ep_tenu
accepter_correction: bop | service_competent | decision_prise cloture
demander_complement: bop | |
rejeter_signalement: bop | |
completer_signalement: referent bop | |
abandonner_signalement: referent bop | |
realiser_diagnostic: ali | diagnostic_unique | diagnostic_realise
constater_absence: ali | | rdv_manque
fixer_nouveau_rdv: ali | rendez_vous_a_venir | rdv_fixe
constater_carence: ali | relance_faite |
orienter_sans_diagnostic: bop | service_competent | orientation_validee decision_prise cloture
maintenir: ali | | orientation_validee
notifier: bop | coordonnees_connues lettre_du_dossier lettre_a_poster lettre_de_cette_decision | courrier_envoye orientation_notifiee
prendre_en_charge: referent import | contact_etabli | accompagnement_commence
signaler_inappropriee: referent | signalement_ouvert premier_rendez_vous_recent service_competent | signalement_recu
constater_npai: bop | lettre_du_dossier lettre_partie lettre_en_chemin | pli_revenu
taguer_diagnostic: import bop | service_competent service_ali |
retrouver_adresse: bop | | adresse_retrouvee
notifier_refus: bop | lettre_du_dossier lettre_a_poster lettre_de_cette_decision | courrier_envoye
envoyer_courrier: bop bat ep | lettre_du_dossier lettre_a_poster lettre_sans_notification | autre_courrier_envoye
envoyer_courrier@clos_reoriente: bop bat ep | lettre_du_dossier lettre_a_poster envoi_avant_la_cloture |
envoyer_courrier@clos_corrige: bop bat ep | lettre_du_dossier lettre_a_poster envoi_avant_la_cloture |
envoyer_courrier@clos_remplace: bop bat ep | lettre_du_dossier lettre_a_poster envoi_avant_la_cloture |
envoyer_courrier@clos_droit_ferme: bop bat ep | lettre_du_dossier lettre_a_poster envoi_avant_la_cloture |
envoyer_courrier@clos_mutation: bop bat ep | lettre_du_dossier lettre_a_poster envoi_avant_la_cloture |
envoyer_courrier@clos_doublon: bop bat ep | lettre_du_dossier lettre_a_poster envoi_avant_la_cloture |
envoyer_courrier@clos_deces: bop bat ep | lettre_du_dossier lettre_a_poster envoi_avant_la_cloture |
presenter_courrier: bop | lettre_du_dossier lettre_partie lettre_en_chemin courrier_parti lettre_pas_encore_presentee | courrier_presente
recevoir_courrier: bop | lettre_du_dossier lettre_partie lettre_en_chemin courrier_parti reception_apres_presentation | courrier_recu
constater_pli_non_retire: bop | lettre_du_dossier lettre_partie lettre_en_chemin courrier_parti retour_apres_presentation | pli_non_retire
ouvrir_reorientation: referent | droit_ouvert aucune_demande_ouverte reorientation_examinee service_competent service_different | demande_ouverte
point_parcours: referent | | point_parcours
consulter: referent | | consultation_faite
passer_sans_concertation: referent | sans_concertation consultation_connue accord_connu droit_ouvert |
constater_consultation_impossible: referent | | consultation_impossible
recueillir_avis_accueil: referent service | refus_accueil_motive |
inscrire@presaisine: referent | seance_connue seance_icl nature_admise seance_competente seance_non_arretee seance_a_venir consultation_connue accord_connu droit_ouvert priorite_donnee priorite_possible priorite_libre |
inscrire@a_reinscrire: referent bat systeme entraine | seance_connue seance_icl nature_admise seance_competente seance_non_arretee seance_a_venir consultation_connue accord_connu droit_ouvert priorite_donnee priorite_possible priorite_libre |
inscrire_seance_tenante: referent bat | seance_connue seance_icl nature_admise seance_competente seance_arretee_ou_ouverte present_ou_coordinateur consultation_connue accord_connu droit_ouvert | ligne_seance_tenante
rejoindre_tableau: entraine | consultation_connue accord_connu droit_ouvert |
retirer_demande: referent | | demande_sans_suite
retirer_demande@saisine_a_faire: referent bop | | demande_sans_suite
retirer_demande@saisine_recue: referent bop | | demande_sans_suite
retirer_demande@saisine_incomplete: referent bop | | demande_sans_suite
retirer_demande@attente_ep: referent bop | | demande_sans_suite
retirer_demande@inscrit_ep: referent bop | | demande_sans_suite
retirer_demande@attente_decision: referent bop | | demande_sans_suite
constater_decision_webrsa: import | service_competent | decision_prise cloture
constater_refus_webrsa: bop | decision_webrsa | decision_prise
icl_favorable: entraine | |
icl_desaccord: entraine | |
icl_ajourne: entraine | | demande_ajournee
remettre: entraine | |
poursuivre_en_ep: bat referent | desaccord_peut_aller_en_ep |
reexaminer: bat | |
maintenir_service: bat | | demande_sans_suite
deposer_saisine@saisine_a_faire: referent bop | canal_permis numero_webrsa_donne date_de_saisie_donnee avis_accueil_pour_le_fichier | saisine_deposee
declarer_recevable: bop | saisine_complete saisine_unique droit_ouvert |
demander_piece: bop | |
declarer_demande_doublon: bop | | demande_sans_suite
deposer_saisine: referent bop import | canal_permis canal_nouveau numero_webrsa_donne date_de_saisie_donnee | saisine_autre_canal
completer_saisine: referent bop | |
inscrire_ep: bop | seance_connue seance_ep seance_competente seance_non_arretee seance_a_venir droit_ouvert |
ep_accepte: entraine | | decision_prise cloture
ep_refuse: entraine | | decision_prise
ep_annule: entraine | | demande_annulee demande_sans_suite
decider_accepter: president | decision_ici avis_ep_anterieur droit_ouvert service_competent accueil_competent | decision_prise cloture
decider_refuser: president | decision_ici avis_ep_anterieur | decision_prise
renvoyer_ep: president | decision_ici ep_au_programme |
rouvrir: bop import | aucun_dossier_ouvert | droit_repris
fermer_droit: bop import | | droit_ferme sortie cloture demande_sans_suite
muter: bop import | | sortie cloture demande_sans_suite
deceder: bop import | | sortie cloture demande_sans_suite
declarer_doublon: bop | | sortie cloture demande_sans_suite
remplacer: import | service_competent | cloture demande_sans_suite
constater_transfert: import | service_competent |
demenager_intra: bop import | circonscription_actuelle autre_circonscription | demenagement
attribuer_secteur: referent bat bop import systeme | secteur_a_attribuer circonscription_actuelle secteur_du_service |
attribuer_secteur@en_icl: referent bat bop import systeme | secteur_a_attribuer circonscription_actuelle secteur_du_service ligne_sans_resultat_attendu |
attribuer_secteur@inscrit_ep: referent bat bop import systeme | secteur_a_attribuer circonscription_actuelle secteur_du_service ligne_sans_resultat_attendu |
redecouper: systeme bop | circonscription_actuelle autre_circonscription | territoire_redecoupe
redecouper@en_icl: systeme bop | circonscription_actuelle autre_circonscription ligne_libre_de_suivre | territoire_redecoupe
redecouper@inscrit_ep: systeme bop | circonscription_actuelle autre_circonscription ligne_libre_de_suivre | territoire_redecoupe
renoncer_ligne: referent bat | ligne_en_attente | ligne_abandonnee
suspendre_droit: bop import | droit_ouvert | droit_suspendu
reprendre_droit: bop import | droit_suspendu | droit_repris
exprimer_souhait: referent service bop import | | souhait_exprime
repondre_souhait: referent bop | souhait_en_attente | souhait_entendu
recueillir_accord_partage: referent ali | | accord_partage_donne
retirer_accord_partage: referent ali bop | accord_de_partage_en_cours | accord_partage_retire
fixer_rdv: referent ali import | rendez_vous_a_venir de_cet_accompagnement | rdv_fixe
honorer_rdv: referent ali import | de_cet_accompagnement | rdv_honore
manquer_rdv: referent ali import | de_cet_accompagnement | rdv_manque
relancer: referent ali import | | relance
signer_contrat: referent import | de_cet_accompagnement | contrat_signe
partager_diagnostic: ali referent import | diagnostic_fait diagnostic_anterieur | diagnostic_partage
recevoir_recours: bop | | recours_recu
repondre_recours: bop president | recours_en_attente | recours_repondu
suspendre_delai: bop | periode_de_suspension | delai_suspendu
suspendre_delai@seance: bat bop ep | coordinateur periode_de_suspension | delai_suspendu
reprendre_delai: bop | delai_suspendu | delai_repris
reprendre_delai@seance: bat bop ep | coordinateur delai_suspendu | delai_repris
prolonger_delai: bop | prolongation_positive | delai_prolonge
prolonger_delai@seance: bat bop ep | coordinateur prolongation_positive | delai_prolonge
fixer_echeance: president | | delai_fixe
rendre_delai_au_calcul: president | date_fixee | delai_rendu
publier_liste: systeme bop entraine | | liste_publiee
exporter_saisine: systeme bop ali | | saisine_exportee
exporter_orientation: systeme bop ali | | orientation_exportee
reaffecter: referent bop | | referent_designe
constater_demande_complete: bop import | | demande_complete
constater_droits: bop import | droits_apres_la_demande | droits_notifies
constater_flux: bop import | flux_nouveau | flux_transmis
fixer_rdv_orientation: bop service import | rendez_vous_a_venir | rdv_orientation_fixe
tenir_rdv_orientation: bop service import | | rdv_orientation_tenu
constater_inscription_a_faire: referent service bop import | pas_encore_inscrite | inscription_ft_a_faire
constater_inscription_ft: referent service bop import | | inscription_ft
constater_suivi_ft: referent bop import | | connu_ft
demander_contact: referent service bop import | | contact_demande
etablir_contact: referent ali import | | contact_etabli
tenter_contact: referent ali import | | contact_tente
deplacer_rdv: referent ali import | rendez_vous_a_venir de_cet_accompagnement | rdv_deplace
constater_sans_rdv: referent ali bop import | sans_rendez_vous de_cet_accompagnement | sans_premier_rdv
reactiver_contrat: referent import | | contrat_reactive
reviser_contrat: referent import | de_cet_accompagnement | contrat_revise
designer_referent: referent bop import | | referent_designe
finir_referent: referent bop import | | referent_fini
constater_diagnostic: referent ali import | diagnostic_unique | diagnostic_realise
faire_diagnostic_conjoint: referent bop import | de_cet_accompagnement | diagnostic_conjoint
engager_recherche: referent import | | recherche_emploi_engagee
constater_situation: referent import | | situation_empechement
finir_situation: referent import | situation_en_cours | situation_empechement_finie
repondre: service bat | pour_son_service repondant_siege ligne_partagee | reponse_donnee
demander_collegiale: service | devant_les_services present_ou_coordinateur ligne_partagee pas_encore_collegiale |
dire_prevenue: referent bat bop | prevenue_apres_la_demande | personne_prevenue
admettre_hors_delai: bat bop ep | coordinateur pas_encore_admise | ligne_admise
prioriser: referent bat | priorite_possible priorite_libre |
apprecier_urgence: bat bop ep | coordinateur |
inviter: referent bat | partenaire_nomme venue_accordee allocataire_invite_une_fois partenaire_invite_une_fois |
decommander: referent bat | invite_de_la_ligne |
dire_sans_invite: referent bat | liste_demandee sans_invite_declare pas_encore_sans_invite |
accorder_venue: bat bop ep | coordinateur venue_pas_encore_acceptee |
confirmer_invites: bat bop ep | coordinateur partenaire_a_confirmer |
retenir: entraine | |
reporter_faute_de_place: entraine | |
convertir: referent | nature_soutien |
reporter@inscrit: bat bop ep systeme entraine | coordinateur |
reporter@retenu: bat bop ep systeme entraine | coordinateur |
reporter_sans_suite: entraine | |
retirer: entraine | |
retirer_ligne: referent bat | ligne_sans_demande |
rendre_favorable: ali bat | devant_icl nature_reorientation seance_commencee prescripteur_present liste_admise methode_respectee refus_accueil_motive suppleance_motivee | avis_rendu
rendre_desaccord: ali bat | devant_icl nature_reorientation seance_commencee prescripteur_present suppleance_motivee | avis_rendu
ajourner: ali bat | devant_les_services seance_commencee |
rendre_soutien: ali bat | devant_les_services nature_soutien seance_commencee prescripteur_present suppleance_motivee |
rendre_accompagnement_global: ali bat | devant_les_services nature_accompagnement_global seance_commencee prescripteur_present suppleance_motivee |
accepter: ep bop | decision_ici devant_ep seance_commencee prescripteur_present droit_ouvert service_competent accueil_competent | avis_ep_rendu
refuser: ep bop | decision_ici devant_ep seance_commencee prescripteur_present | avis_ep_rendu
annuler_ligne: ep bop | decision_ici devant_ep seance_commencee |
liberer: entraine | |
preparer: bat bop ep systeme | coordinateur |
deplacer: bat bop ep | coordinateur nouvelle_date_a_venir circonscription_du_jour | seance_deplacee
annuler: bat bop ep | coordinateur |
reporter: bat bop ep | coordinateur |
transmettre_tableau: service bat | pour_son_service | tableau_transmis
partager_tableau: service bat | pour_son_service | tableau_partage
arreter: bat bop ep systeme | coordinateur capacite_suffisante |
arbitrer: bat bop ep | coordinateur ajustements_coherents rangs_possibles ajustement_motive |
convoquer: bat bop ep | coordinateur | membres_convoques
repondre_invitation: service bat bop ep | participant_attendu pour_ses_invites siege_en_personne remplacant_dit suppleant_du_membre | invitation_repondue
emarger: bat bop ep | coordinateur jour_de_seance presences_dites participants_connus une_seule_presence heures_de_presents heures_venues depart_apres_arrivee | presences_emargees
accueillir: bat bop ep | coordinateur jour_de_seance siege_du_genre | presences_emargees
ouvrir: bat bop ep | coordinateur jour_de_seance quorum_atteint |
rouvrir_agenda: bat bop ep | coordinateur |
lever: bat bop ep | coordinateur resultats_saisis points_traites |
ajouter_point: bat bop ep | coordinateur minutes_du_point ajout_motive point_ajoute_une_fois |
retirer_point: bat bop ep | coordinateur point_prevu ajout_motive |
ordonner_points: bat bop ep | coordinateur ordre_des_points |
traiter_point: bat bop ep | coordinateur point_au_programme |
nommer_intervenant: bat bop ep | coordinateur intervenant_attendu intervenant_pas_encore_nomme | intervenant_nomme
communiquer_besoins: service bat | intervenant_attendu pour_son_service | besoins_communiques
fixer_venue: bat bop ep systeme | coordinateur intervenant_attendu venue_pas_encore_dite | psychologue_decommande venue_fixee
constater_quorum_manquant: bat bop ep | coordinateur quorum_manque |
completer_compte_rendu: bat bop ep | coordinateur complement_donne remarque_et_ligne |
restituer: bat bop ep | coordinateur | compte_rendu_envoye
renvoyer_compte_rendu: bat bop ep | coordinateur resultats_saisis | compte_rendu_renvoye
rouvrir_resultats: bat bop ep | coordinateur |
clore: bat bop ep systeme | coordinateur |
"""


def acts() -> dict[str, tuple[set[str], set[str], set[str]]]:
    """``event`` or ``event@state`` → who, conditions, facts."""
    found = {}
    for line in ACTS.strip().splitlines():
        event, _, rest = line.partition(":")
        who, guards, facts = (set(part.split()) for part in rest.split("|"))
        found[event] = who, guards, facts
    return found
