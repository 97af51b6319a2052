"""The visitor of a séance (S2: the psychologist): named, needs called, then coming or released.
Data only.

Eight days before, nobody having a situation, the visitor is released; otherwise they are awaited.
"""

from rules.actors import Who
from rules.choices import seance_sans_objet
from rules.fields import Field, Kind
from rules.guards.competence import pour_son_service
from rules.guards.seance import coordinateur
from rules.guards.visitors import (
    intervenant_attendu,
    intervenant_pas_encore_nomme,
    venue_pas_encore_dite,
)
from states.delais import COORDINATION
from states.page import Exit

SERVICE_DEMANDEUR = Field(name="service", label="le service qui dit ses besoins", kind=Kind.SERVICE)
SITUATIONS = Field(name="situations", label="le nombre de situations à présenter", kind=Kind.ENTIER)
NOM_INTERVENANT = Field(name="nom", label="le nom de qui intervient", personal=True)
COURRIEL_INTERVENANT = Field(
    name="courriel", label="son adresse de courriel", kind=Kind.COURRIEL, personal=True
)

NOMMER_INTERVENANT = Exit(
    event="nommer_intervenant",
    label="Nommer qui intervient",
    who=COORDINATION,
    guards=(coordinateur, intervenant_attendu, intervenant_pas_encore_nomme),
    asks=(NOM_INTERVENANT, COURRIEL_INTERVENANT),
    facts=("intervenant_nomme",),
)
COMMUNIQUER_BESOINS = Exit(
    event="communiquer_besoins",
    label="Dire ses besoins à qui intervient",
    who=(Who.SERVICE_TERRITOIRE, Who.BAT),
    guards=(intervenant_attendu, pour_son_service),
    asks=(SERVICE_DEMANDEUR, SITUATIONS),
    facts=("besoins_communiques",),
)
FIXER_VENUE = (
    Exit(
        event="fixer_venue",
        label="Décommander qui intervient et annuler la séance",
        who=(*COORDINATION, Who.SYSTEME),
        target="annulee",
        guards=(coordinateur, intervenant_attendu, venue_pas_encore_dite),
        when=seance_sans_objet,
        facts=("psychologue_decommande",),
        notices=("seance_annulee",),
    ),
    Exit(
        event="fixer_venue",
        label="Dire à qui intervient s’il ou elle est attendu·e",
        who=(*COORDINATION, Who.SYSTEME),
        guards=(coordinateur, intervenant_attendu, venue_pas_encore_dite),
        unless=seance_sans_objet,
        facts=("venue_fixee",),
        notices=("venue_fixee",),
    ),
)
A_VENIR = (NOMMER_INTERVENANT, COMMUNIQUER_BESOINS, *FIXER_VENUE)
