"""Secteur: the sector of a person is that of their service (S2). Data only.

It is no move of the person: no delay starts, and the request keeps its seniority. The scheduler
follows a service of a single sector as soon as it takes the person over; of several, somebody says.
"""

from dataclasses import replace

from rules.actors import Who
from rules.choices import seance_quittee
from rules.guards.territoire import (
    circonscription_actuelle,
    ligne_sans_resultat_attendu,
    secteur_a_attribuer,
    secteur_du_service,
)
from states.forms import SECTEUR
from states.page import Copies, Drag, Exit, Machine

ATTRIBUER = Exit(
    event="attribuer_secteur",
    label="Attribuer son secteur à la personne",
    who=(Who.SERVICE_REFERENT, Who.BAT, Who.BOP, Who.IMPORT, Who.SYSTEME),
    guards=(secteur_a_attribuer, circonscription_actuelle, secteur_du_service),
    asks=(SECTEUR,),
    effects=(Copies(field="circonscription", column="circonscription"),),
)

_DEVANT_UNE_SEANCE = replace(ATTRIBUER, guards=(*ATTRIBUER.guards, ligne_sans_resultat_attendu))
# A line that stands in a séance of another place, or of the whole département, stays there.
ATTRIBUER_DANS_LA_SEANCE = replace(_DEVANT_UNE_SEANCE, unless=seance_quittee)
ATTRIBUER_DEVANT_L_ICL = replace(
    _DEVANT_UNE_SEANCE,
    target="a_reinscrire",
    when=seance_quittee,
    drags=(Drag(machine=Machine.PASSAGE, event="reporter_sans_suite"),),
    notices=("demande_reroutee",),
)
ATTRIBUER_DEVANT_L_EP = replace(ATTRIBUER_DEVANT_L_ICL, target="attente_ep")
