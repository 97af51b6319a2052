"""Who sits in a séance: convoked, answering, present. Data only."""

from rules.actors import Who
from rules.fields import Field, Kind
from rules.guards.presences import (
    depart_apres_arrivee,
    heures_de_presents,
    heures_venues,
    participants_connus,
    presences_dites,
    une_seule_presence,
)
from rules.guards.seance import coordinateur, jour_de_seance
from rules.guards.sieges import (
    participant_attendu,
    pour_ses_invites,
    remplacant_dit,
    siege_du_genre,
    siege_en_personne,
    suppleant_du_membre,
)
from rules.seances.seats import Answer
from states.delais import COORDINATION
from states.page import Exit

PARTICIPANT = Field(
    name="participant", label="le numéro du participant dans la séance", kind=Kind.ENTIER
)
REPONSE = Field(
    name="reponse",
    label="sa réponse",
    kind=Kind.CHOIX,
    choices=tuple(one.value for one in Answer),
)
SUPPLEANT = Field(
    name="suppleant",
    label="le numéro du membre suppléant qui vient à sa place",
    kind=Kind.ENTIER,
    required=False,
)
REMPLACANT = Field(
    name="remplacant",
    label="le nom de qui vient à sa place, s’il n’est pas suppléant",
    required=False,
    personal=True,
)
PRESENTS = Field(
    name="presents", label="les participants présents", kind=Kind.LIGNES, required=False
)
EXCUSES = Field(name="excuses", label="les participants excusés", kind=Kind.LIGNES, required=False)
ABSENTS = Field(name="absents", label="les participants absents", kind=Kind.LIGNES, required=False)
ARRIVEES = Field(
    name="arrivees",
    label="les participants arrivés en cours de séance, et l’heure",
    kind=Kind.HEURES,
    required=False,
)
DEPARTS = Field(
    name="departs",
    label="les participants partis avant la fin, et l’heure",
    kind=Kind.HEURES,
    required=False,
)
INVITES_VENUS = Field(
    name="invites", label="les invités des lignes qui sont venus", kind=Kind.LIGNES, required=False
)
SIEGE = Field(name="siege", label="le siège occupé, par son code", kind=Kind.CODE)
SERVICE_PRESENT = Field(name="service", label="son service", kind=Kind.SERVICE, required=False)
REFERENT_PRESENT = Field(
    name="referent",
    label="son numéro dans webRSA, pour qui présente une ligne",
    kind=Kind.ENTIER,
    required=False,
)
NOM_PRESENT = Field(name="nom", label="son nom", personal=True)

CONVOQUER = Exit(
    event="convoquer",
    label="Convoquer les membres et les services",
    who=COORDINATION,
    guards=(coordinateur,),
    facts=("membres_convoques",),
)
REPONDRE_INVITATION = Exit(
    event="repondre_invitation",
    label="Répondre à la convocation",
    who=(Who.SERVICE_TERRITOIRE, *COORDINATION),
    guards=(
        participant_attendu,
        pour_ses_invites,
        siege_en_personne,
        remplacant_dit,
        suppleant_du_membre,
    ),
    asks=(PARTICIPANT, REPONSE, SUPPLEANT, REMPLACANT),
    facts=("invitation_repondue",),
)
EMARGER = Exit(
    event="emarger",
    label="Noter qui est présent",
    who=COORDINATION,
    guards=(
        coordinateur,
        jour_de_seance,
        presences_dites,
        participants_connus,
        une_seule_presence,
        heures_de_presents,
        heures_venues,
        depart_apres_arrivee,
    ),
    asks=(PRESENTS, EXCUSES, ABSENTS, ARRIVEES, DEPARTS, INVITES_VENUS),
    facts=("presences_emargees",),
)
ACCUEILLIR = Exit(
    event="accueillir",
    label="Noter quelqu’un qui vient sans être attendu",
    who=COORDINATION,
    guards=(coordinateur, jour_de_seance, siege_du_genre),
    asks=(SIEGE, SERVICE_PRESENT, REFERENT_PRESENT, NOM_PRESENT),
    facts=("presences_emargees",),
)

AVANT_LA_SEANCE = (CONVOQUER, REPONDRE_INVITATION)
NOTER_LES_PRESENCES = (EMARGER, ACCUEILLIR)
"""Open from the day of the séance on, and after it too: an attendance is corrected by noting it
again."""
