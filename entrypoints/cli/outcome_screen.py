"""What an act brought about, told to who did it."""

from collections.abc import Sequence
from datetime import datetime

from entrypoints.cli import display
from entrypoints.cli.act_words import event_label, rule_label
from entrypoints.cli.seances.agenda_screen import show_refused, show_settled
from entrypoints.cli.words import awaited, short_instant
from rules.days.calendar import Calendar
from rules.deadlines.derivation import Status
from rules.wording import colon, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts.receipts import Repeatable
from workflow.acts.recording import Outcome
from workflow.deadlines.writing import Change
from workflow.reading import changes
from workflow.seances.commands import SeanceOutcome
from workflow.seances.dates import Redated

_BECOMES = {
    Status.OUVERTE: "court",
    Status.SUSPENDUE: "suspendue",
    Status.SANS_ANCRE: "sans date",
    Status.TENUE: "tenue",
    Status.ANNULEE: "sans objet",
    Status.REMPLACEE: "remplacée",
}


def show_outcome(done: Outcome, event: str, *, now: datetime, calendar: Calendar) -> None:
    """An act on a dossier."""
    if_repeated(done)
    state = PROCEDURE.states[done.state].label
    display.say(
        f"{colon('Fait', event_label(event))}. "
        f"{colon(f'Dossier n° {done.dossier_id}', state)} (version {done.version})."
    )
    for machine, moved, _, target in done.moves[1:]:
        if machine == Machine.PASSAGE.value:
            words = PROCEDURE.label(Machine.PASSAGE, moved)
            display.say(f"{colon('Ligne', PROCEDURE.states[target].label)} ({words}).")
    if done.next_dossier is not None:
        display.say(f"Le dossier n° {done.next_dossier} est ouvert pour la suite.")
    for text in done.deadlines:
        display.indented(_deadline(changes.read(text), now, calendar))
    if done.messages:
        display.say(f"{quantity(done.messages, 'message', 'messages')} à envoyer.")


def show_seance_outcome(
    done: SeanceOutcome, event: str, *, now: datetime, calendar: Calendar, essai: bool = False
) -> None:
    """An act on a séance; of a rehearsal, each date that would move."""
    if_repeated(done)
    label = PROCEDURE.label(Machine.SEANCE, event) or event_label(event)
    becomes = colon(f"Séance n° {done.seance_id}", PROCEDURE.states[done.state].label)
    if essai:
        display.say("Essai, rien n’est enregistré.")
    else:
        display.say(f"{colon('Fait', label)}. {becomes} (version {done.version}).")
    if done.agenda is not None:
        show_settled(done)
        return
    if essai:
        display.say(f"{label}. {becomes}.")
    for line in done.lines:
        place = f"Dossier n° {line.dossier_id}"
        display.indented(colon(place, PROCEDURE.states[line.state].label))
    show_refused(done)
    if essai and done.dates:
        _show_dates(done.dates, now, calendar)
    if done.convocations:
        words = ("convocation", "convocations")
        display.say(f"{quantity(done.convocations, *words)} à envoyer.")
    if done.moved:
        display.say(f"{quantity(done.moved, 'échéance déplacée', 'échéances déplacées')}.")
    if done.by_hand:
        words = ("échéance fixée à la main, inchangée", "échéances fixées à la main, inchangées")
        display.say(f"{quantity(done.by_hand, *words)}.")


def _show_dates(dates: Sequence[Redated], now: datetime, calendar: Calendar) -> None:
    def when(instant: datetime | None) -> str:
        return "–" if instant is None else short_instant(instant, now, calendar)

    display.section("Échéances")
    display.listing(
        ("De qui", "Délai", "Avant", "Après"),
        [
            (
                "séance" if date.dossier_id is None else f"dossier n° {date.dossier_id}",
                f"{rule_label(date.rule)} ({date.rule})",
                when(date.before),
                "fixée à la main, inchangée" if date.by_hand else when(date.after),
            )
            for date in dates
        ],
        empty="",
    )


def if_repeated(done: Repeatable) -> None:
    """Says that the key had already served."""
    if done.repeated:
        display.say("Déjà fait avec cette clé. Rien n’a été refait.")


def _deadline(change: Change, now: datetime, calendar: Calendar) -> str:
    """« Transmettre le tableau au BAT (D1-TABLEAU-BAT) : court, pour le jeu. 7 mai »."""
    becomes = _BECOMES[change.status]
    if change.due is not None and change.status is Status.OUVERTE:
        when = awaited(change.due, now, calendar)
        becomes = when if change.due <= now else f"{becomes}, {when}"
    return colon(f"{rule_label(change.rule)} ({change.rule})", becomes)
