"""From a message of the outbox to words: those of a template, plain and in French."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import IntEnum, auto
from functools import cache
from itertools import groupby
from operator import attrgetter

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, pass_context
from jinja2.runtime import Context

from notifications.channels.contract import Text
from notifications.enclosures import Enclosed
from notifications.occasions import UnacceptableData, UnknownOccasion, check
from rules.deadlines.rule import Duty
from rules.procedures.catalogue import BY_CODE
from rules.subjects import Subject, SubjectKind
from rules.telling import is_urgent
from rules.wording import lasting, local_instant, long_date, quantity
from rules.words import USUAL, Office, Words
from workflow.post.outbox import Message

_AWAITED = {
    Duty.SERVICE: "le service concerné",
    Duty.COORDINATION: "la coordination de la séance",
    Duty.PRESIDENT: "le président du conseil départemental",
}
_OFFICES = {Duty.BOP: Office.BOP, Duty.BAT: Office.BAT}

_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœ]", re.IGNORECASE)
_PAGES = {SubjectKind.DOSSIER: "dossiers", SubjectKind.SEANCE: "seances"}
"""Where the application shows them; what has no page of its own is found from its first one."""


class UnwritableMessage(ValueError):
    """The message cannot be put into words, now or later: its data or its template are wrong."""

    def __init__(self, occasion: str, why: str) -> None:
        self.occasion = occasion
        super().__init__(f"Le message « {occasion} » ne peut pas être rédigé. {why}")


class Theme(IntEnum):
    """What the parts of a digest are about, in their order there."""

    PRESSING = auto()
    DEADLINES = auto()
    DOSSIERS = auto()
    SEANCES = auto()
    OTHER = auto()


_HEADINGS = {
    Theme.PRESSING: "À traiter sans attendre",
    Theme.DEADLINES: "Délais qui approchent",
    Theme.DOSSIERS: "Dossiers",
    Theme.SEANCES: "Séances",
    Theme.OTHER: "Application et territoire",
}
_OF_SUBJECT = {
    SubjectKind.PERSONNE: Theme.DOSSIERS,
    SubjectKind.DOSSIER: Theme.DOSSIERS,
    SubjectKind.SEANCE: Theme.SEANCES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a digest, and its words."""

    occasion: str
    subject: SubjectKind
    text: Text

    @property
    def theme(self) -> Theme:
        """Under which heading it stands."""
        if is_urgent(self.occasion):
            return Theme.PRESSING
        if self.occasion.startswith("echeance_"):
            return Theme.DEADLINES
        return _OF_SUBJECT.get(self.subject, Theme.OTHER)


def text_of(
    message: Message,
    *,
    now: datetime,
    tz: tzinfo,
    web: str | None = None,
    words: Words = USUAL,
) -> Text:
    """The words of a message, its dates in the local time of ``tz``, its offices by the
    département's ``words``. ``web``: the application's address, None when it has none. Raises
    UnwritableMessage."""
    try:
        occasion = check(message.occasion, message.data)
        absent = dict.fromkeys(occasion.may)
        reference = _with_accents(str(message.data["reference"]))
        said = {**absent, **message.data, "reference": reference, "now": now, "tz": tz}
        said |= {"lien": link_of(message.subject, web), "words": words}
        return _fill(message.occasion, said)
    except (UnknownOccasion, UnacceptableData) as error:
        raise UnwritableMessage(message.occasion, str(error)) from error
    except (TemplateError, ValueError, TypeError) as error:
        # The error's own text may quote the data: only its class is kept.
        why = f"Une donnée n’a pas la forme attendue ({type(error).__name__})."
        raise UnwritableMessage(message.occasion, why) from error


def digest_of(parts: Sequence[Part], *, web: str | None = None) -> Text:
    """One text for several: the subject of each, by theme, what presses first, then by occasion."""
    ordered = sorted(parts, key=lambda one: (one.theme, one.occasion))
    themes = groupby(ordered, key=attrgetter("theme"))
    groups = [(_HEADINGS[theme], [one.text.subject for one in ones]) for theme, ones in themes]
    return _fill("_recapitulatif", {"groups": groups, "total": len(parts), "lien": web})


def with_enclosed(text: Text, enclosed: Enclosed) -> Text:
    """The same, saying what is joined to it, and what is not."""
    if not enclosed:
        return text
    said = _environment().get_template("_pieces.txt.j2").render({"pieces": enclosed}).strip()
    words, foot, rest = text.body.rpartition(_foot())
    return Text(subject=text.subject, body=f"{words}{said}\n\n{foot}{rest}")


def link_of(subject: Subject, web: str | None) -> str | None:
    """Where somebody who is habilitated finds it, when the application has an address."""
    if web is None:
        return None
    page = _PAGES.get(subject.kind)
    return web if page is None else f"{web}/{page}/{subject.id}"


def _fill(template: str, data: Mapping[str, object]) -> Text:
    environment = _environment()
    written = environment.get_template(f"{template}.txt.j2").render(data)
    subject, _, body = written.partition("\n")
    return Text(subject=subject.strip(), body=f"{body.strip()}\n\n{_foot()}")


@cache
def _foot() -> str:
    return _environment().get_template("_pied.txt.j2").render()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications"),
        undefined=StrictUndefined,
        autoescape=False,  # plain text
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["Office"] = Office
    environment.filters |= {
        "moment": _moment,
        "de": _of,
        "french": _in_french,
        "awaited": _awaited,
        "answers": lambda n: quantity(n, "réponse", "réponses"),
        "lasting": lasting,
        "messages": lambda n: quantity(n, "message", "messages"),
        "situations": lambda n: quantity(n, "situation", "situations"),
        "days": lambda n: quantity(n, "jour", "jours"),
        "people": lambda n: quantity(n, "personne", "personnes"),
        "lines": lambda n: quantity(n, "ligne", "lignes"),
        "refused": lambda n: quantity(n, "refusée", "refusées"),
        "gaps": lambda n: quantity(n, "écart", "écarts"),
        "attempts": lambda n: quantity(n, "essai", "essais"),
    }
    return environment


@pass_context
def _awaited(context: Context, rule: str) -> str:
    """Who is awaited under a rule, by its code; a rule withdrawn since then had somebody too."""
    procedure = BY_CODE.get(rule)
    if procedure is None:
        return "le service ou le bureau concerné"
    office = _OFFICES.get(procedure.duty)
    if office is None:
        return _AWAITED[procedure.duty]
    words: Words = context["words"]
    return words.office(office)


def _with_accents(reference: str) -> str:
    """« séance 12 » for a subject's « seance 12 », whose kind is a stored code."""
    kind, space, key = reference.partition(" ")
    return f"{'séance' if kind == SubjectKind.SEANCE else kind}{space}{key}"


@pass_context
def _moment(context: Context, value: str) -> datetime:
    """An ISO instant; without an offset (a séance's hour) it is already local time."""
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=context["tz"]) if moment.tzinfo is None else moment


def _of(noun: str) -> str:
    """« d’ICL-I », « de Commission »."""
    return f"d’{noun}" if _VOWEL.match(noun) else f"de {noun}"


@pass_context
def _in_french(context: Context, value: str) -> str:
    """An ISO date or instant as « jeudi 7 mai 2026 » or « jeudi 7 mai 2026 à 23 h 59 »."""
    if len(value) == len("2026-05-07"):
        return long_date(date.fromisoformat(value))
    return local_instant(_moment(context, value).astimezone(context["tz"]))
