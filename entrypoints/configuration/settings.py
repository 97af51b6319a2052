"""The configuration of a département, read once at the door and handed down as frozen values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from entrypoints.configuration.accounts import cost_of, lasting_of
from entrypoints.configuration.calendars import calendar_of, otherwise_of
from entrypoints.configuration.channels import Ways, ways_of
from entrypoints.configuration.document import Document, read
from entrypoints.configuration.form import ConfigForm
from entrypoints.configuration.french import told
from entrypoints.configuration.joined import Joined, joined_of
from entrypoints.configuration.letters import letterhead_of
from entrypoints.configuration.messages import terms_of
from entrypoints.configuration.problems import BadConfig, Problem
from entrypoints.configuration.programmes import programmes_of
from entrypoints.configuration.redrawn import warn_of_ended
from entrypoints.configuration.rules import rules_of
from entrypoints.configuration.seances import kinds_of
from entrypoints.configuration.secrets import Vault
from entrypoints.configuration.tables import organisations_of, statuses_of
from entrypoints.configuration.territory import territory_of
from entrypoints.configuration.values import (
    Addresses,
    Mail,
    Structures,
    addresses_of,
    mail_of,
    parameters_of,
    rights_of,
    structures_of,
)
from entrypoints.configuration.web import Web
from exchanges.counter import Organisation
from notifications.letters.letterhead import Letterhead
from rules.accounts.lasting import Lasting
from rules.actors import Genre
from rules.days.calendar import Calendar
from rules.pieces import FileLimits
from rules.rulebook import Rulebook
from rules.telling import Terms
from rules.territory import Territory
from rules.wording import NBSP, quoted
from workflow.accounts.hashing import Cost

CONFIG = "REORIENTATION_CONFIG"
DATABASE_URL = "REORIENTATION_DATABASE_URL"
SMTP_PASSWORD = "REORIENTATION_SMTP_PASSWORD"

_FILE = "config.yaml"
_DATABASE = re.compile(
    r"(sqlite(\+[a-z0-9]+)?:///(?!:memory:).|postgresql(\+[a-z0-9]+)?://).*", re.DOTALL
)
_WITH_PASSWORD = re.compile(r"[^:]+://[^/@]*:[^/@]+@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a département chose. ``warnings`` are worth knowing and stop nothing. ``reconciled_at``
    is the local hour of the nightly reconciliation, ``terms`` those on which messages leave,
    ``lasting`` and ``cost`` how long accounts stay open and what a password costs to try,
    ``letters`` what the département puts on its letters (None: it writes none here), ``ways`` the
    ways out besides mail, ``joined`` the files that leave with mails.
    ``otherwise``: the calendars of the communes that have their own, by INSEE code; no deadline is
    counted by them."""

    departement: str
    departement_name: str
    rulebook: Rulebook
    structures: Structures
    rights: Mapping[str, str]
    statuses: Mapping[str, str]
    organisations: Mapping[str, Organisation]
    addresses: Addresses
    mail: Mail
    database_url: str = field(repr=False)
    otherwise: Mapping[str, Calendar] = field(default_factory=dict)
    reconciled_at: time = time(4)
    pieces: FileLimits = field(default_factory=FileLimits)
    terms: Terms = field(default_factory=Terms)
    web: Web = field(default_factory=Web)
    letters: Letterhead | None = None
    ways: Ways = field(default_factory=Ways)
    joined: Joined = field(default_factory=Joined)
    lasting: Lasting = field(default_factory=Lasting)
    cost: Cost = field(default_factory=Cost)
    warnings: tuple[Problem, ...] = ()

    def calendar_of(self, insee: str) -> Calendar | None:
        """The calendar of a commune; None when it is of no circonscription."""
        if not self.territory.covers(insee):
            return None
        return self.otherwise.get(insee, self.rulebook.calendar)

    @property
    def territory(self) -> Territory:
        """The circonscriptions and their communes, past and to come."""
        return self.rulebook.territory

    def genre_of(self, structure: int, *type_labels: str) -> Genre | None:
        """The genre of a structure of webRSA (see ``Structures.genre_of``)."""
        return self.structures.genre_of(structure, *type_labels)

    def right_of(self, code: str) -> str | None:
        """ouvert, suspendu or ferme, by webRSA's code; None when nothing is said of it."""
        return self.rights.get(code)


