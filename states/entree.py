"""Entrée: the claim and the right, what France Travail knows, the contacts. Noted in any open
state, early or late, and moving nothing. A fact without a date happens now."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.parcours import (
    droits_apres_la_demande,
    flux_nouveau,
    pas_encore_inscrite,
    rendez_vous_a_venir,
)
from states.forms import DATE_FIXATION, DATE_RDV, DATE_RDV_PASSE
from states.page import Everywhere, Exit, Machine, Page

DATE_DEMANDE = Field(
    name="date", label="la date à laquelle la demande est complète", kind=Kind.DATE, past=True
)
NATURE_DEMANDE = Field(
    name="nature",
    label="la nature de la demande",
    kind=Kind.CHOIX,
    choices=("initiale", "revision"),
)
DATE_DROITS = Field(
    name="date", label="la date de notification des droits", kind=Kind.DATE, past=True
)
DATE_DECISION = Field(
    name="date_decision",
    label="la date de la décision de la caisse",
    kind=Kind.DATE,
    required=False,
    past=True,
)
DATE_FLUX = Field(name="date", label="la date de transmission du flux", kind=Kind.DATE, past=True)
DATE_INSCRIPTION = Field(name="date", label="la date d’inscription", kind=Kind.DATE, past=True)
DATE_CONSTAT = Field(
    name="date", label="la date du constat", kind=Kind.DATE, required=False, past=True
)
DERNIER_CONTACT = Field(
    name="dernier_contact",
    label="la date du dernier contact avec France Travail, si elle est connue",
    kind=Kind.DATE,
    required=False,
    past=True,
)
DATE_CONTACT = Field(name="date", label="la date du contact", kind=Kind.DATE, past=True)
DATE_DEMANDE_CONTACT = Field(
    name="date", label="la date de la demande de contact", kind=Kind.DATE, past=True
)
DEMANDEUR = Field(
    name="demandeur",
    label="qui demande le contact",
    kind=Kind.CHOIX,
    choices=("personne", "orienteur", "service"),
)
CANAL_CONTACT = Field(
    name="canal",
    label="le canal du contact",
    kind=Kind.CHOIX,
    choices=("entretien", "telephone", "courriel", "courrier", "sms", "visite"),
    required=False,
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Entrée et contacts",
    source="S1, indicateurs 1a, 1b et 2, scénarios 1 et 3",
    everywhere=(
        Everywhere(
            exit=Exit(
                event="constater_demande_complete",
                label="Enregistrer la demande de RSA complète",
                who=(Who.BOP, Who.IMPORT),
                asks=(DATE_DEMANDE, NATURE_DEMANDE),
                facts=("demande_complete",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_droits",
                label="Enregistrer la notification des droits par la caisse",
                who=(Who.BOP, Who.IMPORT),
                guards=(droits_apres_la_demande,),
                asks=(DATE_DROITS, DATE_DECISION),
                facts=("droits_notifies",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_flux",
                label="Enregistrer la transmission de l’ouverture du droit",
                who=(Who.BOP, Who.IMPORT),
                guards=(flux_nouveau,),
                asks=(DATE_FLUX,),
                facts=("flux_transmis",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="fixer_rdv_orientation",
                label="Fixer le rendez-vous d’orientation",
                who=(Who.BOP, Who.SERVICE_TERRITOIRE, Who.IMPORT),
                guards=(rendez_vous_a_venir,),
                asks=(DATE_RDV, DATE_FIXATION),
                facts=("rdv_orientation_fixe",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="tenir_rdv_orientation",
                label="Enregistrer le rendez-vous d’orientation tenu",
                who=(Who.BOP, Who.SERVICE_TERRITOIRE, Who.IMPORT),
                asks=(DATE_RDV_PASSE,),
                facts=("rdv_orientation_tenu",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_inscription_a_faire",
                label="Constater qu’une première inscription à France Travail est nécessaire",
                who=(Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE, Who.BOP, Who.IMPORT),
                guards=(pas_encore_inscrite,),
                asks=(DATE_CONSTAT,),
                facts=("inscription_ft_a_faire",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_inscription_ft",
                label="Enregistrer l’inscription à France Travail",
                who=(Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE, Who.BOP, Who.IMPORT),
                asks=(DATE_INSCRIPTION,),
                facts=("inscription_ft",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="constater_suivi_ft",
                label="Enregistrer que France Travail connaît déjà la personne",
                who=(Who.SERVICE_REFERENT, Who.BOP, Who.IMPORT),
                asks=(DATE_CONSTAT, DERNIER_CONTACT),
                facts=("connu_ft",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="demander_contact",
                label="Enregistrer un contact demandé",
                who=(Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE, Who.BOP, Who.IMPORT),
                asks=(DATE_DEMANDE_CONTACT, DEMANDEUR),
                facts=("contact_demande",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="etablir_contact",
                label="Enregistrer un contact établi",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                asks=(DATE_CONTACT, CANAL_CONTACT),
                facts=("contact_etabli",),
            ),
        ),
        Everywhere(
            exit=Exit(
                event="tenter_contact",
                label="Enregistrer un contact tenté, sans réponse",
                who=(Who.SERVICE_REFERENT, Who.ALI_TERRITOIRE, Who.IMPORT),
                asks=(DATE_CONTACT, CANAL_CONTACT),
                facts=("contact_tente",),
            ),
        ),
    ),
)
