"""The acts of a line that stands in a séance, before its result. Data only."""

from rules.actors import Who
from rules.anomalies import INCONNU, inconnu_du_service_concerne
from rules.choices import ligne_de_reorientation
from rules.fields import Field, Kind
from rules.guards.competence import pour_son_service
from rules.guards.ligne import (
    devant_les_services,
    ligne_partagee,
    ligne_sans_demande,
    pas_encore_admise,
    pas_encore_collegiale,
    prevenue_apres_la_demande,
)
from rules.guards.priorites import priorite_libre, priorite_possible
from rules.guards.seance import coordinateur, present_ou_coordinateur, repondant_siege
from states.forms import MOTIF, PRIORITE, SERVICE_REPONDANT
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

HORS_DELAI = Field(
    name="hors_delai", label="ce qui est venu hors délai, en codes", kind=Kind.CODE, required=False
)
DATE_PREVENUE = Field(
    name="date", label="la date à laquelle la personne a été prévenue", kind=Kind.DATE, past=True
)
PREVENUE_PAR = Field(name="par", label="qui a prévenu la personne", personal=True)
MOYEN = Field(
    name="moyen",
    label="le moyen par lequel la personne a été prévenue",
    kind=Kind.CHOIX,
    choices=("entretien", "telephone", "courriel", "courrier", "sms"),
)

REMETTRE = Drag(machine=Machine.DOSSIER, event="remettre", when=ligne_de_reorientation)

REPONDRE = Exit(
    event="repondre",
    label="Répondre : connu, suivi ou inconnu",
    who=(Who.SERVICE_TERRITOIRE, Who.BAT),
    guards=(pour_son_service, repondant_siege, ligne_partagee),
    asks=(SERVICE_REPONDANT, REPONSE, REMARQUE),
    facts=("reponse_donnee",),
    alerts=(Alert(occasion="personne_inconnue", when=inconnu_du_service_concerne),),
)
DEMANDER_COLLEGIALE = Exit(
    event="demander_collegiale",
    label="Demander un examen collégial",
    who=(Who.SERVICE_TERRITOIRE,),
    guards=(
        devant_les_services,
        present_ou_coordinateur,
        ligne_partagee,
        pas_encore_collegiale,
    ),
    effects=(Sets(column="methode", value="collegiale"),),
)
A_L_INSCRIPTION = (Copies(field="priorite", column="priorite"),)
PRIORISER = Exit(
    event="prioriser",
    label="Dire la priorité de la ligne parmi celles du service",
    who=(Who.SERVICE_REFERENT, Who.BAT),
    guards=(priorite_possible, priorite_libre),
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
DIRE_PREVENUE = Exit(
    event="dire_prevenue",
    label="Dire quand et par qui la personne a été prévenue",
    who=(Who.SERVICE_REFERENT, Who.BAT, Who.BOP),
    guards=(prevenue_apres_la_demande,),
    asks=(DATE_PREVENUE, PREVENUE_PAR, MOYEN),
    facts=("personne_prevenue",),
)
ADMETTRE_HORS_DELAI = Exit(
    event="admettre_hors_delai",
    label="Garder la ligne hors délai",
    who=(Who.BAT, Who.BOP, Who.EP),
    guards=(coordinateur, pas_encore_admise),
    asks=(MOTIF,),
    facts=("ligne_admise",),
)
# What had it retained is no reason why it was put off.
_N_EST_PLUS_A_L_ORDRE_DU_JOUR = (
    Sets(column="rank", value=None),
    Sets(column="arbitrage", value=None),
)
RETENIR = Exit(
    event="retenir",
    label="Retenir à l’ordre du jour",
    who=(Who.ENTRAINE,),
    target="retenu",
    asks=(RANG, ARBITRAGE, HORS_DELAI),
    effects=(
        Copies(field="rang_seance", column="rank"),
        Copies(field="arbitrage", column="arbitrage"),
        Copies(field="hors_delai", column="hors_delai"),
    ),
)
REPORTER_FAUTE_DE_PLACE = Exit(
    event="reporter_faute_de_place",
    label="Reporter la ligne après arbitrage",
    who=(Who.ENTRAINE,),
    target="reporte",
    asks=(ARBITRAGE, HORS_DELAI),
    drags=(REMETTRE,),
    effects=(
        Sets(column="rank", value=None),
        Copies(field="arbitrage", column="arbitrage"),
        Copies(field="hors_delai", column="hors_delai"),
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
    effects=_N_EST_PLUS_A_L_ORDRE_DU_JOUR,
    notices=("ligne_reportee",),
)
REPORTER_SANS_SUITE = Exit(
    event="reporter_sans_suite",
    label="Libérer la ligne après un déménagement ou un redécoupage",
    who=(Who.ENTRAINE,),
    target="reporte",
    effects=_N_EST_PLUS_A_L_ORDRE_DU_JOUR,
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