def default_path(environ: Mapping[str, str], option: Path | None = None) -> Path:
    """Which file to read: the one asked for, that of the environment, the one here, else the one
    beside the packages."""
    if option is not None:
        return option
    if environ.get(CONFIG):
        return Path(environ[CONFIG])
    here = Path(_FILE)
    return here if here.is_file() else Path(__file__).resolve().parents[2] / _FILE


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of a file. ``environ`` gives the secrets, and the database when it names one.

    Raises ``BadConfig`` with every problem found.
    """
    return settings_of(path, read(path), environ)


def settings_of(path: Path, document: Document, environ: Mapping[str, str]) -> Settings:
    """The same, of a file that was read. Raises ``BadConfig``."""
    try:
        form = ConfigForm.model_validate(document.data)
    except ValidationError as error:
        raise BadConfig(path, [*document.problems, *told(error, document)]) from error
    settings = _settings(form, document, environ, path.parent)
    if document.problems:
        raise BadConfig(path, document.problems)
    return settings


def _settings(
    form: ConfigForm, document: Document, environ: Mapping[str, str], folder: Path
) -> Settings:
    territory = territory_of(form.circonscriptions, form.departement.code, document)
    warn_of_ended(form, territory, document)
    structures = structures_of(form.types_orientation, form.structures, territory, document)
    words = form.vocabulaire.value()
    kinds = kinds_of(form.seances, territory, words, document)
    vault = Vault(environ=environ, folder=folder, document=document)
    rulebook = Rulebook(
        calendar=calendar_of(form, document),
        rules=MappingProxyType(rules_of(form, document)),
        parameters=parameters_of(form.parametres, document),
        kinds=kinds,
        programmes=programmes_of(form.programmes, kinds, territory, document),
        territory=territory,
        words=words,
        in_service=form.mise_en_service,
    )
    return Settings(
        departement=form.departement.code,
        departement_name=form.departement.nom,
        rulebook=rulebook,
        structures=structures,
        rights=rights_of(form.webrsa, document),
        statuses=statuses_of(form.statuts_rdv, document),
        organisations=organisations_of(form.organisations, document),
        addresses=addresses_of(form.destinataires, structures, territory, document),
        mail=mail_of(form.courriel, environ.get(SMTP_PASSWORD) or None, document),
        database_url=_database_url(form, document, environ),
        otherwise=otherwise_of(form, territory, document),
        reconciled_at=form.planificateur.rapprochement,
        pieces=form.pieces.value(),
        terms=terms_of(form.messages, document),
        web=form.web.value(),
        letters=letterhead_of(form.courriers, rulebook, document, folder),
        ways=ways_of(form.canaux, territory, vault),
        joined=joined_of(form.pieces_jointes, vault),
        lasting=lasting_of(form.comptes, document),
        cost=cost_of(form.comptes),
        warnings=tuple(document.warnings),
    )


def _database_url(form: ConfigForm, document: Document, environ: Mapping[str, str]) -> str:
    sentence = "l’adresse d’une base est sqlite:///fichier.db ou postgresql://serveur/base."
    if url := environ.get(DATABASE_URL):
        if not _DATABASE.fullmatch(url):
            document.problems.append(Problem(line=None, where=DATABASE_URL, sentence=sentence))
        return url
    url = form.base.url
    if not _DATABASE.fullmatch(url):
        document.refuse(("base", "url"), sentence)
    if _WITH_PASSWORD.match(url):
        document.warn(
            ("base", "url"),
            f"un mot de passe est écrit ici{NBSP}; la variable d’environnement "
            f"{quoted(DATABASE_URL)} est faite pour lui.",
        )
    return url
