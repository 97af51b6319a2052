"""Séance: an ICL-I, an EP or another of the département's kinds, from the annual programme to its
compte rendu."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.agenda import (
    ajustement_motive,
    ajustements_coherents,
    capacite_suffisante,
    rangs_possibles,
)
from rules.guards.competence import pour_son_service
from rules.guards.points import points_traites
from rules.guards.seance import (
    coordinateur,
    jour_de_seance,
    lieu_de_la_seance,
    nouvelle_date_a_venir,
    resultats_saisis,
)
from rules.guards.sieges import quorum_atteint, quorum_manque
from rules.guards.territoire import circonscription_du_jour
from states.delais import COORDINATION, DE_LA_SEANCE
from states.forms import (
    A_LA_SUITE_DE,
    CRENEAU,
    DATE_SEANCE,
    HEURE,
    LIEU,
    MOTIF,
    MOTIF_FACULTATIF,
    NOUVEAU_LIEU,
    SEANCE_REMPLACANTE,
    SERVICE_EXPEDITEUR,
)
from states.intervenant import A_VENIR
from states.page import Birth, Copies, Drag, Exit, Machine, Page, State
from states.points import CHANGER_LES_POINTS, TRAITER_POINT
from states.restitution import COMPLETER, RENVOYER
from states.sieges import AVANT_LA_SEANCE, NOTER_LES_PRESENCES, REPONDRE_INVITATION

GENRE = Field(name="genre", label="le genre de séance", kind=Kind.CODE)
TERRITOIRE = Field(
    name="circonscription",
    label="la circonscription, sauf séance de tout le département",
    kind=Kind.CODE,
    required=False,
)
LIGNES_DEPLACEES = Field(
    name="deplacer",
    label="les lignes à examiner à un autre rang",
    kind=Kind.RANGS,
    required=False,
)
LIGNES_RETENUES = Field(
    name="retenir",
    label="les lignes à retenir malgré la capacité",
    kind=Kind.LIGNES,
    required=False,
)
LIGNES_REPORTEES = Field(
    name="reporter",
    label="les lignes à reporter à la séance suivante",
    kind=Kind.LIGNES,
    required=False,
)
RETENIR_LES_LIGNES = Drag(machine=Machine.PASSAGE, event="retenir", each_open=True)
REPORTER_LES_LIGNES = Drag(machine=Machine.PASSAGE, event="reporter", each_open=True)

ARBITRER = Exit(
    event="arbitrer",
    label="Arrêter l’ordre du jour arbitré",
    who=COORDINATION,
    target="arretee",
    guards=(coordinateur, ajustements_coherents, rangs_possibles, ajustement_motive),
    asks=(LIGNES_DEPLACEES, LIGNES_RETENUES, LIGNES_REPORTEES, MOTIF_FACULTATIF),
    drags=(
        RETENIR_LES_LIGNES,
        Drag(machine=Machine.PASSAGE, event="reporter_faute_de_place", each_open=True),
    ),
    notices=("ordre_du_jour_arrete",),
)
DEPLACER = Exit(
    event="deplacer",
    label="Déplacer la séance",
    who=COORDINATION,
    guards=(coordinateur, nouvelle_date_a_venir, circonscription_du_jour),
    asks=(DATE_SEANCE, HEURE, NOUVEAU_LIEU, MOTIF_FACULTATIF),
    effects=(Copies(field="lieu", column="lieu"),),
    facts=("seance_deplacee",),
    notices=("seance_deplacee",),
)
ANNULER = Exit(
    event="annuler",
    label="Annuler la séance",
    who=COORDINATION,
    target="annulee",
    guards=(coordinateur,),
    asks=(MOTIF,),
    drags=(REPORTER_LES_LIGNES,),
    notices=("seance_annulee",),
)
REPORTER = Exit(
    event="reporter",
    label="Reporter à une autre séance",
    who=COORDINATION,
    target="reportee",
    guards=(coordinateur,),
    asks=(MOTIF, SEANCE_REMPLACANTE),
    drags=(REPORTER_LES_LIGNES,),
    effects=(Copies(field="seance_remplacante", column="remplacee_par"),),
    notices=("seance_reportee",),
)
CONSTATER_QUORUM_MANQUANT = Exit(
    event="constater_quorum_manquant",
    label="Constater que le quorum manque",
    who=COORDINATION,
    target="reportee",
    guards=(coordinateur, quorum_manque),
    asks=(MOTIF, SEANCE_REMPLACANTE),
    drags=(REPORTER_LES_LIGNES,),
    effects=(Copies(field="seance_remplacante", column="remplacee_par"),),
    notices=("seance_reportee",),
)
TRANSMETTRE_TABLEAU = Exit(
    event="transmettre_tableau",
    label="Transmettre le tableau à la coordination",
    who=(Who.SERVICE_TERRITOIRE, Who.BAT),
    guards=(pour_son_service,),
    asks=(SERVICE_EXPEDITEUR,),
    facts=("tableau_transmis",),
)
PARTAGER_TABLEAU = Exit(
    event="partager_tableau",
    label="Envoyer le tableau aux autres services",
    who=(Who.SERVICE_TERRITOIRE, Who.BAT),
    guards=(pour_son_service,),
    asks=(SERVICE_EXPEDITEUR,),
    facts=("tableau_partage",),
)

PAGE = Page(
    machine=Machine.SEANCE,
    title="Séance",
    source="S0 A.2 à C.2 ; note 2024-045 ; webRSA, états des commissions",
    births=(
        Birth(
            event="programmer",
            label="Programmer une séance",
            target="programmee",
            who=COORDINATION,
            guards=(coordinateur, lieu_de_la_seance, circonscription_du_jour),
            asks=(
                *(GENRE, TERRITOIRE, DATE_SEANCE, HEURE, LIEU, CRENEAU),
                *(A_LA_SUITE_DE, MOTIF_FACULTATIF),
            ),
            effects=(
                Copies(field="genre", column="genre"),
                Copies(field="circonscription", column="circonscription"),
                Copies(field="lieu", column="lieu"),
            ),
        ),
    ),
    states=(
        State(
            code="programmee",
            label="Programmée",
            meaning="la séance est au programme annuel",
            exits=(
                Exit(
                    event="preparer",
                    label="Ouvrir le tableau aux services",
                    who=(*COORDINATION, Who.SYSTEME),
                    target="preparee",
                    guards=(coordinateur,),
                    notices=("tableau_ouvert",),
                ),
                *CHANGER_LES_POINTS,
                *AVANT_LA_SEANCE,
                *A_VENIR,
                DEPLACER,
                ANNULER,
                REPORTER,
            ),
        ),
        State(
            code="preparee",
            label="En préparation",
            meaning="le tableau est ouvert aux services",
            exits=(
                TRANSMETTRE_TABLEAU,
                PARTAGER_TABLEAU,
                *CHANGER_LES_POINTS,
                *AVANT_LA_SEANCE,
                *A_VENIR,
                Exit(
                    event="arreter",
                    label="Arrêter l’ordre du jour",
                    who=(*COORDINATION, Who.SYSTEME),
                    target="arretee",
                    guards=(coordinateur, capacite_suffisante),
                    drags=(RETENIR_LES_LIGNES,),
                    notices=("ordre_du_jour_arrete",),
                ),
                ARBITRER,
                DEPLACER,
                ANNULER,
                REPORTER,
            ),
        ),
        State(
            code="arretee",
            label="Ordre du jour arrêté",
            meaning="l’ordre du jour est figé, la séance est attendue",
            exits=(
                TRANSMETTRE_TABLEAU,
                PARTAGER_TABLEAU,
                *CHANGER_LES_POINTS,
                *AVANT_LA_SEANCE,
                *NOTER_LES_PRESENCES,
                *A_VENIR,
                ARBITRER,
                Exit(
                    event="ouvrir",
                    label="Ouvrir la séance",
                    who=COORDINATION,
                    target="ouverte",
                    guards=(coordinateur, jour_de_seance, quorum_atteint),
                ),
                Exit(
                    event="rouvrir_agenda",
                    label="Rouvrir l’ordre du jour",
                    who=COORDINATION,
                    target="preparee",
                    guards=(coordinateur,),
                    asks=(MOTIF,),
                    drags=(Drag(machine=Machine.PASSAGE, event="liberer", each_open=True),),
                ),
                CONSTATER_QUORUM_MANQUANT,
                DEPLACER,
                ANNULER,
                REPORTER,
            ),
        ),
        State(
            code="ouverte",
            label="Ouverte",
            meaning="la séance se tient, les résultats sont saisis",
            exits=(
                Exit(
                    event="lever",
                    label="Lever la séance",
                    who=COORDINATION,
                    target="tenue",
                    guards=(coordinateur, resultats_saisis, points_traites),
                ),
                *CHANGER_LES_POINTS,
                REPONDRE_INVITATION,
                *NOTER_LES_PRESENCES,
                TRAITER_POINT,
                COMPLETER,
                CONSTATER_QUORUM_MANQUANT,
            ),
        ),
        State(
            code="tenue",
            label="Tenue",
            meaning="tous les résultats sont saisis, le compte rendu est à renvoyer",
            exits=(
                *NOTER_LES_PRESENCES,
                TRAITER_POINT,
                COMPLETER,
                Exit(
                    event="restituer",
                    label="Renvoyer le tableau et le compte rendu",
                    who=COORDINATION,
                    target="restituee",
                    guards=(coordinateur,),
                    facts=("compte_rendu_envoye",),
                    notices=("compte_rendu",),
                ),
                Exit(
                    event="rouvrir_resultats",
                    label="Rouvrir les résultats",
                    who=COORDINATION,
                    target="ouverte",
                    guards=(coordinateur,),
                    asks=(MOTIF,),
                ),
            ),
        ),
        State(
            code="restituee",
            label="Restituée",
            meaning="le tableau et le compte rendu sont renvoyés aux participants",
            exits=(
                *NOTER_LES_PRESENCES,
                COMPLETER,
                RENVOYER,
                Exit(
                    event="clore",
                    label="Clore la séance",
                    who=(*COORDINATION, Who.SYSTEME),
                    target="close",
                    guards=(coordinateur,),
                ),
            ),
        ),
        State(
            code="close",
            label="Close",
            meaning="la séance est terminée",
            final=True,
            exits=(*NOTER_LES_PRESENCES, COMPLETER, RENVOYER, *DE_LA_SEANCE),
        ),
        State(
            code="annulee",
            label="Annulée",
            meaning="la séance n’aura pas lieu, ses lignes sont libérées",
            final=True,
        ),
        State(
            code="reportee",
            label="Reportée",
            meaning="une autre séance la remplace",
            final=True,
        ),
    ),
)
