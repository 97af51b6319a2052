"""Clos: the ends of a dossier. A request that fails does not close it (DOMAIN.md §0.1).

Its last letter can be contested, and a recours that was pending is still answered (§0.19). That of
a double is received in the dossier that is kept. What justifies a delay may come after the end.
"""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.droit import aucun_dossier_ouvert
from states.courrier import APRES_LA_FIN
from states.delais import DU_DOSSIER
from states.forms import MOTIF
from states.page import Exit, Machine, Page, Sets, State
from states.partout import DROIT_DU_FOYER
from states.suivi import PARTAGER_DIAGNOSTIC, RECEVOIR_RECOURS, REPONDRE_RECOURS

DATE_REPRISE = Field(
    name="date", label="la date de réouverture du droit", kind=Kind.DATE, past=True
)

RECOURS = (RECEVOIR_RECOURS, REPONDRE_RECOURS)
APRES_COUP = (*RECOURS, *APRES_LA_FIN, *DU_DOSSIER)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Clos",
    source="S0 ; webRSA, rangs et états du droit",
    states=(
        State(
            code="clos_reoriente",
            label="Clos : réorienté",
            meaning="une réorientation acceptée l’a remplacé",
            final=True,
            exits=APRES_COUP,
        ),
        State(
            code="clos_corrige",
            label="Clos : orientation corrigée",
            meaning="une correction de l’orientation initiale l’a remplacé",
            final=True,
            exits=(PARTAGER_DIAGNOSTIC, *APRES_COUP),
        ),
        State(
            code="clos_remplace",
            label="Clos : remplacé",
            meaning="webRSA porte une orientation plus récente",
            final=True,
            exits=APRES_COUP,
        ),
        State(
            code="clos_droit_ferme",
            label="Clos : droit fermé",
            meaning="le droit au RSA est fermé ; le dossier peut rouvrir si le droit reprend",
            final=True,
            exits=(
                Exit(
                    event="rouvrir",
                    label="Rouvrir le dossier",
                    who=(Who.BOP, Who.IMPORT),
                    back_to=(
                        "accompagnement",
                        "a_orienter",
                        "a_notifier",
                        "notifie",
                        "diagnostic_attendu",
                    ),
                    guards=(aucun_dossier_ouvert,),
                    asks=(DATE_REPRISE, MOTIF),
                    effects=(Sets(column="droit", value="ouvert"),),
                    facts=("droit_repris",),
                    notices=DROIT_DU_FOYER,
                ),
                *APRES_COUP,
            ),
        ),
        State(
            code="clos_mutation",
            label="Clos : hors département",
            meaning="la personne a quitté le département",
            final=True,
            exits=APRES_COUP,
        ),
        State(
            code="clos_deces",
            label="Clos : décès",
            meaning="la personne est décédée ; aucun courrier",
            final=True,
            exits=APRES_COUP,
        ),
        State(
            code="clos_doublon",
            label="Clos : doublon",
            meaning="le dossier en doublait un autre, auquel il renvoie",
            final=True,
            exits=(REPONDRE_RECOURS, *APRES_LA_FIN, *DU_DOSSIER),
        ),
    ),
)
