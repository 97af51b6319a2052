"""The acts by which what is written of a séance is completed, and sent again. Data only."""

from rules.fields import Field, Kind
from rules.guards.minutes import complement_donne, remarque_et_ligne
from rules.guards.seance import coordinateur, resultats_saisis
from rules.seances.minutes import PART_LABELS
from states.delais import COORDINATION
from states.page import Exit

TEXTES = tuple(
    Field(name=part.value, label=f"le texte « {label} »", required=False, personal=True)
    for part, label in PART_LABELS.items()
)
LIGNE = Field(
    name="ligne",
    label="le numéro de la ligne sur laquelle porte la remarque",
    kind=Kind.ENTIER,
    required=False,
)
REMARQUE = Field(
    name="remarque", label="la remarque sur cette ligne", required=False, personal=True
)

COMPLETER = Exit(
    event="completer_compte_rendu",
    label="Compléter le compte rendu ou le procès-verbal",
    who=COORDINATION,
    guards=(coordinateur, complement_donne, remarque_et_ligne),
    asks=(*TEXTES, LIGNE, REMARQUE),
)
RENVOYER = Exit(
    event="renvoyer_compte_rendu",
    label="Renvoyer le compte rendu ou le procès-verbal corrigé",
    who=COORDINATION,
    guards=(coordinateur, resultats_saisis),
    facts=("compte_rendu_renvoye",),
    notices=("compte_rendu_corrige",),
)
