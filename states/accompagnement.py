"""Accompagnement: the resting place, from which a réorientation may be asked."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.competence import service_competent, service_different
from rules.guards.demande import aucune_demande_ouverte, reorientation_examinee
from rules.guards.droit import droit_ouvert
from states.forms import MOTIF_FACULTATIF
from states.notification import SIGNALER_INAPPROPRIEE, TAGUER_DIAGNOSTIC
from states.page import Exit, Machine, OpensDemande, Page, State

MOTIF_CODE = Field(
    name="motif_code", label="le motif de réorientation (code webRSA)", kind=Kind.ENTIER
)
SERVICE_SOUHAITE = Field(
    name="service_souhaite", label="le service référent souhaité", kind=Kind.SERVICE
)
URGENT = Field(name="urgent", label="l’urgence de la situation", kind=Kind.OUI_NON, required=False)
DATE_POINT = Field(name="date", label="la date du point", kind=Kind.DATE, past=True)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Accompagnement",
    source="S0 A ; S1, indicateur 3b ; CASF L262-31",
    states=(
        State(
            code="accompagnement",
            label="En accompagnement",
            meaning="le service référent accompagne la personne",
            resting="le service référent accompagne ; un point périodique veille",
            exits=(
                Exit(
                    event="ouvrir_reorientation",
                    label="Ouvrir une demande de réorientation",
                    who=(Who.SERVICE_REFERENT,),
                    target="presaisine",
                    guards=(
                        droit_ouvert,
                        aucune_demande_ouverte,
                        reorientation_examinee,
                        service_competent,
                        service_different,
                    ),
                    asks=(MOTIF_CODE, MOTIF_FACULTATIF, SERVICE_SOUHAITE, URGENT),
                    effects=(OpensDemande(),),
                    facts=("demande_ouverte",),
                ),
                Exit(
                    event="point_parcours",
                    label="Enregistrer un point de parcours",
                    who=(Who.SERVICE_REFERENT,),
                    asks=(DATE_POINT,),
                    facts=("point_parcours",),
                ),
                SIGNALER_INAPPROPRIEE,
                TAGUER_DIAGNOSTIC,
            ),
        ),
    ),
)
