"""webRSA's three formats, whole, in the notation of `grammar`.

Facts about the interface of webRSA, 08/2025. There is no XML namespace; the encoding is UTF-8.
"""

from functools import cache

from exchanges.webrsa.grammar import Element, parse

_PEOPLE = """
WebRSA-ALI : in order
  entete : any order
    date_generation : datetime
    id_structure_ali : integer
    libelle_ali : string
    fichier_stock : boolean
  dossiers? : in order
    dossier* : any order
      id_personne : integer
      allocataire? : any order
        civilite? : integer
        nom, prenom, nir? : string
        numero_caf : digits
        date_naissance : date
        numero_voie?, type_voie?, nom_voie?, complement_adresse? : string
        code_postal : digits
        ville : string
        date_demande_rsa : date
        numero_demande_rsa : string
        etat_droit : integer
        soumis_droits_devoirs? : flag
        role_personne, nb_enfants_foyer, situation_familiale : integer
      referents_parcours? : in order
        referent_parcours* : any order
          id_structure_referente, id_referent? : integer
          date_debut_designation, date_fin_designation? : date
      modes_contact? : any order
        telephone_1? : string
        modif_telephone_1? : datetime
        telephone_2? : string
        modif_telephone_2? : datetime
        email? : string
        modif_email? : datetime
      orientations? : in order
        orientation* : any order
          id_orient_webrsa, id_orient_ali? : integer
          date_orient : date
          origine_orient, statut_orient, type_orient, rang_orient?, structure_referente : integer
          tag_entretien_diag : flag
      cers? : in order
        cer* : any order
          id_cer_webrsa, id_cer_ali?, structure_referente, statut, rang? : integer
          date_debut?, date_fin? : date
      dsp? : any order
        id_dsp_webrsa, id_dsp_ali? : integer
        niveau_etude : any order
          niveau_etude?, diplome_plus_eleve? : integer
          annee_obtention? : gYear
          qualifications_pro? : flag
          precisions_qualifications_pro? : string
          competences_extrapro? : flag
          precisions_competences_extrapro? : string
"""

_CHANGES = """
ALI-WebRSA : in order
  entete : any order
    date_generation : datetime
    id_structure_ali : positiveInteger
    fichier_stock : boolean
  dossiers? : in order
    dossier* : any order
      id_personne : positiveInteger
      liste_referents_parcours? : in order
        referent_parcours? : any order
          id_webrsa, id_ali : positiveInteger
          date_designation : date
      liste_rendez_vous? : in order
        rendez_vous* : any order
          id_webrsa?, id_ali, id_structurereferente, id_referent?, id_objet_rdv : positiveInteger
          thematiques : in order
            id_thematique_rdv+ : positiveInteger
          id_statut_rdv : positiveInteger
          date_rdv : date
          heure_rdv : time
          objectif_rdv?, commentaire_rdv? : string
          a_revoir_le? : gYearMonth
      liste_dsps? : in order
        dsp? : any order
          id_webrsa?, id_ali : positiveInteger
          niveau_etude : any order
            id_niveau_etudes, id_diplome_plus_eleve : positiveInteger
            annee_obtention? : gYear
            qualifications_pro : flag
            precisions_qualifications_pro? : string
            competences_extrapro : flag
            precisions_competences_extrapro? : string
      liste_cers? : in order
        cer* : any order
          id_webrsa?, id_ali, id_referent : positiveInteger
          incoherence? : string
          inscrit_PE : flag
          id_cmu, id_cmu_c, id_niveau_etude : positiveInteger
          liste_diplomes? : in order
            diplome* : any order
              intitule : string
              date_obtention : gYear
              etranger : flag
          liste_experiences_pro? : in order
            experience_pro* : any order
              id_code_famille, id_code_domaine, id_code_metier : positiveInteger
              id_appellation_metier, id_nature_contrat : positiveInteger
              annee_debut : gYear
              duree?, id_type_duree? : positiveInteger
          autre_experience? : string
          emploi_trouve : flag
          detail_emploi_trouve? : any order
            id_code_famille, id_code_domaine, id_code_metier : positiveInteger
            id_appellation_metier, id_secteur_activite, id_metier_exerce : positiveInteger
            duree_hedbo, id_nature_contrat, id_duree_cdd? : positiveInteger
          bilan_actions_prec?, mois_a_venir : string
          liste_sujets? : in order
            sujets+ : any order
              id_sujet_cer, id_sous_sujet_cer?, id_valeur_sous_sujet_cer? : positiveInteger
              champ_libre? : string
          id_duree_cer, id_point_parcours : positiveInteger
          date_reprise_contact? : date
          observations? : string
          date_debut, date_saisie : date
          id_forme_cer? : positiveInteger
          liste_commentaires? : in order
            commentaires* : any order
              id_commentaire : positiveInteger
              commentaire_libre? : string
          date_signature : date
      liste_changements_orientation? : in order
        changement_orientation : any order
          id_webrsa?, id_ali, id_referent : positiveInteger
          date_demande : date
          id_origine : positiveInteger
          reorientation? : any order
            id_motif_reorientation : positiveInteger
            accord_referent : flag
            motif_refus? : string
            accord_allocataire, urgence : flag
          id_type_orientation, id_structure_referente_accueil : positiveInteger
          id_referent_accueil?, id_statut : positiveInteger
      formulaire_d1? : any order
        id_webrsa?, id_ali, id_nationalite : positiveInteger
        inscrit_pe : flag
        id_statut_marche_travail, id_groupes_vulnerables : positiveInteger
        diplome_etranger_reconnu_france : flag
        id_cat_sociopro, id_condition_logement : positiveInteger
        condition_logement_autre? : string
      formulaire_d2? : any order
        id_webrsa?, id_ali, id_statut_accompagnement : positiveInteger
        sortie_accompagnement? : any order
          id_motif_sortie_accompagnement, id_temps_travail?, id_code_famille? : positiveInteger
          id_code_domaine?, id_code_metier?, id_appellation_metier? : positiveInteger
        sortie_changement_admin? : positiveInteger
      formulaire_b7? : any order
        id_webrsa?, id_ali, id_type_emploi, id_temps_travail : positiveInteger
        date_embauche : date
        id_code_famille, id_code_domaine?, id_code_metier? : positiveInteger
        id_appellation_metier? : positiveInteger
"""

