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

    ``child`` names the service concerned when the subject is a séance. Instants are aware, UTC.
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
        "flux_transmis": "Ouverture du droit transmise au département",
        "droit_suspendu": "Droit suspendu",
        "droit_repris": "Droit repris",
        "droit_ferme": "Droit fermé",
        "demenagement": "Déménagement dans le département",
        "souhait_exprime": "Souhait de réorientation exprimé par la personne",
        "souhait_entendu": "Souhait entendu",
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
        "entretien_ep_tenu": "Entretien en équipe pluridisciplinaire tenu",
        "signalement_recu": "Orientation inappropriée signalée",
        "diagnostic_realise": "Diagnostic réalisé",
        "diagnostic_partage": "Diagnostic partagé",
        "liste_publiee": "Inscrit sur la liste du mois",
        # accompagnement
        "rdv_fixe": "Rendez-vous fixé",
        "rdv_honore": "Rendez-vous honoré",
        "rdv_manque": "Rendez-vous manqué",
        "relance": "Relance après absence",
        "accompagnement_commence": "Accompagnement commencé",
        "contrat_signe": "Contrat (CER, PPAE ou contrat d’engagement) signé ou réactivé",
        "point_parcours": "Point de parcours fait",
        # demande de réorientation
        "demande_ouverte": "Demande de réorientation ouverte",
        "consultation_faite": "Personne consultée",
        "consultation_impossible": "Consultation impossible",
        "demande_sans_suite": "Demande close sans réorientation ni refus",
        "reponse_donnee": "Réponse d’un service : connu, suivi ou inconnu",
        "avis_rendu": "Avis de l’ICL-I rendu",
        "saisine_deposee": "Saisine déposée",
        "saisine_autre_canal": "Même saisine reçue par un autre canal",
        "saisine_exportee": "Saisine transmise à webRSA par fichier",
        "orientation_exportee": "Orientation corrigée transmise à webRSA par fichier",
        "avis_ep_rendu": "Avis de l’équipe pluridisciplinaire rendu",
        "decision_prise": "Décision prise",
        # notification
        "courrier_envoye": "Courrier envoyé à la personne",
        "pli_revenu": "Pli revenu (NPAI)",
        "adresse_retrouvee": "Adresse retrouvée",
        # delays
        "delai_suspendu": "Délai suspendu",
        "delai_repris": "Délai repris",
        # séance
        "tableau_transmis": "Tableau transmis au BAT",
        "tableau_partage": "Tableau partagé avec les autres services",
        "compte_rendu_envoye": "Compte rendu et tableau renvoyés aux participants",
        "icl_tenue": "ICL-I tenue dans la circonscription",
        # cycles
        "cycle_mois": "Début du mois",
        "liste_diagnostic_produite": "Liste « Entretiens diag » du mois produite",
    }
)
