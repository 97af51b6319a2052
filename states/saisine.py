"""Saisine (C.1): the initial service seizes the BOP, which says whether the saisine is complete."""

from rules.actors import Who
from rules.choices import ep_obligatoire
from rules.fields import Field, Kind
from rules.guards.droit import droit_ouvert
from rules.guards.saisine import (
    avis_accueil_pour_le_fichier,
    canal_permis,
    date_de_saisie_donnee,
    numero_webrsa_donne,
    saisine_complete,
    saisine_unique,
)
from states.demande import (
    CONSTATER_DECISION_WEBRSA,
    RECEVOIR_AUTRE_CANAL,
    RECUEILLIR_AVIS_ACCUEIL,
    RETIRER_DEMANDE_OU_BOP,
)
from states.forms import CANAL_SAISINE, NUMERO_WEBRSA, SAISIE_LE
from states.orientation import PIECE
from states.page import ClosesDemande, Copies, Exit, Machine, Page, State

DEMANDE_MAITRE = Field(
    name="demande_maitre", label="le numéro de la demande déjà instruite", kind=Kind.ENTIER
)

DOUBLON_ECARTE = Field(
    name="doublon_ecarte",
    label="vérifié : ce n’est pas la même demande",
    kind=Kind.OUI_NON,
    required=False,
)
A_VERIFIER = (saisine_complete, saisine_unique, droit_ouvert)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Saisine",
    source="S0 C.1",
    states=(
        State(
            code="saisine_a_faire",
            label="Saisine à faire",
            meaning="le service initial doit déposer la saisine, les services ayant donné leur avis"
            " là où ils se concertent",
            exits=(
                Exit(
                    event="deposer_saisine",
                    label="Déposer la saisine",
                    who=(Who.SERVICE_REFERENT, Who.BOP),
                    target="saisine_recue",
                    guards=(
                        canal_permis,
                        numero_webrsa_donne,
                        date_de_saisie_donnee,
                        avis_accueil_pour_le_fichier,
                    ),
                    asks=(CANAL_SAISINE, NUMERO_WEBRSA, SAISIE_LE),
                    effects=(
                        Copies(field="canal", column="canal", of_demande=True),
                        Copies(field="numero_webrsa", column="numero_webrsa", of_demande=True),
                        Copies(field="saisie_le", column="saisie_le", of_demande=True),
                    ),
                    facts=("saisine_deposee",),
                    notices=("saisine_accusee", "saisine_deposee"),
                ),
                RECUEILLIR_AVIS_ACCUEIL,
                RETIRER_DEMANDE_OU_BOP,
                CONSTATER_DECISION_WEBRSA,
            ),
        ),
        State(
            code="saisine_recue",
            label="Saisine reçue",
            meaning="reste à dire si la saisine est recevable",
            exits=(
                Exit(
                    event="declarer_recevable",
                    label="Déclarer recevable",
                    who=(Who.BOP,),
                    target="attente_ep",
                    guards=A_VERIFIER,
                    asks=(DOUBLON_ECARTE,),
                    when=ep_obligatoire,
                ),
                Exit(
                    event="declarer_recevable",
                    label="Déclarer recevable",
                    who=(Who.BOP,),
                    target="attente_decision",
                    guards=A_VERIFIER,
                    asks=(DOUBLON_ECARTE,),
                    unless=ep_obligatoire,
                ),
                Exit(
                    event="demander_piece",
                    label="Demander une pièce",
                    who=(Who.BOP,),
                    target="saisine_incomplete",
                    asks=(PIECE,),
                    notices=("piece_demandee",),
                ),
                Exit(
                    event="declarer_demande_doublon",
                    label="Déclarer en double",
                    who=(Who.BOP,),
                    target="accompagnement",
                    asks=(DEMANDE_MAITRE,),
                    effects=(ClosesDemande(issue="doublon"),),
                    facts=("demande_sans_suite",),
                ),
                RECUEILLIR_AVIS_ACCUEIL,
                RECEVOIR_AUTRE_CANAL,
                RETIRER_DEMANDE_OU_BOP,
                CONSTATER_DECISION_WEBRSA,
            ),
        ),
        State(
            code="saisine_incomplete",
            label="Saisine incomplète",
            meaning="une pièce est demandée au service initial",
            exits=(
                Exit(
                    event="completer_saisine",
                    label="Compléter la saisine",
                    who=(Who.SERVICE_REFERENT, Who.BOP),
                    target="saisine_recue",
                ),
                RECUEILLIR_AVIS_ACCUEIL,
                RECEVOIR_AUTRE_CANAL,
                RETIRER_DEMANDE_OU_BOP,
                CONSTATER_DECISION_WEBRSA,
            ),
        ),
    ),
)
