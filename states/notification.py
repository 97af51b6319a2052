"""Notification: the letter, its return, and the first rendez-vous."""

from rules.actors import Who
from rules.fields import Field
from rules.guards.competence import coordonnees_connues, service_ali, service_competent
from rules.guards.courrier import lettre_a_poster, lettre_de_cette_decision, lettre_du_dossier
from rules.guards.orientation import premier_rendez_vous_recent, signalement_ouvert
from rules.guards.suivi import contact_etabli
from states.courrier import DATE_RETOUR, DE_LA_POSTE, ENVOI, RETOUR_NPAI
from states.forms import (
    ALI,
    CANAL_COURRIER,
    CONTACT_EFFECTIF,
    DATE_ENVOI,
    LETTRE_FACULTATIVE,
    MOTIF,
    SERVICE,
    SUIVI,
)
from states.orientation import NOUVEAU_SERVICE
from states.page import ClosesDemande, Exit, Machine, Page, State

ADRESSE = Field(name="adresse", label="la nouvelle adresse", personal=True)

DE_LA_LETTRE = (lettre_du_dossier, lettre_a_poster, lettre_de_cette_decision)
PAR_COURRIER = (DATE_ENVOI, CANAL_COURRIER, LETTRE_FACULTATIVE, SUIVI)

SIGNALER_INAPPROPRIEE = Exit(
    event="signaler_inappropriee",
    label="Signaler une orientation inappropriée",
    who=(Who.SERVICE_REFERENT,),
    target="signale",
    guards=(signalement_ouvert, premier_rendez_vous_recent, service_competent),
    asks=(MOTIF, SERVICE),
    facts=("signalement_recu",),
    notices=("signalement_recu",),
)

TAGUER_DIAGNOSTIC = Exit(
    event="taguer_diagnostic",
    label="Demander un entretien de diagnostic",
    who=(Who.IMPORT, Who.BOP),
    target="diagnostic_attendu",
    guards=(service_competent, service_ali),
    asks=(ALI,),
    effects=(NOUVEAU_SERVICE,),
)

PRENDRE_EN_CHARGE = Exit(
    event="prendre_en_charge",
    label="Commencer l’accompagnement",
    who=(Who.SERVICE_REFERENT, Who.IMPORT),
    target="accompagnement",
    guards=(contact_etabli,),
    asks=(CONTACT_EFFECTIF,),
    facts=("accompagnement_commence",),
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Notification",
    source="S0 C.3 ; CASF R262-91 ; S1, indicateurs 1b, 2 et 3b",
    states=(
        State(
            code="a_notifier",
            label="À notifier",
            meaning="l’orientation est décidée, le courrier est à envoyer",
            exits=(
                Exit(
                    event="notifier",
                    label="Enregistrer l’envoi du courrier",
                    who=(Who.BOP,),
                    target="notifie",
                    guards=(coordonnees_connues, *DE_LA_LETTRE),
                    asks=PAR_COURRIER,
                    effects=ENVOI,
                    facts=("courrier_envoye", "orientation_notifiee"),
                    notices=("orientation_notifiee",),
                ),
            ),
        ),
        State(
            code="notifie",
            label="Notifié",
            meaning="le courrier est parti, le premier rendez-vous est attendu",
            exits=(
                PRENDRE_EN_CHARGE,
                SIGNALER_INAPPROPRIEE,
                Exit(
                    event="constater_npai",
                    label="Constater le pli revenu (NPAI)",
                    who=(Who.BOP,),
                    target="adresse_a_retrouver",
                    guards=DE_LA_POSTE,
                    asks=(DATE_RETOUR, LETTRE_FACULTATIVE),
                    effects=RETOUR_NPAI,
                    facts=("pli_revenu",),
                ),
                TAGUER_DIAGNOSTIC,
            ),
        ),
        State(
            code="adresse_a_retrouver",
            label="Adresse à retrouver",
            meaning="le pli est revenu, il faut retrouver l’adresse de la personne",
            exits=(
                Exit(
                    event="retrouver_adresse",
                    label="Enregistrer l’adresse retrouvée",
                    who=(Who.BOP,),
                    target="a_notifier",
                    asks=(ADRESSE,),
                    facts=("adresse_retrouvee",),
                ),
                PRENDRE_EN_CHARGE,
            ),
        ),
        State(
            code="refus_a_notifier",
            label="Refus à notifier",
            meaning="la réorientation est refusée, le courrier motivé est à envoyer",
            exits=(
                Exit(
                    event="notifier_refus",
                    label="Enregistrer l’envoi du courrier de refus",
                    who=(Who.BOP,),
                    target="accompagnement",
                    guards=DE_LA_LETTRE,
                    asks=PAR_COURRIER,
                    effects=(ClosesDemande(issue="refusee"), *ENVOI),
                    facts=("courrier_envoye",),
                    notices=("refus_notifie",),
                ),
            ),
        ),
    ),
)
