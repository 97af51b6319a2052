"""The acts on the points of an agenda that are about nobody. Data only."""

from rules.fields import Field, Kind
from rules.guards.points import (
    ajout_motive,
    minutes_du_point,
    ordre_des_points,
    point_ajoute_une_fois,
    point_au_programme,
    point_prevu,
)
from rules.guards.seance import coordinateur
from states.delais import COORDINATION
from states.forms import MOTIF_FACULTATIF
from states.page import Exit

POINT = Field(name="point", label="le numéro du point", kind=Kind.ENTIER)
TITRE = Field(name="titre", label="ce dont il s’agit", personal=True)
PORTEUR = Field(name="porteur", label="qui apporte le point", personal=True)
MINUTES = Field(
    name="minutes",
    label="sa durée en minutes, si elle est connue",
    kind=Kind.ENTIER,
    required=False,
)
DOCUMENT = Field(
    name="document", label="la référence de son document", required=False, personal=True
)
ORDRE = Field(name="ordre", label="les points, dans l’ordre voulu", kind=Kind.LIGNES)
CONCLUSION = Field(name="conclusion", label="ce qui en est retenu", personal=True)

AJOUTER_POINT = Exit(
    event="ajouter_point",
    label="Ajouter un point à l’ordre du jour",
    who=COORDINATION,
    guards=(coordinateur, minutes_du_point, ajout_motive, point_ajoute_une_fois),
    asks=(TITRE, PORTEUR, MINUTES, DOCUMENT, MOTIF_FACULTATIF),
)
RETIRER_POINT = Exit(
    event="retirer_point",
    label="Retirer un point de l’ordre du jour",
    who=COORDINATION,
    guards=(coordinateur, point_prevu, ajout_motive),
    asks=(POINT, MOTIF_FACULTATIF),
)
ORDONNER_POINTS = Exit(
    event="ordonner_points",
    label="Changer l’ordre des points",
    who=COORDINATION,
    guards=(coordinateur, ordre_des_points),
    asks=(ORDRE,),
)
TRAITER_POINT = Exit(
    event="traiter_point",
    label="Noter ce qui est retenu d’un point",
    who=COORDINATION,
    guards=(coordinateur, point_au_programme),
    asks=(POINT, CONCLUSION),
)
CHANGER_LES_POINTS = (AJOUTER_POINT, RETIRER_POINT, ORDONNER_POINTS)
