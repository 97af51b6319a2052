"""From a message of the outbox to a mail: its words come from a template, plain and in French."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, pass_context
from jinja2.runtime import Context

from notifications.occasions import UnacceptableData, UnknownOccasion, check
from rules.deadlines.rule import Duty
from rules.procedures.catalogue import BY_CODE
from rules.subjects import SubjectKind
from rules.wording import lasting, local_instant, long_date, quantity
from workflow.post.outbox import Message

_AWAITED = {
    Duty.SERVICE: "le service concerné",
    Duty.COORDINATION: "la coordination de la séance",
    Duty.BOP: "le BOP",
    Duty.BAT: "le chargé ou la chargée de projet BAT",
    Duty.PRESIDENT: "le président du conseil départemental",
}

_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœ]", re.IGNORECASE)
_ID_CHARACTERS = "!#$&'*+-/=?^_`{|}~."
"""Those of an RFC 5322 dot-atom, but % which escapes the others."""


class UnwritableMessage(ValueError):
    """The message cannot be put into words, now or later: its data or its template are wrong."""

    def __init__(self, occasion: str, why: str) -> None:
        self.occasion = occasion
        super().__init__(f"Le message « {occasion} » ne peut pas être rédigé. {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a mail says. ``subject`` is one line."""

    subject: str
    body: str


def text_of(message: Message, *, now: datetime, tz: tzinfo) -> Text:
    """The words of a message, its dates in the local time of ``tz``. Raises UnwritableMessage."""
    try:
        occasion = check(message.occasion, message.data)
        absent = dict.fromkeys(occasion.may)
        reference = _with_accents(str(message.data["reference"]))
        said = {**absent, **message.data, "reference": reference, "now": now, "tz": tz}
        return _fill(message.occasion, said)
    except (UnknownOccasion, UnacceptableData) as error:
        raise UnwritableMessage(message.occasion, str(error)) from error
    except (TemplateError, ValueError, TypeError) as error:
        # The error's own text may quote the data: only its class is kept.
        why = f"Une donnée n’a pas la forme attendue ({type(error).__name__})."
        raise UnwritableMessage(message.occasion, why) from error


def digest_of(texts: Sequence[Text]) -> Text:
    """One text for several: the subject of each, in order."""
    return _fill("_recapitulatif", {"subjects": [text.subject for text in texts]})


def mail_of(
    text: Text, *, message_id: str, sender: str, to: Sequence[str], now: datetime, tz: tzinfo
) -> EmailMessage:
    """The mail to hand to a channel. Raises ValueError when a header cannot hold an address."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Subject"] = text.subject
    mail["Message-ID"] = header_id(message_id)
    mail["Date"] = format_datetime(now.astimezone(tz))
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer comes back
    # Quoted-printable leaves text that any server carries and a person can read in the .eml.
    mail.set_content(text.body, cte="quoted-printable")
    return mail


def header_id(message_id: str) -> str:
    """The Message-ID as a header can hold it: percent signs for the characters it would cut at.

    Two identifiers never become one, and the same always becomes the same.
    """
    left, at, domain = message_id.strip("<>").rpartition("@")
    return f"<{quote(left, safe=_ID_CHARACTERS)}{at}{domain}>"


def _fill(template: str, data: Mapping[str, object]) -> Text:
    environment = _environment()
    written = environment.get_template(f"{template}.txt.j2").render(data)
    subject, _, body = written.partition("\n")
    footer = environment.get_template("_pied.txt.j2").render()
    return Text(subject=subject.strip(), body=f"{body.strip()}\n\n{footer}")


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
    environment.filters |= {
        "moment": _moment,
        "de": _of,
        "french": _in_french,
        "awaited": _awaited,
        "answers": lambda n: quantity(n, "réponse", "réponses"),
        "lasting": lasting,
        "situations": lambda n: quantity(n, "situation", "situations"),
        "days": lambda n: quantity(n, "jour", "jours"),
        "gaps": lambda n: quantity(n, "écart", "écarts"),
        "attempts": lambda n: quantity(n, "essai", "essais"),
    }
    return environment


def _awaited(rule: str) -> str:
    """Who is awaited under a rule, by its code; a rule withdrawn since then had somebody too."""
    procedure = BY_CODE.get(rule)
    return "le service ou le bureau concerné" if procedure is None else _AWAITED[procedure.duty]


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
