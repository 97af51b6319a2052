"""The code lists of the sample, as webRSA has them: a line is a list, `name | label | items`.

An item is `code=label` or `label`; `<` gives the code or label of its parent; a last `!` says yes
to the one flag that the list's lines have; a last `-` that the item is no longer active.
"""

TABLE = """
typesorients | Types d’orientation | Emploi; Social; Socioprofessionnelle; Emploi – France Travail < Emploi; Emploi – Accompagnement global < Emploi; Social – Service social départemental < Social; Social – CCAS < Social; Socioprofessionnelle – ALI < Socioprofessionnelle; Socioprofessionnelle – Association référente < Socioprofessionnelle; Socioprofessionnelle – Projet insertion emploi < Socioprofessionnelle -
civilite | Civilité | MME=Madame; MR=Monsieur
etatdos | État du droit RSA | Z=Non connu; 0=Nouvelle demande en attente de décision; 1=Droit refusé; 2=Droit ouvert et versable; 3=Droit ouvert et suspendu, montant calculable; 4=Droit ouvert, versement suspendu, montant non calculable; 5=Droit clos; 6=Droit clos sur un mois antérieur
rolepers | Rôle dans le foyer | DEM=Demandeur du RSA; CJT=Conjoint du demandeur; ENF=Enfant
sitfam | Situation familiale | CEL=Célibataire; MAR=Mariage; PAC=Pacsé; VIM=Vie maritale; ISO=Isolement après vie maritale ou PACS; SEF=Séparation de fait; DIV=Divorcé; VEU=Veuvage
orient_origine | Origine de l’orientation | manuelle=Manuelle; cohorte=Automatique (par cohorte); reorientation=Réorientation; demenagement=Transfert; prestaorient=Prestataire d’orientation; entdiag=Entretien diagnostic; initinap=Orientation initiale inappropriée
orient_origine_utilisable_ALI | Origine de l’orientation utilisable par une ALI | reorientation=Réorientation; entdiag=Diagnostic
orient_statut | Statut de l’orientation | Orienté=Orienté; En attente=En attente de validation; Non orienté=Non orienté; Refusé=Refusé
cer_statut | Position du CER | 00enregistre=Enregistré; 01signe=Signé; 02attdecisioncpdv=En attente de décision de la structure; 03attdecisioncg=En attente de décision du département; 99valide=Validé; 99rejete=Rejeté
rdv_objet | Objet du rendez-vous | Rendez-vous d’accueil; Rendez-vous de suivi; Entretien de diagnostic; Information collective
rdv_thematique | Thématique du rendez-vous | Premier accueil de l’année < Rendez-vous d’accueil !; Point de fin de parcours < Rendez-vous de suivi; Logement < Rendez-vous de suivi; Santé < Rendez-vous de suivi; Recherche d’emploi < Rendez-vous de suivi
rdv_statut | Statut du rendez-vous | Prévu; Honoré; Reporté; Excusé; Absence non excusée
cmu | Couverture santé | O=Oui; N=Non; D=En cours de demande
cer_nivetu | Niveau d’étude (CER) | 1200=Niveau I ou II : bac + 3 et plus; 1203=Niveau III : bac + 2; 1204=Niveau IV : baccalauréat; 1205=Niveau V : CAP ou BEP; 1206=Niveau V bis : fin de scolarité obligatoire; 1207=Niveau VI : pas de niveau
code_famille | Famille de métiers | D=Commerce, vente et grande distribution; F=Construction, bâtiment et travaux publics; G=Hôtellerie, restauration, tourisme; K=Services à la personne et à la collectivité; N=Transport et logistique
code_domaine | Domaine de métiers | D15=Grande distribution < D; F17=Second œuvre et gros œuvre < F; G16=Production culinaire < G; K13=Aide à la vie quotidienne < K; K22=Nettoyage et propreté < K; N11=Magasinage, manutention < N
code_metier | Métier | D1505=Personnel de caisse < D15; F1704=Préparation du gros œuvre < F17; G1603=Personnel polyvalent en restauration < G16; K1304=Services domestiques < K13; K2204=Nettoyage de locaux < K22; N1103=Magasinage et préparation de commandes < N11
appellation_metier | Appellation de métier | Hôte de caisse < D1505; Manœuvre du bâtiment < F1704; Employé polyvalent de restauration < G1603; Aide ménager à domicile < K1304; Agent d’entretien de locaux < K2204; Préparateur de commandes < N1103
nature_contrat | Nature du contrat de travail | CDI; CDD !; Intérim !; Contrat d’insertion (CDDI) !; Création d’entreprise
type_duree_contrat | Unité de durée | JOURS=Jours; MOIS=Mois; ANNEES=Années
secteur_activite | Secteur d’activité | Commerce; Construction; Hébergement et restauration; Santé et action sociale; Transports et entreposage
metier_exerce | Métier exercé | Employé; Ouvrier; Artisan ou commerçant; Profession intermédiaire; Cadre
duree_cdd | Durée du CDD | DT1=Temps plein; DT2=Temps partiel; DT3=Mi-temps
cer_sujet | Sujet du CER | Emploi; Formation; Santé; Logement; Vie quotidienne; Autre !
cer_sous_sujet | Sous-sujet du CER | Recherche d’emploi < Emploi; Création d’activité < Emploi; Formation qualifiante < Formation; Français langue étrangère < Formation; Accès aux soins < Santé; Autre démarche < Logement !
cer_valeurs_sous_sujet | Valeur du sous-sujet du CER | Candidatures < Recherche d’emploi; Atelier de rédaction de CV < Recherche d’emploi; Précisez < Autre démarche !
cer_duree | Durée du CER | 3=3 mois; 6=6 mois; 9=9 mois; 12=12 mois
cer_pointparcours | Point de parcours | aladate=À une date précise; alafin=À la fin du contrat
cer_forme | Forme du CER | S=Simple; C=Complexe
cer_commentaire | Commentaire du CER | Contrat validé en l’état; Contrat à préciser; Autre !
reorientation_motifs | Motif de réorientation | Difficultés sociales à traiter d’abord; Problème de santé; Garde d’enfant ou charge d’un proche; Prêt pour une recherche d’emploi; Besoin d’un accompagnement spécialisé; Déménagement; Demande de l’allocataire
nationalite | Nationalité | F=Française; C=Union européenne; A=Autre nationalité
marche_travail | Statut sur le marché du travail | chomeur=Demandeur d’emploi; inactif=Inactif; emploi=En emploi; independant=Indépendant
groupe_vulnerable | Groupe vulnérable | aucun=Aucun; monoparental=Parent isolé; handicap=Personne handicapée; migrant=Migrant ou minorité; autre=Autre
cat_sociopro | Catégorie socioprofessionnelle | agriculteur=Agriculteur; artisan=Artisan, commerçant; cadre=Cadre; intermediaire=Profession intermédiaire; employe=Employé; ouvrier=Ouvrier; sans=Sans activité
conditions_logement | Conditions de logement | locataire=Locataire; proprietaire=Propriétaire; heberge=Hébergé; hotel=Hôtel social; sdf=Sans domicile; autre=Autre
statut_accompagnement | Statut de l’accompagnement | maintien=Maintien de l’accompagnement; sortie=Sortie de l’accompagnement; changement=Changement de situation administrative
motif_sortie_obligation_accompagnement | Motif de sortie de l’obligation d’accompagnement | CDI=Emploi en CDI < Emploi; CDD6=Emploi de plus de six mois < Emploi; CREA=Création d’activité < Emploi; FORM=Entrée en formation < Formation; RET=Retraite < Autre
motif_changement_admin | Changement de situation administrative | reorientation=Réorientation à la suite de l’ICL-I; reorientation_ent_diag=Réorientation à la suite de l’entretien de diagnostic; demenagement=Déménagement
temps_travail | Temps de travail | Temps plein; Temps partiel
dsp_nivetu | Niveau d’étude | 1201=Niveau I : bac + 5 et plus; 1202=Niveau II : bac + 3 et plus; 1203=Niveau III : bac + 2; 1204=Niveau IV : baccalauréat; 1205=Niveau V : CAP ou BEP; 1206=Niveau V bis : fin de scolarité obligatoire; 1207=Niveau VI : pas de niveau
diplome_max | Diplôme le plus élevé | 2601=Supérieur au bac; 2602=Baccalauréat; 2603=CAP ou BEP; 2604=Brevet des collèges; 2605=Aucun diplôme
type_emploi | Type d’emploi | CDI=Contrat à durée indéterminée; CDD=Contrat à durée déterminée; INT=Intérim; IND=Travail indépendant; SAP=Services à la personne
"""  # noqa: E501 (one list a line: that is the table)
