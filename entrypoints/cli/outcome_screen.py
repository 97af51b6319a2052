"""What an act brought about, told to who did it."""

from datetime import datetime

from entrypoints.cli import display
from entrypoints.cli.act_words import event_label, rule_label
from entrypoints.cli.words import awaited
from rules.days.calendar import Calendar
from rules.wording import colon, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts.receipts import Repeatable
from workflow.acts.recording import Outcome
from workflow.seances.conduct import SeanceOutcome

_BECOMES = {
    "ouverte": "court",
    "suspendue": "suspendue",
    "sans_ancre": "sans date",
    "tenue": "tenue",
    "annulee": "sans objet",
    "remplacee": "remplacée",
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
    for change in done.deadlines:
        display.indented(_deadline(change, now, calendar))
    if done.messages:
        display.say(f"{quantity(done.messages, 'message', 'messages')} à envoyer.")


def show_seance_outcome(done: SeanceOutcome, event: str) -> None:
    """An act on a séance."""
    if_repeated(done)
    state = PROCEDURE.states[done.state].label
    display.say(
        f"{colon('Fait', event_label(event))}. "
        f"{colon(f'Séance n° {done.seance_id}', state)} (version {done.version})."
    )
    for line in done.lines:
        place = f"Dossier n° {line.dossier_id}"
        display.indented(colon(place, PROCEDURE.states[line.state].label))
    for dossier, reasons in done.refused:
        why = " ".join(one.sentence for one in reasons)
        display.indented(f"Dossier n° {dossier}, à réinscrire à la main. {why}")
    if done.moved:
        display.say(f"{quantity(done.moved, 'échéance déplacée', 'échéances déplacées')}.")


def if_repeated(done: Repeatable) -> None:
    """Says that the key had already served."""
    if done.repeated:
        display.say("Déjà fait avec cette clé. Rien n’a été refait.")


def _deadline(change: str, now: datetime, calendar: Calendar) -> str:
    """« D1-TABLEAU-BAT@1 ouverte 2026-05-07T… » in words."""
    rule, status, *due = change.split(" ")
    code = rule.partition("@")[0]
    becomes = _BECOMES[status]
    if due and status == "ouverte":
        instant = datetime.fromisoformat(due[0])
        when = awaited(instant, now, calendar)
        becomes = when if instant <= now else f"{becomes}, {when}"
    return colon(f"{rule_label(code)} ({code})", becomes)
