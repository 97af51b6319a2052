"""Facts: dated events of a subject. Deadlines run between them.

What happened (``occurred``) and when it became known (``known``) are two instants; back-dated
entry is normal. Entering a state is a fact too, written ``etat:<state>``.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from rules.subjects import Subject

STATE_PREFIX = "etat:"

NO_DATA: Mapping[str, object] = MappingProxyType({})


class Fact(NamedTuple):
    """A dated event. ``(subject, seq, rank)`` is its identity: the journal entry that wrote it.

    ``child`` names the service concerned when a séance is told it. Instants are aware, UTC.
    ``data`` holds what breakdowns and predicates need, as it was then; never a name or an address.
    A tuple, because a step reads all those of a person: four times cheaper than a frozen dataclass.
    """

    code: str
    occurred: datetime
    known: datetime
    subject: Subject
    seq: int
    rank: int
    child: int | None = None
    data: Mapping[str, object] = NO_DATA

    @property
    def key(self) -> str:
        """The identity as one string, stable across corrections and reloads."""
        return f"{self.subject.kind}:{self.subject.id}:{self.seq}:{self.rank}"

    @property
    def state(self) -> str | None:
        """The state entered, when the fact is the entry into one."""
        return self.code.removeprefix(STATE_PREFIX) if self.code.startswith(STATE_PREFIX) else None


def entering(state: str) -> str:
    """The code of the fact « the subject enters ``state`` »."""
    return STATE_PREFIX + state


# Every fact that the procedure can write, with what it says. Codes are stored: never renamed.
FACTS: Mapping[str, str] = MappingProxyType(
    {
        # the right and the person
        "demande_complete": "Demande de RSA complète",
        "droits_notifies": "Droits notifiés à la personne par la CAF ou la MSA",
        "flux_transmis": "Ouverture du droit transmise au département",
        "droit_suspendu": "Droit suspendu",
        "droit_repris": "Droit repris",
        "droit_ferme": "Droit fermé",
        "demenagement": "Déménagement dans le département",
        "territoire_redecoupe": "Circonscription changée par un redécoupage du territoire",
        "souhait_exprime": "Souhait de réorientation exprimé par la personne",
        "souhait_entendu": "Souhait entendu",
        "contact_demande": "Contact demandé",
        "contact_etabli": "Contact établi avec la personne",
        "contact_tente": "Contact tenté, sans réponse",
        "accord_partage_donne": "Accord de la personne pour partager des informations",
        "accord_partage_retire": "Accord de partage retiré par la personne",
        "recours_recu": "Recours administratif préalable reçu",
        "recours_repondu": "Recours administratif préalable répondu",
        "sortie": "Fin sans nouvelle orientation (droit fermé, départ, décès, doublon)",
        "cloture": "Dossier clos",
        # orientation and diagnostic
        "orientation_validee": "Orientation validée",
        "orientation_notifiee": "Orientation notifiée à la personne",
        "orientation_par_france_travail": "Orientation prononcée par France Travail",
        "rdv_orientation_fixe": "Rendez-vous d’orientation fixé",
        "rdv_orientation_tenu": "Rendez-vous d’orientation tenu",
        "entretien_ep_tenu": "Entretien en équipe pluridisciplinaire tenu",
        "signalement_recu": "Orientation inappropriée signalée",
        "diagnostic_realise": "Diagnostic réalisé",
        "diagnostic_partage": "Diagnostic partagé",
        "liste_publiee": "Inscrit sur la liste du mois",
        # accompagnement
        "rdv_fixe": "Rendez-vous fixé",
        "rdv_honore": "Rendez-vous honoré",
        "rdv_manque": "Rendez-vous manqué",
        "rdv_deplace": "Rendez-vous déplacé",
        "sans_premier_rdv": "Orientation sans premier rendez-vous",
        "relance": "Relance après absence",
        "accompagnement_commence": "Accompagnement commencé",
        "referent_designe": "Personne référente désignée",
        "referent_fini": "Fin de mission de la personne référente",
        "contrat_signe": "Contrat (CER, PPAE ou contrat d’engagement) signé",
        "contrat_reactive": "Contrat réactivé",
        "contrat_revise": "Contrat révisé",
        "contrat_fini": "Contrat fini avec l’orientation",
        "diagnostic_conjoint": "Diagnostic conjoint de France Travail et de la personne référente",
        "recherche_emploi_engagee": "Recherche d’emploi engagée",
        "situation_empechement": "Situation de l’article D262-65-2-1 constatée",
        "situation_empechement_finie": "Situation de l’article D262-65-2-1 terminée",
        # what France Travail knows of the person
        "inscription_ft_a_faire": "Première inscription à France Travail nécessaire",
        "inscription_ft": "Inscription à France Travail",
        "connu_ft": "Personne déjà connue de France Travail",
        "point_parcours": "Point de parcours fait",
        # demande de réorientation
        "demande_ouverte": "Demande de réorientation ouverte",
        "consultation_faite": "Personne consultée",
        "consultation_impossible": "Consultation impossible",
        "demande_sans_suite": "Demande close sans réorientation ni refus",
        "reponse_donnee": "Réponse d’un service : connu, suivi ou inconnu",
        "personne_prevenue": "Personne prévenue de son inscription à une séance",
        "ligne_seance_tenante": "Ligne ajoutée une fois l’ordre du jour arrêté",
        "ligne_admise": "Ligne hors délai gardée par la coordination",
        "ligne_a_reinscrire": "Soutien technique ou accompagnement global à réinscrire",
        "ligne_reinscrite": "Soutien technique ou accompagnement global réinscrit",
        "ligne_abandonnee": "Soutien technique ou accompagnement global auquel il est renoncé",
        "avis_rendu": "Avis rendu en concertation",
        "demande_ajournee": "Demande ajournée en concertation",
        "saisine_deposee": "Saisine déposée",
        "saisine_autre_canal": "Même saisine reçue par un autre canal",
        "saisine_exportee": "Saisine transmise à webRSA par fichier",
        "orientation_exportee": "Orientation corrigée transmise à webRSA par fichier",
        "avis_ep_rendu": "Avis de l’équipe pluridisciplinaire rendu",
        "demande_annulee": "Demande annulée par l’équipe pluridisciplinaire",
        "decision_prise": "Décision prise",
        # notification
        "courrier_envoye": "Courrier envoyé à la personne",
        "autre_courrier_envoye": "Autre courrier envoyé à la personne",
        "courrier_presente": "Courrier présenté à la personne pour la première fois",
        "courrier_recu": "Courrier reçu par la personne",
        "pli_non_retire": "Pli non réclamé ou refusé, réputé reçu à sa première présentation",
        "pli_revenu": "Pli revenu (NPAI)",
        "adresse_retrouvee": "Adresse retrouvée",
        # delays
        "delai_suspendu": "Délai suspendu",
        "delai_repris": "Délai repris",
        "delai_prolonge": "Délai prolongé",
        "delai_fixe": "Date d’un délai fixée à la main",
        "delai_rendu": "Date d’un délai rendue au calcul",
        # séance
        "seance_deplacee": "Séance déplacée",
        "tableau_transmis": "Tableau transmis à la coordination",
        "tableau_partage": "Tableau partagé avec les autres services",
        "compte_rendu_envoye": "Compte rendu et tableau renvoyés aux participants",
        "compte_rendu_renvoye": "Compte rendu corrigé renvoyé aux participants",
        "membres_convoques": "Membres et services convoqués à la séance",
        "invitation_repondue": "Réponse à la convocation",
        "presences_emargees": "Présences émargées",
        "icl_tenue": "Instance de concertation tenue dans la circonscription",
        "circonscription_arretee": "Circonscription arrêtée par un redécoupage du territoire",
        "instance_tenue": "Instance d’appui tenue dans le secteur",
        "besoins_communiques": "Besoins communiqués à qui intervient",
        "situation_inscrite": "Situation inscrite par un service à une séance à intervenant",
        "psychologue_decommande": "Séance décommandée auprès de qui devait intervenir",
        "intervenant_nomme": "Intervenant nommé pour la séance",
        "venue_fixee": "Dit à qui intervient s’il ou elle est attendu·e",
        # offer
        "offre_publiee": "Offre publiée",
        "offre_mise_a_jour": "Offre mise à jour",
        "offre_retiree": "Offre retirée",
        # cycles
        "cycle_annee": "Début de l’année",
        "programme_publie": "Programme annuel des séances publié",
        "cycle_mois": "Début du mois",
        "liste_diagnostic_produite": "Liste « Entretiens diag » du mois produite",
    }
)

# Facts that no page writes: the registry does, of a séance, a circonscription, a service, an offer.
OFF_THE_PAGES = frozenset(
    {
        # What a decision ends with the orientation.
        "contrat_fini",
        # Where a line without request stands when it left its séance unexamined.
        *("ligne_a_reinscrire", "ligne_reinscrite"),
        # What the line that a service inscribes tells a séance that somebody comes to.
        "situation_inscrite",
        *("icl_tenue", "instance_tenue", "programme_publie", "liste_diagnostic_produite"),
        *("offre_publiee", "offre_mise_a_jour", "offre_retiree"),
        *("cycle_mois", "cycle_annee", "circonscription_arretee"),
    }
)
