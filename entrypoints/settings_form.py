"""The form of the configuration: which keys, of which kind. French keys, French descriptions.

The meaning (rules that exist, periods that cover every day…) is checked when values are made of
it, in ``settings_rules.py`` and ``settings.py``.
"""

import re
from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from entrypoints.settings_problems import shown
from rules.actors import Genre, Role
from rules.calendar import Direction, Roll, Unit
from rules.delays import LONGEST, WeekMode
from rules.parameters import Master
from rules.rule import Level


FIRST_YEAR, LAST_YEAR = 1990, 2070

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}$"
_ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
_NAME = r"^[0-9A-Za-z][0-9A-Za-z_-]*$"
_INSEE = r"^([0-9]{2}|2[AB])[0-9]{3}$"


class Origin(StrEnum):
    """Where a rule's number comes from: a document, the law, or a default of ours."""

    DOCUMENT = "document"
    LOI = "loi"
    DEFAUT = "defaut"


class Addressee(StrEnum):
    """The roles that have addresses of their own; services have theirs in webRSA's lists."""

    BAT = Role.BAT.value
    BOP = Role.BOP.value
    EP = Role.EP.value
    PRESIDENT = Role.PRESIDENT.value
    MANAGER = Role.MANAGER.value


class MailMode(StrEnum):
    """How messages leave: written in a folder, or given to a server."""

    DOSSIER = "dossier"
    SMTP = "smtp"


