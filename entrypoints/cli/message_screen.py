"""A message in words: to whom it goes, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entrypoints.cli import display
from entrypoints.cli.journal_screen import show_chain
from entrypoints.words.messages import addressee, channel, whom
from entrypoints.words.times import short_instant
from notifications.channels.contract import Text
from notifications.titles import title_of
from rules.days.calendar import Calendar
from rules.subjects import Subject
from rules.telling import Rhythm, State
from rules.wording import NBSP, colon, numbered, quantity
from rules.words import Words
from workflow.database.store import Store
from workflow.post.outbox import Message
from workflow.reading import correspondents, messages
from workflow.reading.correspondents import Correspondents
from workflow.reading.journal import JournalEntry
from workflow.reading.messages import Asked, DeliveryLine

_TOGETHER = {
    Rhythm.QUOTIDIEN.value: "avec le récapitulatif du matin",
    Rhythm.HEBDOMADAIRE.value: "avec le récapitulatif de la semaine",
}


def show(
    message: Message,
    text: Text | None,
    lines: Sequence[DeliveryLine],
    known: Correspondents,
    entries: Sequence[JournalEntry],
    now: datetime,
    calendar: Calendar,
) -> None:
    """One message: what it says, how it left to each, what people did with it. ``text`` None: it
    cannot be written."""
    display.title(f"Message {numbered(message.id)}", title_of(message.occasion))
    display.sheet(
        [
            ("Objet", "ne peut pas être rédigé" if text is None else text.subject),
            ("Destinataire", addressee(message.recipient, known)),
            ("Écrit", short_instant(message.created, now, calendar)),
        ]
    )
    display.section("À qui, par quel canal")
    display.listing(
        ("N°", "Qui", "Canal", "Où en est-il"),
        [
            (
                None if one.id is None else str(one.id),
                whom(one, known),
                channel(one.channel),
                display.pair(standing(one, now, calendar), tries(one)),
            )
            for one in lines
        ],
        empty="Personne.",
        fixed=("N°", "Canal"),
        right=("N°",),
    )
    if entries:
        show_chain(entries, known.offices, now, calendar)
    if text is not None:
        display.section("Texte")
        display.say(text.body)


SHOWN = 10
"""Messages that the screen of a dossier or of a séance shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The last messages of a dossier or of a séance, oldest first, and who stands behind them."""

    lines: Sequence[DeliveryLine]
    known: Correspondents


def of_subject(store: Store, subject: Subject, most: int, offices: Words) -> Told:
    """Up to ``most`` messages, and one more which tells that there are others."""
    lines = messages.listing(store, Asked(subject=subject), most=most + 1)[::-1]
    known = correspondents.behind(store, (one.recipient for one in lines), offices)
    return Told(lines=lines, known=known)


def show_of_subject(told: Told, most: int, now: datetime, calendar: Calendar) -> None:
    """The same on a screen."""
    display.section("Messages")
    display.listing(
        ("N°", "Quand, occasion", "À qui", "Où en est-il"),
        [
            (
                str(one.message),
                display.pair(short_instant(one.created, now, calendar), title_of(one.occasion)),
                display.pair(whom(one, told.known), channel(one.channel)),
                standing(one, now, calendar),
            )
            for one in told.lines[-most:]
        ],
        empty="Aucun message.",
        fixed=("N°",),
        right=("N°",),
    )
    if len(told.lines) > most:
        kind, key = told.lines[0].subject
        display.say(f"Il y en a d’autres{NBSP}: message lister --{kind} {key}")


def tries(line: DeliveryLine) -> str | None:
    """« 3 essais »."""
    return quantity(line.attempts, "essai", "essais") if line.attempts > 1 else None


def standing(line: DeliveryLine, now: datetime, calendar: Calendar) -> str:
    """« envoyé jeu. 7 mai, 9 h », « part lun. 11 mai, 8 h 30, avec le récapitulatif du matin »."""
    match State(line.state):
        case State.SENT:
            return f"envoyé {short_instant(line.sent or line.due, now, calendar)}"
        case State.DEAD:
            return colon("ne partira plus", (line.error or "").removesuffix("."))
        case State.GIVEN_UP:
            return "abandonné"
        case State.TOLD:
            return "déjà dit par un autre message"
        case State.POINTLESS:
            return "sans objet : la séance est passée ou annulée, ou n’attend plus cette personne"
        case State.DIVERTED:
            return "passé à qui le remplace"
        case State.TO_SEND:
            return _waiting(line, now, calendar)


def _waiting(line: DeliveryLine, now: datetime, calendar: Calendar) -> str:
    words = "à envoyer"
    if line.due > now:
        words = f"part {short_instant(line.due, now, calendar)}"
    if line.digest in _TOGETHER:
        words = f"{words}, {_TOGETHER[line.digest]}"
    if not line.error:
        return words
    return f"{words}{NBSP}; {line.error[0].lower()}{line.error[1:].removesuffix('.')}"
