"""The acts of a line that stands in a séance, before its result. Data only."""

from rules.actors import Who
from rules.anomalies import INCONNU, inconnu_du_service_concerne
from rules.choices import ligne_de_reorientation
from rules.fields import Field, Kind
from rules.guards.competence import pour_son_service
from rules.guards.ligne import devant_les_services, ligne_sans_demande, priorite_possible
from rules.guards.seance import coordinateur
from states.forms import INVITES, MOTIF, PRIORITE, SERVICE_REPONDANT
from states.page import Alert, Copies, Drag, Exit, Machine, Sets

REPONSE = Field(
    name="reponse",
    label="la réponse du service",
    kind=Kind.CHOIX,
    choices=("connu", "suivi", INCONNU),
)
REMARQUE = Field(name="remarque", label="la remarque du service", required=False, personal=True)
URGENT = Field(name="urgent", label="l’urgence que la coordination apprécie", kind=Kind.OUI_NON)
RANG = Field(name="rang_seance", label="le rang à l’ordre du jour", kind=Kind.ENTIER)
ARBITRAGE = Field(name="arbitrage", label="les raisons de l’arbitrage, en codes", kind=Kind.CODE)

REMETTRE = Drag(machine=Machine.DOSSIER, event="remettre", when=ligne_de_reorientation)

REPONDRE = Exit(
    event="repondre",
    label="Répondre : connu, suivi ou inconnu",
    who=(Who.SERVICE_TERRITOIRE,),
    guards=(pour_son_service,),
    asks=(SERVICE_REPONDANT, REPONSE, REMARQUE),
    facts=("reponse_donnee",),
    alerts=(Alert(occasion="personne_inconnue", when=inconnu_du_service_concerne),),
)
DEMANDER_COLLEGIALE = Exit(
    event="demander_collegiale",
    label="Demander un examen collégial",
    who=(Who.SERVICE_TERRITOIRE,),
    guards=(devant_les_services,),
    effects=(Sets(column="methode", value="collegiale"),),
)
A_L_INSCRIPTION = (
    Copies(field="priorite", column="priorite"),
    Copies(field="invites", column="invites"),
)
PRIORISER = Exit(
    event="prioriser",
    label="Dire la priorité de la ligne parmi celles du service",
    who=(Who.SERVICE_REFERENT, Who.BAT),
    guards=(priorite_possible,),
    asks=(PRIORITE,),
    effects=(Copies(field="priorite", column="priorite"),),
)
APPRECIER_URGENCE = Exit(
    event="apprecier_urgence",
    label="Apprécier l’urgence de la situation",
    who=(Who.BAT, Who.BOP, Who.EP),
    guards=(coordinateur,),
    asks=(URGENT, MOTIF),
    effects=(Copies(field="urgent", column="urgent"),),
)
ANNONCER_INVITES = Exit(
    event="annoncer_invites",
    label="Dire combien de personnes sont invitées",
    who=(Who.SERVICE_REFERENT, Who.BAT),
    asks=(INVITES,),
    effects=(Copies(field="invites", column="invites"),),
)
RETENIR = Exit(
    event="retenir",
    label="Retenir à l’ordre du jour",
    who=(Who.ENTRAINE,),
    target="retenu",
    asks=(RANG, ARBITRAGE),
    effects=(
        Copies(field="rang_seance", column="rank"),
        Copies(field="arbitrage", column="arbitrage"),
    ),
)
REPORTER_FAUTE_DE_PLACE = Exit(
    event="reporter_faute_de_place",
    label="Reporter la ligne après arbitrage",
    who=(Who.ENTRAINE,),
    target="reporte",
    asks=(ARBITRAGE,),
    drags=(REMETTRE,),
    effects=(
        Sets(column="rank", value=None),
        Copies(field="arbitrage", column="arbitrage"),
    ),
    notices=("ligne_reportee",),
)
REPORTER = Exit(
    event="reporter",
    label="Reporter la ligne",
    who=(Who.BAT, Who.BOP, Who.EP, Who.SYSTEME, Who.ENTRAINE),
    target="reporte",
    guards=(coordinateur,),
    asks=(MOTIF,),
    drags=(REMETTRE,),
    notices=("ligne_reportee",),
)
REPORTER_SANS_SUITE = Exit(
    event="reporter_sans_suite",
    label="Libérer la ligne après un déménagement",
    who=(Who.ENTRAINE,),
    target="reporte",
)
RETIRER = Exit(
    event="retirer",
    label="Retirer la ligne avec la demande",
    who=(Who.ENTRAINE,),
    target="retire",
    notices=("ligne_retiree",),
)
RETIRER_LIGNE_SANS_DEMANDE = Exit(
    event="retirer_ligne",
    label="Retirer la ligne",
    who=(Who.SERVICE_REFERENT, Who.BAT),
    target="retire",
    guards=(ligne_sans_demande,),
    asks=(MOTIF,),
    notices=("ligne_retiree",),
)
