"""The form of the configuration: which keys, of which kind. French keys, French descriptions.

What spans several lines (periods that cover every day, ladders that exist…) is checked when values
are made of it, in ``settings_rules.py`` and ``settings_values.py``.
"""

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, Strict, model_validator

from entrypoints.configuration.accounts import ComptesForm
from entrypoints.configuration.channels import CanauxForm
from entrypoints.configuration.joined import PiecesJointesForm
from entrypoints.configuration.kinds import Code, Day, Email, Form, Hour, Insee, Text
from entrypoints.configuration.letter_forms import CourriersForm
from entrypoints.configuration.messages import MessagesForm
from entrypoints.configuration.periods import check_period
from entrypoints.configuration.pieces import PiecesForm
from entrypoints.configuration.programmes import ProgrammeForm
from entrypoints.configuration.rule_form import RuleForm, RungForm
from entrypoints.configuration.seances import SeanceForm
from entrypoints.configuration.tables import OrganisationForm, StatutsRdv
from entrypoints.configuration.territory import CirconscriptionForm
from entrypoints.configuration.web import WebForm
from entrypoints.configuration.words import VocabulaireForm
from rules.actors import Genre, Role
from rules.days.closures import Closure, HalfDay
from rules.days.hours import spans_of
from rules.days.zones import zone_of
from rules.parameters import Master


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


def _known(departement: str) -> str:
    zone_of(departement)
    return departement


def _in_pairs(hours: list[time]) -> list[time]:
    spans_of(hours)
    return hours


class Departement(Form):
    code: Annotated[
        str,
        AfterValidator(_known),
        Field(description="Code officiel, entre guillemets : « 93 », « 2A », « 974 »"),
    ]
    nom: Annotated[Text, Field(description="Nom, tel qu’il figure dans les messages")]


class Fermeture(Form):
    du: Annotated[Day, Field(description="Premier jour fermé")]
    au: Annotated[Day, Field(description="Dernier jour fermé, compris")]
    libelle: Annotated[Text, Field(description="Pourquoi : pont, fermeture d’été…")]

    @model_validator(mode="after")
    def _in_order(self) -> "Fermeture":
        self.closure()
        return self

    def closure(self) -> Closure:
        """The closure as the calendar knows it; raises ``ImpossibleClosure``."""
        return Closure(self.du, self.au, self.libelle)


class DemiJournee(Form):
    le: Annotated[Day, Field(description="Le jour ; il compte, et s’arrête avant le soir")]
    jusqu_a: Annotated[
        Hour, Field(description="Heure où l’on ferme : un délai qui finit ce jour-là finit alors")
    ]
    libelle: Annotated[Text, Field(description="Pourquoi : veille de fête…")]

    @model_validator(mode="after")
    def _worked(self) -> "DemiJournee":
        self.half_day()
        return self

    def half_day(self) -> HalfDay:
        """The half day as the calendar knows it; raises ``ImpossibleHalfDay``."""
        return HalfDay(self.le, self.jusqu_a, self.libelle)


class Calendrier(Form):
    lundi_de_pentecote_travaille: Annotated[
        bool, Field(description="Le lundi de Pentecôte est travaillé (journée de solidarité)")
    ] = False
    vendredi_saint_ferie: Annotated[
        bool | None, Field(description="Moselle, Bas-Rhin et Haut-Rhin seulement")
    ] = None
    vendredi_saint_sauf: Annotated[
        list[Insee],
        Field(
            default_factory=list,
            description="Communes où c’est l’inverse ; les échéances suivent le département",
        ),
    ]
    jours_coutumiers: Annotated[
        bool | None, Field(description="Antilles seulement : chômer aussi les jours de coutume")
    ] = None
    heures: Annotated[
        list[Hour],
        AfterValidator(_in_pairs),
        Field(
            default_factory=lambda: [time(9), time(12), time(14), time(17)],
            description="Heures de travail : ouverture, fermeture, ouverture…",
        ),
    ]


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
    etats_suspendus: Annotated[
        list[Code], Field(default_factory=list, description="États : droit suspendu")
    ]
    etats_fermes: Annotated[list[Code], Field(min_length=1, description="États : droit fermé")]


class ParametresForm(Form):
    du: Annotated[Day | None, Field(description="Premier jour ; rien : depuis toujours")] = None
    au: Annotated[Day | None, Field(description="Dernier jour ; rien : jusqu’à nouvel ordre")] = (
        None
    )
    desaccord_vers_ep: Annotated[
        bool, Field(description="Un désaccord en ICL-I peut aller en EP tout de même")
    ]
    ep_obligatoire: Annotated[bool, Field(description="Une saisine recevable passe en EP")]
    deux_niveaux: Annotated[
        bool, Field(description="L’EP rend un avis, le président du conseil départemental décide")
    ]
    maitre_decisions: Annotated[
        Annotated[Master, Strict(False)],
        Field(description="Où les décisions de l’EP se saisissent"),
    ]
    jours_signalement: Annotated[
        int,
        Field(ge=0, le=366, description="Jours, après le premier rendez-vous, pour signaler"),
    ]

    @model_validator(mode="after")
    def _in_order(self) -> "ParametresForm":
        check_period(self.du, self.au)
        return self


