"""What each occasion is called where messages are listed, chosen or looked for."""

from collections.abc import Mapping
from types import MappingProxyType

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "calendrier_applique": "Délais changés par un autre calendrier",
        "complement_demande": "Signalement incomplet",
        "compte_rendu": "Compte rendu de la séance",
        "compte_rendu_a_renvoyer": "Compte rendu à renvoyer",
        "compte_rendu_corrige": "Compte rendu corrigé",
        "connexion_retardee": "Connexions refusées à un compte",
        "convocation": "Convocation d’un membre",
        "convocation_annulee": "Convocation annulée",
        "courriers_arretes": "Lettres arrêtées",
        "delai_change": "Délai dont la date change",
        "demande_maintenue": "Maintien dans le service référent",
        "demande_refusee": "Demande refusée",
        "demande_reroutee": "Demande réacheminée",
        "demande_retiree": "Demande retirée",
        "demande_sans_objet": "Demande sans objet",
        "droit_du_foyer": "Droit changé dans le foyer",
        "echeance_niveau_1": "Alerte de niveau 1",
        "echeance_niveau_2": "Alerte de niveau 2",
        "echeance_niveau_3": "Alerte de niveau 3",
        "echeance_panne": "Alerte en panne",
        "echeance_rappel": "Rappel d’un délai",
        "import_termine": "Import terminé",
        "intervenant_remplace": "Intervenant remplacé",
        "invitation_annulee": "Invitation annulée",
        "invitation_partenaire": "Venue d’un partenaire confirmée",
        "ligne_abandonnee": "Ligne à laquelle le service renonce",
        "ligne_reportee": "Ligne reportée",
        "ligne_retiree": "Ligne retirée du tableau",
        "ligne_souvent_reportee": "Ligne reportée plusieurs fois",
        "lignes_hors_delai": "Lignes hors délai",
        "liste_du_mois": "Liste du mois",
        "messages_perdus": "Messages qui ne partiront plus",
        "nouveaux_sans_referent": "Nouvelles personnes sans référent",
        "nouvelle_orientation": "Nouvelle orientation vers le service",
        "ordre_du_jour_arrete": "Ordre du jour arrêté",
        "ordre_du_jour_depasse": "Ordre du jour à arbitrer",
        "orientation_notifiee": "Orientation notifiée à la personne",
        "personne_a_prevenir": "Personne à prévenir de vive voix",
        "personne_inconnue": "Réponse « inconnu » à vérifier",
        "piece_demandee": "Saisine incomplète",
        "rapprochement_ecarts": "Écarts trouvés par la vérification de la nuit",
        "recours_recu": "Recours reçu",
        "redecoupage_bloque": "Redécoupage que des dossiers ne suivent pas",
        "refus_notifie": "Refus de réorientation notifié",
        "relance_convocation": "Relance d’une convocation",
        "relance_tableau": "Relance pour le tableau",
        "reorientation_decidee": "Réorientation décidée",
        "saisine_accusee": "Saisine reçue, accusé",
        "saisine_deposee": "Saisine déposée",
        "seance_annulee": "Séance annulée",
        "seance_deplacee": "Séance déplacée",
        "seance_reportee": "Séance reportée",
        "signalement_recu": "Orientation signalée comme inappropriée",
        "signalement_rejete": "Signalement rejeté",
        "souhait_exprime": "Souhait de réorientation à entendre",
        "tableau_ouvert": "Tableau ouvert",
        "territoire_redecoupe": "Redécoupage du territoire",
        "tic_absent": "Surveillance arrêtée",
        "venue_appreciee": "Venue de l’allocataire, réponse",
        "venue_fixee": "Venue d’un intervenant",
    }
)


def title_of(occasion: str) -> str:
    """Its title; its code when the messenger tells it no more."""
    return TITLES.get(occasion, occasion)
