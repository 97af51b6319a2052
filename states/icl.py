"""ICL-I (A.2 to B.2): the request stands before the séance; the detail is its line's."""

from rules.actors import Who
from rules.guards.demande import desaccord_peut_aller_en_ep
from rules.guards.territoire import autre_circonscription, circonscription_actuelle
from states.demande import (
    CONSTATER_DECISION_WEBRSA,
    RECUEILLIR_AVIS_ACCUEIL,
    RETIRER_DEMANDE,
)
from states.forms import CIRCONSCRIPTION, DATE_EFFET, MOTIF
from states.page import ClosesDemande, Copies, Drag, Exit, Machine, Page, State
from states.presaisine import INSCRIPTION_ICL, INSCRIRE_SEANCE_TENANTE, LIGNE_A_INSCRIRE
from states.redecoupage import REDECOUPER_DANS_LA_SEANCE, REDECOUPER_DEVANT_L_ICL
from states.secteur import ATTRIBUER_DANS_LA_SEANCE, ATTRIBUER_DEVANT_L_ICL

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Concertation",
    source="S0 A.2 à B.2 ; note 2024-045",
    states=(
        State(
            code="en_icl",
            label="Devant l’instance de concertation",
            meaning="la demande est inscrite au tableau d’une instance de concertation",
            exits=(
                Exit(
                    event="icl_favorable",
                    label="Avis favorable en concertation",
                    who=(Who.ENTRAINE,),
                    target="saisine_a_faire",
                ),
                Exit(
                    event="icl_desaccord",
                    label="Désaccord des services en concertation",
                    who=(Who.ENTRAINE,),
                    target="desaccord",
                ),
                Exit(
                    event="icl_ajourne",
                    label="Demande ajournée en concertation",
                    who=(Who.ENTRAINE,),
                    target="a_reinscrire",
                    facts=("demande_ajournee",),
                ),
                Exit(
                    event="remettre",
                    label="Remettre à une autre séance",
                    who=(Who.ENTRAINE,),
                    target="a_reinscrire",
                ),
                Exit(
                    event="demenager_intra",
                    label="Enregistrer un déménagement dans le département",
                    who=(Who.BOP, Who.IMPORT),
                    target="a_reinscrire",
                    guards=(circonscription_actuelle, autre_circonscription),
                    asks=(CIRCONSCRIPTION, DATE_EFFET),
                    drags=(Drag(machine=Machine.PASSAGE, event="reporter_sans_suite"),),
                    effects=(
                        Copies(field="circonscription", column="circonscription"),
                        Copies(field="date", column="address_changed"),
                    ),
                    facts=("demenagement",),
                    notices=("demande_reroutee",),
                ),
                REDECOUPER_DEVANT_L_ICL,
                REDECOUPER_DANS_LA_SEANCE,
                ATTRIBUER_DEVANT_L_ICL,
                ATTRIBUER_DANS_LA_SEANCE,
                RETIRER_DEMANDE,
                CONSTATER_DECISION_WEBRSA,
            ),
        ),
        State(
            code="a_reinscrire",
            label="À réinscrire en concertation",
            meaning="la demande attend une autre séance : ajournée, reportée ou réacheminée",
            exits=(
                Exit(
                    event="inscrire",
                    label="Inscrire au tableau d’une instance de concertation",
                    who=(Who.SERVICE_REFERENT, Who.BAT, Who.SYSTEME, Who.ENTRAINE),
                    target="en_icl",
                    guards=INSCRIPTION_ICL,
                    asks=LIGNE_A_INSCRIRE,
                    drags=(Drag(machine=Machine.PASSAGE, event="inscrire"),),
                ),
                INSCRIRE_SEANCE_TENANTE,
                RECUEILLIR_AVIS_ACCUEIL,
                RETIRER_DEMANDE,
                CONSTATER_DECISION_WEBRSA,
            ),
        ),
        State(
            code="desaccord",
            label="Désaccord en concertation",
            meaning="les services sont en désaccord, une suite est à donner",
            exits=(
                Exit(
                    event="poursuivre_en_ep",
                    label="Poursuivre devant l’EP",
                    who=(Who.BAT, Who.SERVICE_REFERENT),
                    target="saisine_a_faire",
                    guards=(desaccord_peut_aller_en_ep,),
                ),
                Exit(
                    event="reexaminer",
                    label="Réexaminer en concertation",
                    who=(Who.BAT,),
                    target="a_reinscrire",
                ),
                Exit(
                    event="maintenir_service",
                    label="Maintenir le service référent",
                    who=(Who.BAT,),
                    target="accompagnement",
                    asks=(MOTIF,),
                    effects=(ClosesDemande(issue="maintenue"),),
                    facts=("demande_sans_suite",),
                    notices=("demande_maintenue",),
                ),
                RETIRER_DEMANDE,
                CONSTATER_DECISION_WEBRSA,
            ),
        ),
    ),
)