class RoleForm(Form):
    role: Annotated[Annotated[Addressee, Strict(False)], Field(description="Rôle")]
    circonscription: Annotated[
        Code | None, Field(description="Rien : pour toutes celles qui n’ont pas leur ligne")
    ] = None
    courriels: Annotated[list[Email], Field(min_length=1, description="Adresses")]


class Destinataires(Form):
    defaut: Annotated[
        list[Email],
        Field(min_length=1, description="Quand un rôle ou un service n’a pas d’adresse"),
    ]
    roles: Annotated[
        list[RoleForm], Field(default_factory=list, description="Adresses de chaque rôle")
    ]


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


class Planificateur(Form):
    rapprochement: Annotated[
        Hour, Field(description="Heure locale où, chaque nuit, les échéances sont vérifiées")
    ] = time(4)


class Base(Form):
    url: Annotated[Text, Field(description="sqlite:///fichier.db ou postgresql://serveur/base")] = (
        "sqlite:///reorientation.db"
    )


class ConfigForm(Form):
    departement: Annotated[Departement, Field(description="Le département")]
    mise_en_service: Annotated[
        Day, Field(description="Premier jour de service ; un fait antérieur n’alerte personne")
    ]
    fermetures: Annotated[
        list[Fermeture],
        Field(default_factory=list, description="Jours de fermeture, en plus des jours fériés"),
    ]
    demi_journees: Annotated[
        list[DemiJournee],
        Field(default_factory=list, description="Jours travaillés jusqu’à une heure seulement"),
    ]
    calendrier: Annotated[
        Calendrier, Field(default_factory=Calendrier, description="Jours et heures de travail")
    ]
    circonscriptions: Annotated[
        list[CirconscriptionForm], Field(min_length=1, description="Périmètres des ICL-I")
    ]
    types_orientation: Annotated[
        list[TypeOrientation],
        Field(min_length=1, description="Genre des services, par type d’orientation de webRSA"),
    ]
    structures: Annotated[
        list[StructureForm],
        Field(default_factory=list, description="Ce que webRSA ne dit pas d’une structure"),
    ]
    webrsa: Annotated[EtatsDroit, Field(description="Lecture des codes d’état du droit")]
    statuts_rdv: Annotated[
        StatutsRdv, Field(default_factory=StatutsRdv, description="Lecture des rendez-vous des ALI")
    ]
    organisations: Annotated[
        list[OrganisationForm],
        Field(default_factory=list, description="Qui envoie des tableaux (CSV, XLSX, ODS)"),
    ]
    parametres: Annotated[
        list[ParametresForm], Field(min_length=1, description="Choix de procédure, par période")
    ]
    seances: Annotated[list[SeanceForm], Field(min_length=1, description="Genres de séance")]
    programmes: Annotated[
        list[ProgrammeForm],
        Field(default_factory=list, description="Programmes des séances, par règle"),
    ]
    echelles: Annotated[
        dict[Code, list[RungForm]], Field(description="Échelles d’alertes, par nom")
    ]
    regles: Annotated[list[RuleForm], Field(description="Délais, un par règle et par période")]
    destinataires: Annotated[Destinataires, Field(description="Adresses des rôles")]
    courriel: Annotated[Courriel, Field(description="Départ des messages")]
    planificateur: Annotated[
        Planificateur,
        Field(default_factory=Planificateur, description="Ce qui se fait sans qu’on le demande"),
    ]
    pieces: Annotated[
        PiecesForm,
        Field(default_factory=PiecesForm, description="Pièces jointes aux dossiers et aux lignes"),
    ]
    base: Annotated[Base, Field(default_factory=Base, description="Base de données")]
    messages: Annotated[
        MessagesForm,
        Field(default_factory=MessagesForm, description="Quand partent les messages"),
    ]
    web: Annotated[WebForm, Field(default_factory=WebForm, description="La porte web")]
    courriers: Annotated[
        CourriersForm | None, Field(description="Les lettres ; rien : on n’en écrit pas ici")
    ] = None
    canaux: Annotated[
        CanauxForm, Field(default_factory=CanauxForm, description="Papier, salons, applications")
    ]
    pieces_jointes: Annotated[
        PiecesJointesForm,
        Field(default_factory=PiecesJointesForm, description="Fichiers joints aux messages"),
    ]
    comptes: Annotated[
        ComptesForm, Field(default_factory=ComptesForm, description="Comptes des agents")
    ]
    vocabulaire: Annotated[
        VocabulaireForm,
        Field(default_factory=VocabulaireForm, description="Les mots du département"),
    ]