_HEADER = """
  entete : any order
    date_generation : datetime
    id_ali : integer
    libelle_ali : string
    fichier_stock : boolean
"""

_CODED = """
civilite etatdos rolepers sitfam orient_origine orient_origine_utilisable_ALI orient_statut
cer_statut cmu cer_nivetu code_famille type_duree_contrat duree_cdd cer_duree cer_pointparcours
cer_forme nationalite marche_travail groupe_vulnerable cat_sociopro conditions_logement
statut_accompagnement dsp_nivetu diplome_max
"""
"""Lists whose lines have a code beside identifiant, libelle and actif."""

_PLAIN = """
rdv_objet rdv_statut secteur_activite metier_exerce reorientation_motifs temps_travail
"""
"""Lists whose lines have identifiant, libelle and actif only."""

_FREE_TEXT = "champ_texte : flag"

_WITH_MORE = {
    "typesorients": ["parent_id? : integer"],
    "zonesgeographiques": ["code_insee : string"],
    "structuresreferentes": [
        "typeorient_id : integer",
        "numvoie, typevoie, nomvoie, codepostal, ville, codeinsee : string",
        "numtel?, email?, zonesgeo? : string",
    ],
    "rdv_thematique": [
        "objetrdv_id?, statutrdv_id? : integer",
        "acomptabiliser?, unefoisparan? : flag",
    ],
    "code_domaine": ["code : string", "codefamille_id : integer"],
    "code_metier": ["code : string", "codedomaine_id : integer"],
    "appellation_metier": ["codemetier_id : integer"],
    "nature_contrat": ["definir_duree : flag"],
    "cer_sujet": [_FREE_TEXT],
    "cer_sous_sujet": ["sujet_id : integer", _FREE_TEXT],
    "cer_valeurs_sous_sujet": ["sous_sujet_sujet_id : integer", _FREE_TEXT],
    "cer_commentaire": [_FREE_TEXT],
    "motif_sortie_obligation_accompagnement": ["code?, parent, typeemploi_code? : string"],
    "motif_changement_admin": ["code? : string"],
    "type_emploi": ["codetypeemploi : string"],
}
"""Lists whose lines have more than identifiant, libelle and actif."""

_REFERENTS = [
    "identifiant, structurereferente_id : integer",
    "civilite, nom, prenom, email?, fonction, numtel? : string",
    "date_cloture? : date",
    "actif : flag",
]
"""The one list whose lines have no libelle."""


def _list(name: str, fields: list[str]) -> str:
    lines = [f"  liste_{name}? : in order @referentiel", f"    {name}+ : any order"]
    return "\n".join(lines + [f"      {field}" for field in fields])


def _referentiel_text() -> str:
    lists = {name: ["code : string"] for name in _CODED.split()}
    lists |= {name: [] for name in _PLAIN.split()} | _WITH_MORE
    common = ["identifiant : integer", "libelle : string"]
    whole = {name: [*common, *more, "actif : flag"] for name, more in lists.items()}
    whole["referents"] = _REFERENTS
    written = "\n".join(_list(name, fields) for name, fields in whole.items())
    return f"Referentiel_WebRSA : any order{_HEADER}{written}\n"


@cache
def people() -> Element:
    """webRSA → ALI: the people, root `WebRSA-ALI`."""
    return parse(_PEOPLE)


@cache
def changes() -> Element:
    """ALI → webRSA: what the ALI changed, root `ALI-WebRSA`."""
    return parse(_CHANGES)


@cache
def referentiel() -> Element:
    """webRSA → ALI: the code lists, root `Referentiel_WebRSA`."""
    return parse(_referentiel_text())
