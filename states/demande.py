"""The acts of a request for réorientation that several stages share. Data only."""

from rules.actors import Who
from rules.choices import ligne_de_reorientation
from rules.guards.competence import service_competent
from rules.guards.decision import decision_webrsa
from rules.guards.demande import refus_accueil_motive
from rules.guards.saisine import (
    canal_nouveau,
    canal_permis,
    date_de_saisie_donnee,
    numero_webrsa_donne,
)
from states.forms import (
    ACCORD_ACCUEIL,
    CANAL_SAISINE,
    MOTIF,
    MOTIF_REFUS_ACCUEIL,
    NUMERO_WEBRSA,
    RANG,
    SAISIE_LE,
    SERVICE,
    TYPE_ORIENTATION,
)
from states.page import BirthsNext, ClosesDemande, Copies, Drag, EndsFollowUp, Exit, Machine

RESULTAT = ("reorientation_decidee", "nouvelle_orientation")
REFUS = ("demande_refusee",)
"""What the services are told of a decision as soon as it is taken: the letter comes later."""

RETIRER_LIGNE = Drag(machine=Machine.PASSAGE, event="retirer")
RETIRER_LIGNE_DE_LA_DEMANDE = Drag(
    machine=Machine.PASSAGE, event="retirer", when=ligne_de_reorientation
)

RETIRER_DEMANDE = Exit(
    event="retirer_demande",
    label="Retirer la demande",
    who=(Who.SERVICE_REFERENT,),
    target="accompagnement",
    asks=(MOTIF,),
    drags=(RETIRER_LIGNE_DE_LA_DEMANDE,),
    effects=(ClosesDemande(issue="retiree"),),
    facts=("demande_sans_suite",),
    notices=("demande_retiree",),
)

RETIRER_DEMANDE_OU_BOP = Exit(
    event="retirer_demande",
    label="Retirer la demande",
    who=(Who.SERVICE_REFERENT, Who.BOP),
    target="accompagnement",
    asks=(MOTIF,),
    drags=(RETIRER_LIGNE_DE_LA_DEMANDE,),
    effects=(ClosesDemande(issue="retiree"),),
    facts=("demande_sans_suite",),
    notices=("demande_retiree",),
)

RECUEILLIR_AVIS_ACCUEIL = Exit(
    event="recueillir_avis_accueil",
    label="Recueillir l’avis du service d’accueil",
    who=(Who.SERVICE_REFERENT, Who.SERVICE_TERRITOIRE),
    guards=(refus_accueil_motive,),
    asks=(ACCORD_ACCUEIL, MOTIF_REFUS_ACCUEIL),
    effects=(
        Copies(field="accord_accueil", column="accord_accueil", of_demande=True),
        Copies(field="motif_refus_accueil", column="motif_refus_accueil", of_demande=True),
    ),
)

RECEVOIR_AUTRE_CANAL = Exit(
    event="deposer_saisine",
    label="Rattacher la même saisine reçue par un autre canal",
    who=(Who.SERVICE_REFERENT, Who.BOP, Who.IMPORT),
    guards=(canal_permis, canal_nouveau, numero_webrsa_donne, date_de_saisie_donnee),
    asks=(CANAL_SAISINE, NUMERO_WEBRSA, SAISIE_LE),
    effects=(
        Copies(field="numero_webrsa", column="numero_webrsa", of_demande=True),
        Copies(field="saisie_le", column="saisie_le", of_demande=True),
    ),
    facts=("saisine_autre_canal",),
)

CONSTATER_DECISION_WEBRSA = Exit(
    event="constater_decision_webrsa",
    label="Constater la réorientation décidée dans webRSA",
    who=(Who.IMPORT,),
    target="clos_reoriente",
    guards=(service_competent,),
    asks=(SERVICE, TYPE_ORIENTATION, RANG),
    drags=(RETIRER_LIGNE,),
    effects=(
        ClosesDemande(issue="acceptee"),
        BirthsNext(state="notifie", origin="reorientation"),
        EndsFollowUp(),
    ),
    facts=("decision_prise", "cloture"),
    notices=RESULTAT,
)

CONSTATER_REFUS_WEBRSA = Exit(
    event="constater_refus_webrsa",
    label="Constater le refus décidé dans webRSA",
    who=(Who.BOP,),
    target="refus_a_notifier",
    guards=(decision_webrsa,),
    asks=(MOTIF,),
    drags=(RETIRER_LIGNE_DE_LA_DEMANDE,),
    facts=("decision_prise",),
    notices=REFUS,
)