class Tls(StrEnum):
    """How the connection to the mail server is protected."""

    AUCUN = "aucun"
    STARTTLS = "starttls"
    TLS = "tls"


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _ISO_DAY.fullmatch(value):
        raise _wrong(value, "n’est pas une date (attendu : AAAA-MM-JJ).")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise _wrong(value, "n’existe pas dans le calendrier.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _wrong(value, f"est hors du calendrier, qui va de {FIRST_YEAR} à {LAST_YEAR}.")
    return day


def _hour(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_HOUR, value):
        raise _wrong(value, "n’est pas une heure (attendu : HH:MM, de 00:00 à 23:59).")
    return time.fromisoformat(value)


def _wrong(value: object, sentence: str) -> PydanticCustomError:
    return PydanticCustomError("phrase", "{phrase}", {"phrase": f"{shown(value)} {sentence}"})


SHAPES = {
    _EMAIL: "n’est pas une adresse de courriel.",
    _ONE_LINE: "doit être un texte d’une ligne, sans caractère de commande.",
    _NAME: "doit s’écrire avec des lettres sans accent, des chiffres, « - » et « _ ».",
    _INSEE: "n’est pas un code INSEE de commune (cinq caractères, entre guillemets).",
}
"""What to say of a text that has not the shape it should."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=_ONE_LINE)]
Code = Annotated[str, StringConstraints(max_length=60, pattern=_NAME)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=_EMAIL)]
Day = Annotated[date, BeforeValidator(_day)]
Hour = Annotated[
    time, BeforeValidator(_hour), WithJsonSchema({"type": "string", "pattern": _HOUR})
]


class Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Departement(Form):
    code: Annotated[str, Field(description="Code officiel, entre guillemets : « 93 », « 2A », « 974 »")]
    nom: Annotated[Text, Field(description="Nom, tel qu’il figure dans les messages")]


class Fermeture(Form):
    du: Annotated[Day, Field(description="Premier jour fermé")]
    au: Annotated[Day, Field(description="Dernier jour fermé, compris")]
    libelle: Annotated[Text, Field(description="Pourquoi : pont, fermeture d’été…")]


class Calendrier(Form):
    lundi_de_pentecote_travaille: Annotated[
        bool, Field(description="Le lundi de Pentecôte est travaillé (journée de solidarité)")
    ] = False
    vendredi_saint_ferie: Annotated[
        bool | None, Field(description="Moselle, Bas-Rhin et Haut-Rhin seulement")
    ] = None
    jours_coutumiers: Annotated[
        bool | None, Field(description="Antilles seulement : chômer aussi les jours de coutume")
    ] = None
    heures: Annotated[
        list[Hour],
        Field(max_length=12, description="Heures de travail : ouverture, fermeture, ouverture…"),
    ] = [time(9), time(12), time(14), time(17)]


class CommuneForm(Form):
    nom: Annotated[Text, Field(description="Nom de la commune")]
    insee: Annotated[
        str, Field(pattern=_INSEE, description="Code INSEE, entre guillemets")
    ]


class CirconscriptionForm(Form):
    code: Annotated[Code, Field(description="Code de la circonscription ; ne change plus ensuite")]
    libelle: Annotated[Text, Field(description="Nom de la circonscription")]
    communes: Annotated[list[CommuneForm], Field(min_length=1)]


class TypeOrientation(Form):
    libelle: Annotated[Text, Field(description="Libellé du type d’orientation dans webRSA")]
    genre: Annotated[
        Annotated[Genre, Strict(False)], Field(description="Genre des services de ce type")
    ]


class StructureForm(Form):
    identifiant: Annotated[int, Field(ge=1, description="Identifiant de la structure dans webRSA")]
    genre: Annotated[
        Annotated[Genre, Strict(False)] | None,
        Field(description="Genre, s’il n’est pas celui de son type d’orientation"),
    ] = None
    circonscriptions: Annotated[
        list[Code] | None,
        Field(min_length=1, description="Circonscriptions, si webRSA ne les donne pas"),
    ] = None
    responsable: Annotated[
        Email | None, Field(description="Adresse du ou de la responsable du service")
    ] = None


class EtatsDroit(Form):
    etats_ouverts: Annotated[list[Code], Field(min_length=1, description="États : droit ouvert")]
    etats_suspendus: Annotated[list[Code], Field(description="États : droit suspendu")] = []
    etats_fermes: Annotated[list[Code], Field(min_length=1, description="États : droit fermé")]


class ParametresForm(Form):
    du: Annotated[Day | None, Field(description="Premier jour ; rien : depuis toujours")] = None
    au: Annotated[Day | None, Field(description="Dernier jour ; rien : jusqu’à nouvel ordre")] = None
    desaccord_vers_ep: Annotated[
        bool, Field(description="Un désaccord en ICL-I peut aller en EP tout de même")
    ]
    ep_obligatoire: Annotated[bool, Field(description="Une saisine recevable passe en EP")]
    deux_niveaux: Annotated[
        bool, Field(description="L’EP rend un avis, le président du conseil départemental décide")
    ]
    maitre_decisions: Annotated[
        Annotated[Master, Strict(False)], Field(description="Où les décisions de l’EP se saisissent")
    ]
    jours_signalement: Annotated[
        int,
        Field(ge=0, le=366, description="Jours, après le premier rendez-vous, pour signaler"),
    ]


class RungForm(Form):
    a: Annotated[
        int, Field(ge=-LONGEST, le=LONGEST, description="Écart à l’échéance ; négatif : avant")
    ]
    unite: Annotated[
        Annotated[Unit, Strict(False)], Field(description="Unité de l’écart")
    ] = Unit.JOUR_OUVRE
    niveau: Annotated[Annotated[Level, Strict(False)], Field(description="Niveau d’alerte")]
    heure: Annotated[Hour | None, Field(description="Heure locale ; rien : celle de l’échéance")] = None


class DelayForm(Form):
    n: Annotated[int, Field(ge=0, le=LONGEST, description="Nombre d’unités")]
    unite: Annotated[Annotated[Unit, Strict(False)], Field(description="Unité comptée")]
    sens: Annotated[
        Annotated[Direction, Strict(False)], Field(description="Avant ou après le point de départ")
    ] = Direction.APRES
    heure: Annotated[Hour | None, Field(description="Heure limite ; rien : 23:59")] = None
    roulement: Annotated[
        Annotated[Roll, Strict(False)],
        Field(description="Où va une fin qui tombe un jour non ouvré"),
    ] = Roll.AUCUN
    stricte: Annotated[bool, Field(description="« Moins de » : un jour plus tôt")] = False
    variante: Annotated[
        Annotated[WeekMode, Strict(False)],
        Field(description="Semaines : sept jours, ou le vendredi de la semaine suivante"),
    ] = WeekMode.SEPT_JOURS
    jour: Annotated[
        int | None,
        Field(ge=1, le=31, description="Mois calendaire : jour du mois ; rien : le dernier"),
    ] = None


class Validite(Form):
    du: Annotated[Day | None, Field(description="Premier jour")] = None
    au: Annotated[Day | None, Field(description="Dernier jour, compris")] = None


class RuleForm(Form):
    code: Annotated[str, Field(description="Code de la règle")]
    actif: Annotated[bool, Field(description="false : la règle n’ouvre aucune échéance")] = True
    source: Annotated[Text | None, Field(description="Texte d’où vient le délai")] = None
    origine: Annotated[
        Annotated[Origin, Strict(False)] | None,
        Field(description="document, loi, ou defaut quand aucun texte ne donne le délai"),
    ] = None
    delai: Annotated[DelayForm | None, Field(description="Le délai")] = None
    ancre: Annotated[
        str | None, Field(description="Point de départ, parmi ceux de la règle ; rien : le premier")
    ] = None
    echelle: Annotated[str | None, Field(description="Nom d’une échelle d’alertes")] = None
    validite: Annotated[
        Validite | None, Field(description="Période ; rien : depuis toujours, sans fin")
    ] = None
    cible: Annotated[
        int | None, Field(ge=0, le=100, description="Part à tenir dans le délai, en pourcent")
    ] = None


class RoleForm(Form):
    role: Annotated[Annotated[Addressee, Strict(False)], Field(description="Rôle")]
    circonscription: Annotated[
        Code | None, Field(description="Rien : pour toutes celles qui n’ont pas leur ligne")
    ] = None
    courriels: Annotated[list[Email], Field(min_length=1, description="Adresses")]


class Destinataires(Form):
    defaut: Annotated[
        list[Email], Field(min_length=1, description="Quand un rôle ou un service n’a pas d’adresse")
    ]
    roles: Annotated[list[RoleForm], Field(description="Adresses de chaque rôle")] = []


class Courriel(Form):
    mode: Annotated[
        Annotated[MailMode, Strict(False)],
        Field(description="dossier : un fichier .eml par message ; smtp : un serveur"),
    ]
    expediteur: Annotated[Email, Field(description="Adresse d’expédition")]
    dossier: Annotated[Text, Field(description="Dossier des messages")] = "courriels"
    hote: Annotated[Text | None, Field(description="Serveur SMTP")] = None
    port: Annotated[int, Field(ge=1, le=65535, description="Port du serveur")] = 587
    tls: Annotated[Annotated[Tls, Strict(False)], Field(description="Protection")] = Tls.STARTTLS
    utilisateur: Annotated[Text | None, Field(description="Compte sur le serveur")] = None


class Base(Form):
    url: Annotated[
        Text, Field(description="sqlite:///fichier.db ou postgresql://serveur/base")
    ] = "sqlite:///reorientation.db"


class ConfigForm(Form):
    departement: Annotated[Departement, Field(description="Le département")]
    mise_en_service: Annotated[
        Day, Field(description="Premier jour de service ; un fait antérieur n’alerte personne")
    ]
    fermetures: Annotated[
        list[Fermeture], Field(description="Jours de fermeture, en plus des jours fériés")
    ] = []
    calendrier: Annotated[Calendrier, Field(description="Jours et heures de travail")] = Calendrier()
    circonscriptions: Annotated[
        list[CirconscriptionForm], Field(min_length=1, description="Périmètres des ICL-I")
    ]
    types_orientation: Annotated[
        list[TypeOrientation],
        Field(min_length=1, description="Genre des services, par type d’orientation de webRSA"),
    ]
    structures: Annotated[
        list[StructureForm], Field(description="Ce que webRSA ne dit pas d’une structure")
    ] = []
    webrsa: Annotated[EtatsDroit, Field(description="Lecture des codes d’état du droit")]
    parametres: Annotated[
        list[ParametresForm], Field(min_length=1, description="Choix de procédure, par période")
    ]
    echelles: Annotated[
        dict[Code, list[RungForm]], Field(description="Échelles d’alertes, par nom")
    ]
    regles: Annotated[list[RuleForm], Field(description="Délais, un par règle et par période")]
    destinataires: Annotated[Destinataires, Field(description="Adresses des rôles")]
    courriel: Annotated[Courriel, Field(description="Départ des messages")]
    base: Annotated[Base, Field(description="Base de données")] = Base()

