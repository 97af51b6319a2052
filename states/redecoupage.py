"""Redécoupage: the dossier follows its commune when the territory is redrawn. Data only.

It is no move of the person: no delay of a déménagement starts, and the request keeps its seniority.
"""

from dataclasses import replace

from rules.actors import Who
from rules.choices import seance_quittee
from rules.fields import Field, Kind
from rules.guards.territoire import (
    autre_circonscription,
    circonscription_actuelle,
    ligne_libre_de_suivre,
)
from states.forms import CIRCONSCRIPTION
from states.page import Copies, Drag, Exit, Machine

DATE_REDECOUPAGE = Field(
    name="date", label="le premier jour de la nouvelle carte", kind=Kind.DATE, past=True
)

REDECOUPER = Exit(
    event="redecouper",
    label="Suivre le redécoupage du territoire",
    who=(Who.SYSTEME, Who.BOP),
    guards=(circonscription_actuelle, autre_circonscription),
    asks=(CIRCONSCRIPTION, DATE_REDECOUPAGE),
    drags=(Drag(machine=Machine.PASSAGE, event="reporter_sans_suite"),),
    effects=(Copies(field="circonscription", column="circonscription"),),
    facts=("territoire_redecoupe",),
)

_DEVANT_UNE_SEANCE = replace(REDECOUPER, guards=(*REDECOUPER.guards, ligne_libre_de_suivre))
# A line that stands in a séance of the new map, or of the whole département, stays there.
REDECOUPER_DANS_LA_SEANCE = replace(_DEVANT_UNE_SEANCE, unless=seance_quittee, drags=())
REDECOUPER_DEVANT_L_ICL = replace(
    _DEVANT_UNE_SEANCE,
    target="a_reinscrire",
    when=seance_quittee,
    notices=("demande_reroutee",),
)
REDECOUPER_DEVANT_L_EP = replace(REDECOUPER_DEVANT_L_ICL, target="attente_ep")
