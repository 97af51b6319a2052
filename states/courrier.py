"""Courrier: what the post did with a letter. Noted in any open state, and for what left before the
end, afterwards. What is notified, and when, is told by the acts of the notification."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.courrier import (
    courrier_parti,
    envoi_avant_la_cloture,
    lettre_a_poster,
    lettre_du_dossier,
    lettre_en_chemin,
    lettre_partie,
    lettre_pas_encore_presentee,
    lettre_sans_notification,
    reception_apres_presentation,
    retour_apres_presentation,
)
from rules.letters.kinds import NEVER_TAKEN
from states.forms import CANAL_COURRIER, DATE_ENVOI, LETTRE, LETTRE_FACULTATIVE, SUIVI
from states.page import DatesLetter, Everywhere, Exit, Machine, Page

DATE_PRESENTATION = Field(
    name="date", label="la date de première présentation", kind=Kind.DATE, past=True
)
DATE_RECEPTION = Field(
    name="date", label="la date de réception par la personne", kind=Kind.DATE, past=True
)
DATE_RETOUR = Field(
    name="date", label="la date du retour du pli", kind=Kind.DATE, required=False, past=True
)
REVENU_LE = Field(
    name="revenu_le", label="la date du retour du pli", kind=Kind.DATE, required=False
)
RAISON_DU_RETOUR = Field(
    name="retour",
    label="pourquoi le pli n’a pas été remis",
    kind=Kind.CHOIX,
    choices=tuple(sorted(NEVER_TAKEN)),
)

DE_LA_POSTE = (lettre_du_dossier, lettre_partie, lettre_en_chemin)

ENVOI = (
    DatesLetter(field="date", column="envoyee_le"),
    DatesLetter(field="canal", column="canal"),
    DatesLetter(field="suivi", column="suivi"),
)
RETOUR_NPAI = (
    DatesLetter(field="date", column="revenue_le"),
    DatesLetter(value="npai", column="retour"),
)

ENVOYER = Exit(
    event="envoyer_courrier",
    label="Enregistrer l’envoi d’un courrier qui ne notifie rien",
    who=(Who.BOP, Who.BAT, Who.EP),
    guards=(lettre_du_dossier, lettre_a_poster, lettre_sans_notification),
    asks=(DATE_ENVOI, CANAL_COURRIER, LETTRE, SUIVI),
    effects=ENVOI,
    facts=("autre_courrier_envoye",),
)
ENVOYER_AVANT_LA_FIN = Exit(
    event="envoyer_courrier",
    label="Enregistrer l’envoi d’un courrier parti avant la fin du dossier",
    who=(Who.BOP, Who.BAT, Who.EP),
    guards=(lettre_du_dossier, lettre_a_poster, envoi_avant_la_cloture),
    asks=(DATE_ENVOI, CANAL_COURRIER, LETTRE, SUIVI),
    effects=ENVOI,
)
PRESENTER = Exit(
    event="presenter_courrier",
    label="Enregistrer la première présentation d’un courrier",
    who=(Who.BOP,),
    guards=(
        *DE_LA_POSTE,
        courrier_parti,
        lettre_pas_encore_presentee,
    ),
    asks=(DATE_PRESENTATION, LETTRE_FACULTATIVE),
    effects=(DatesLetter(field="date", column="presentee_le"),),
    facts=("courrier_presente",),
)
RECEVOIR = Exit(
    event="recevoir_courrier",
    label="Enregistrer la réception d’un courrier par la personne",
    who=(Who.BOP,),
    guards=(*DE_LA_POSTE, courrier_parti, reception_apres_presentation),
    asks=(DATE_RECEPTION, LETTRE_FACULTATIVE),
    effects=(DatesLetter(field="date", column="recue_le"),),
    facts=("courrier_recu",),
)
NON_RETIRER = Exit(
    event="constater_pli_non_retire",
    label="Constater un pli non réclamé ou refusé",
    who=(Who.BOP,),
    guards=(*DE_LA_POSTE, courrier_parti, retour_apres_presentation),
    asks=(DATE_PRESENTATION, RAISON_DU_RETOUR, LETTRE_FACULTATIVE, REVENU_LE),
    effects=(
        DatesLetter(field="date", column="presentee_le"),
        DatesLetter(field="revenu_le", otherwise="date", column="revenue_le"),
        DatesLetter(field="retour", column="retour"),
    ),
    facts=("pli_non_retire",),
)
CONSTATER_NPAI = Exit(
    event="constater_npai",
    label="Constater le retour d’une lettre (NPAI)",
    who=(Who.BOP,),
    guards=DE_LA_POSTE,
    asks=(DATE_RETOUR, LETTRE),
    effects=RETOUR_NPAI,
    facts=("pli_revenu",),
)

NOUVELLES = (PRESENTER, RECEVOIR, NON_RETIRER)
APRES_LA_FIN = (ENVOYER_AVANT_LA_FIN, *NOUVELLES, CONSTATER_NPAI)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Courrier",
    source="CASF R262-88, R262-91 ; CE, 24 avril 2012, n° 341146",
    everywhere=(
        Everywhere(exit=ENVOYER),
        *(Everywhere(exit=exit) for exit in NOUVELLES),
        # There the letter is the one that notifies: its return moves the dossier.
        Everywhere(exit=CONSTATER_NPAI, except_in=("notifie",)),
    ),
)
