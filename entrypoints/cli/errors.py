"""What a command answers when it cannot: the exit code for scripts, the sentence for people."""

import errno
from enum import IntEnum
from secrets import token_hex

import structlog

from entrypoints.assembly import NoLetterhead
from entrypoints.clock import UnreadableInstant
from entrypoints.configuration.problems import BadConfig
from entrypoints.logs import UnwritableLog, whereabouts
from entrypoints.web.serving.listening import PortTaken
from exchanges.export import AliUnread, AlreadyThere
from exchanges.tableau.sealing import WeakPassword
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.sample.files import TooManyAli
from exchanges.webrsa.schema import InvalidFile
from notifications.channels.smtp import ClearPassword
from notifications.letters.library import UnreadablePages
from notifications.letters.models import UnknownModel
from notifications.letters.wording import MissingFacts
from rules.days.calendar import OutsideCalendar
from rules.days.months import BadMonth
from rules.days.zones import UnknownDepartement
from rules.delays.delay import ImpossibleDelay
from rules.refusals import Refusal, Refused
from rules.seances.kinds import UnknownKind
from rules.wording import NBSP, quoted
from typesetting.press import Unprintable
from workflow.acts.cases import UnknownDossier
from workflow.acts.commands import StaleDossier
from workflow.agents.commands import StaleAgent, UnknownAgent
from workflow.database.store import (
    DRIVER_ERRORS,
    DatabaseUnreachable,
    NotADatabase,
    UnknownDatabase,
)
from workflow.diaries.addresses import UnknownAddress
from workflow.diaries.owners import UnknownOwner
from workflow.files.exports import NotAnAli
from workflow.files.monthly_lists import MonthNotBegun, MonthOver, UnknownService
from workflow.letters.posting import UnknownLetter
from workflow.organisations.offers import StaleOffer, UnknownOffer
from workflow.reading.deadlines import UnknownDeadline
from workflow.reading.messages import UnknownMessage
from workflow.reading.pieces import UnknownPiece
from workflow.seances.commands import StaleSeance, UnknownSeance
from workflow.seances.outcomes.minutes import AlteredMinutes
from workflow.seances.participants.links import UnknownLink
from workflow.seances.participants.members import StaleMember, UnknownMember
from workflow.trail.journal import UnknownVersion

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Code(IntEnum):
    """The exit codes. Scripts rely on them: never changed."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4
    NOT_WHOLE = 5
    UNAVAILABLE = 69
    UNEXPECTED = 70
    INTERRUPTED = 130
    UNREAD = 141


MEANINGS = {
    Code.OK: "c’est fait",
    Code.REFUSED: "refusé par la procédure, avec les raisons",
    Code.USAGE: "commande, fichier ou configuration illisible",
    Code.NOT_FOUND: "rien de ce numéro",
    Code.CONFLICT: "quelqu’un d’autre a changé le dossier ou la séance",
    Code.NOT_WHOLE: "une vérification a trouvé un défaut",
    Code.UNAVAILABLE: "la base ne répond pas, ou est occupée : recommencer plus tard",
    Code.UNEXPECTED: "une panne de l’application",
    Code.INTERRUPTED: "interrompu",
    Code.UNREAD: "la sortie n’est plus lue, par exemple avec head",
}


class BadUsage(ValueError):
    """A command that is written wrong, in a sentence."""


class NotFound(LookupError):
    """Nothing bears the number or the name that was given."""


class MailHeldUp(Exception):
    """No message can leave for now; those that are left will be tried again."""


class NotWhole(Exception):
    """A verification found something wrong."""


_UNUSABLE = (
    BadUsage,
    BadConfig,
    NoLetterhead,
    UnreadableInstant,
    UnreadableFile,
    UnreadablePages,
    Unprintable,
    UnwritableLog,
    TooManyAli,
    BadMonth,
    MonthNotBegun,
    MonthOver,
    ClearPassword,
    WeakPassword,
    OutsideCalendar,
    ImpossibleDelay,
    UnknownDepartement,
    UnknownDatabase,
    NotADatabase,
)
_UNKNOWN = (
    NotFound,
    UnknownAgent,
    UnknownAddress,
    UnknownDossier,
    UnknownKind,
    UnknownSeance,
    UnknownDeadline,
    UnknownLetter,
    UnknownLink,
    UnknownMember,
    UnknownMessage,
    UnknownModel,
    UnknownOffer,
    UnknownOwner,
    UnknownPiece,
    UnknownService,
    NotAnAli,
    AliUnread,
)


_FULL = (
    "Il n’y a plus de place pour écrire. Un acte a pu être enregistré juste avant : relisez avant "
    "de recommencer."
)


def answer_to(error: Exception) -> tuple[Code, str]:
    """The exit code of an error and what is told of it."""
    match error:
        case Refused():
            return Code.REFUSED, "\n".join(reason(one) for one in error.refusals)
        case MissingFacts():
            return Code.REFUSED, str(error)
        case (
            StaleDossier()
            | StaleSeance()
            | StaleOffer()
            | StaleMember()
            | StaleAgent()
            | UnknownVersion()
            | AlreadyThere()
        ):
            return Code.CONFLICT, str(error)
        case InvalidFile():
            return Code.UNEXPECTED, str(error)
        case NotWhole() | AlteredMinutes():
            return Code.NOT_WHOLE, str(error)
        case DatabaseUnreachable() | MailHeldUp() | PortTaken():
            return Code.UNAVAILABLE, str(error)
        case _ if isinstance(error, _UNKNOWN):
            return Code.NOT_FOUND, str(error)
        case _ if isinstance(error, _UNUSABLE):
            return Code.USAGE, str(error)
        case OSError(errno=errno.ENOSPC):
            return Code.UNAVAILABLE, _FULL
        case FileNotFoundError() | PermissionError() | IsADirectoryError() | NotADirectoryError():
            return Code.USAGE, _of_file(error)
        case _ if isinstance(error, DRIVER_ERRORS) and _is_busy(error):
            sentence = "La base de données est occupée : recommencez dans un instant."
            return Code.UNAVAILABLE, f"{sentence} Rien n’a été enregistré."
        case _:
            return Code.UNEXPECTED, _unexpected(error)


def reason(refusal: Refusal) -> str:
    """One reason: why, what to do, which text, which code."""
    parts = [refusal.sentence]
    if refusal.remedy:
        parts.append(refusal.remedy)
    source = f"{NBSP}; source{NBSP}: {refusal.source}" if refusal.source else ""
    return f"{' '.join(parts)} [{refusal.code}{source}]"


def _of_file(error: OSError) -> str:
    name = quoted(str(error.filename))
    match error:
        case FileNotFoundError():
            return f"{name} n’existe pas."
        case PermissionError():
            return f"{name} ne peut pas être ouvert{NBSP}: les droits manquent."
        case IsADirectoryError():
            return f"{name} est un dossier, un fichier est attendu."
        case _:
            return f"{name} passe par un fichier qui n’est pas un dossier."


def _is_busy(error: Exception) -> bool:
    """Whether another transaction held what was wanted for too long."""
    state = getattr(error, "sqlstate", None)
    return state in ("55P03", "40001", "40P01") or "locked" in str(error)


def _unexpected(error: Exception) -> str:
    digits = token_hex(3).upper()
    reference = f"{digits[:4]}-{digits[4:]}"
    _log.critical("command.crashed", reference=reference, exc_info=error)
    return (
        "Une panne s’est produite, rien n’a été enregistré de ce qui était en cours. "
        f"Référence{NBSP}: {reference} ({type(error).__name__}, {whereabouts(error)})."
    )
