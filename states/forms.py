"""The fields that several pages ask for. Data only.

A field named ``date`` is always the day on which what the act tells happened.
"""

from rules.fields import Field, Kind
from rules.letters.kinds import Channel

MOTIF = Field(name="motif", label="le motif", personal=True)
MOTIF_FACULTATIF = Field(name="motif", label="le motif", required=False, personal=True)
DATE_EFFET = Field(name="date", label="la date d’effet", kind=Kind.DATE, past=True)

SERVICE = Field(name="service", label="le service référent choisi", kind=Kind.SERVICE)
SERVICE_FACULTATIF = Field(
    name="service",
    label="le service référent choisi, s’il n’est pas le service souhaité",
    kind=Kind.SERVICE,
    required=False,
)
ALI = Field(name="service", label="le service chargé du diagnostic", kind=Kind.SERVICE)
SERVICE_EXPEDITEUR = Field(
    name="service", label="le service qui envoie le tableau", kind=Kind.SERVICE
)
SERVICE_REPONDANT = Field(name="service", label="le service qui répond", kind=Kind.SERVICE)
TYPE_ORIENTATION = Field(
    name="type_orientation", label="le type d’orientation (code webRSA)", kind=Kind.ENTIER
)
TYPE_FACULTATIF = Field(
    name="type_orientation",
    label="le type d’orientation (code webRSA), s’il est connu",
    kind=Kind.ENTIER,
    required=False,
)
ORIGINE = Field(
    name="origine",
    label="l’origine de l’orientation",
    kind=Kind.CHOIX,
    choices=("algorithme", "manuelle"),
)
RANG = Field(name="rang", label="le rang dans webRSA", kind=Kind.ENTIER, required=False)
CIRCONSCRIPTION = Field(name="circonscription", label="la nouvelle circonscription", kind=Kind.CODE)
SECTEUR = Field(name="circonscription", label="le secteur de la personne", kind=Kind.CODE)

DATE_RDV = Field(name="date_rdv", label="la date du rendez-vous", kind=Kind.DATE)
DATE_FIXATION = Field(
    name="date",
    label="la date à laquelle le rendez-vous a été fixé, si ce n’est pas aujourd’hui",
    kind=Kind.DATE,
    required=False,
    past=True,
)
DATE_RDV_PASSE = Field(name="date", label="la date du rendez-vous", kind=Kind.DATE, past=True)
CONTACT_EFFECTIF = Field(
    name="contact_effectif",
    label="la date du contact effectif",
    kind=Kind.DATE,
    required=False,
    past=True,
)

CANAL_COURRIER = Field(
    name="canal",
    label="le canal du courrier",
    kind=Kind.CHOIX,
    choices=tuple(one.value for one in Channel),
)
DATE_ENVOI = Field(name="date", label="la date d’envoi", kind=Kind.DATE, past=True)
LETTRE = Field(name="lettre", label="le numéro de la lettre", kind=Kind.ENTIER)
LETTRE_FACULTATIVE = Field(
    name="lettre",
    label="le numéro de la lettre, si elle a été produite ici",
    kind=Kind.ENTIER,
    required=False,
)
SUIVI = Field(name="suivi", label="le numéro de suivi de la poste", kind=Kind.CODE, required=False)

CANAL_SAISINE = Field(
    name="canal",
    label="le canal de la saisine",
    kind=Kind.CHOIX,
    choices=("xml", "webrsa", "mail"),
)
NUMERO_WEBRSA = Field(
    name="numero_webrsa",
    label="le numéro de la saisine dans webRSA",
    kind=Kind.CODE,
    required=False,
)
SAISIE_LE = Field(
    name="saisie_le",
    label="la date de saisie dans webRSA",
    kind=Kind.DATE,
    required=False,
    past=True,
)

ACCORD_ACCUEIL = Field(
    name="accord_accueil", label="l’accord du service d’accueil", kind=Kind.OUI_NON
)
MOTIF_REFUS_ACCUEIL = Field(
    name="motif_refus_accueil",
    label="le motif du refus du service d’accueil",
    required=False,
    personal=True,
)

SEANCE = Field(name="seance", label="la séance", kind=Kind.SEANCE)
DATE_SEANCE = Field(name="date_seance", label="la date de la séance", kind=Kind.DATE)
HEURE = Field(name="heure", label="l’heure de la séance", kind=Kind.HEURE)
LIEU = Field(
    name="lieu", label="le lieu de la séance, s’il est connu", kind=Kind.LIEU, required=False
)
NOUVEAU_LIEU = Field(
    name="lieu", label="le nouveau lieu, s’il change", kind=Kind.LIEU, required=False
)
CRENEAU = Field(
    name="creneau",
    label="le jour que donnait la règle du programme, si la séance en vient",
    kind=Kind.DATE,
    required=False,
)
A_LA_SUITE_DE = Field(
    name="a_la_suite_de",
    label="la séance juste après laquelle elle se tient, le même jour",
    kind=Kind.ENTIER,
    required=False,
)
PRIORITE = Field(
    name="priorite", label="la place de la ligne parmi celles du service", kind=Kind.ENTIER
)
PRIORITE_FACULTATIVE = Field(
    name="priorite",
    label="la place de la ligne parmi celles du service",
    kind=Kind.ENTIER,
    required=False,
)
SEANCE_REMPLACANTE = Field(
    name="seance_remplacante", label="la séance qui la remplace", kind=Kind.ENTIER
)
SUPPLEANCE = Field(
    name="suppleance",
    label="le motif pour lequel la coordination saisit le résultat d’un service",
    required=False,
    personal=True,
)
