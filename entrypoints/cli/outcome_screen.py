"""What an act brought about, told to who did it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from entrypoints.cli import display
from entrypoints.cli.seances.agenda_screen import show_refused, show_settled
from entrypoints.words.acts import event_label, rule_label
from entrypoints.words.redated import BECOMES, together
from entrypoints.words.times import awaited, full_instant
from rules.days.calendar import Calendar
from rules.deadlines.derivation import Status
from rules.wording import all_numbered, colon, numbered, quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts.receipts import Repeatable
from workflow.acts.recording import Outcome
from workflow.deadlines.writing import Change
from workflow.seances.commands import SeanceOutcome
from workflow.seances.dates import Redated


def show_outcome(done: Outcome, event: str, *, now: datetime, calendar: Calendar) -> None:
    """An act on a dossier."""
    if_repeated(done)
    state = PROCEDURE.states[done.state].label
    display.say(
        f"{colon('Fait', done.words or event_label(event))}. "
        f"{colon(f'Dossier n° {done.dossier_id}', state)} (version {done.version})."
    )
    for machine, moved, source, target in done.moves[1:]:
        if machine == Machine.PASSAGE.value:
            words = PROCEDURE.taken(Machine.PASSAGE, moved, source or "", target)
            display.say(f"{colon('Ligne', PROCEDURE.states[target].label)} ({words}).")
    if done.next_dossier is not None:
        display.say(f"Le dossier n° {done.next_dossier} est ouvert pour la suite.")
    for change in done.changes:
        display.indented(_deadline(change, now, calendar))
    if done.messages:
        display.say(f"{quantity(done.messages, 'message', 'messages')} à envoyer.")


def show_seance_outcome(
    done: SeanceOutcome, event: str, *, now: datetime, calendar: Calendar
) -> None:
    """An act on a séance."""
    if_repeated(done)
    display.say(f"{colon('Fait', _words(done, event))}. {_becomes(done)} (version {done.version}).")
    if done.agenda is not None:
        show_settled(done, calendar)
        return
    _show_lines(done, calendar)
    _show_counts(done)


def show_rehearsal(
    done: SeanceOutcome,
    event: str,
    services: Mapping[int, str],
    *,
    now: datetime,
    calendar: Calendar,
) -> None:
    """What an act on a séance would bring about, each date that changes included. ``services``: the
    names of those that sit."""
    display.say("Essai, rien n’est enregistré.")
    if done.agenda is not None:
        show_settled(done, calendar)
        return
    display.say(f"{_words(done, event)}. {_becomes(done)}.")
    _show_lines(done, calendar)
    _show_dates(done.dates, services, now, calendar)
    _show_counts(done)


def _words(done: SeanceOutcome, event: str) -> str:
    return done.words or event_label(event)


def _becomes(done: SeanceOutcome) -> str:
    return colon(f"Séance {numbered(done.seance_id)}", PROCEDURE.states[done.state].label)


def _show_lines(done: SeanceOutcome, calendar: Calendar) -> None:
    """Where each dossier stands in the end, and the séance that takes the lines put off."""
    if done.following is not None and done.following_held is not None:
        when = full_instant(done.following_held, calendar)
        display.say(f"Les lignes passent à la séance {numbered(done.following)}, {when}.")
    left = {dossier for dossier, _ in done.refused}
    stands = {line.dossier_id: line.state for line in done.lines if line.dossier_id not in left}
    for state in dict.fromkeys(stands.values()):
        dossiers = [number for number, its in stands.items() if its == state]
        words = all_numbered("Dossier", "Dossiers", dossiers)
        display.indented(colon(words, PROCEDURE.states[state].label))
    show_refused(done)


def _show_counts(done: SeanceOutcome) -> None:
    if done.messages:
        calls = quantity(done.convocations, "convocation", "convocations")
        of_which = f", dont {calls}" if done.convocations else ""
        display.say(f"{quantity(done.messages, 'message', 'messages')} à envoyer{of_which}.")
    if done.moved:
        display.say(f"{quantity(done.moved, 'échéance déplacée', 'échéances déplacées')}.")
    if done.by_hand:
        words = ("échéance fixée à la main, inchangée", "échéances fixées à la main, inchangées")
        display.say(f"{quantity(done.by_hand, *words)}.")


def _show_dates(
    dates: Sequence[Redated], services: Mapping[int, str], now: datetime, calendar: Calendar
) -> None:
    """A row for all those whose deadline of a rule goes from one date to another."""
    if not dates:
        return
    display.section("Échéances")
    display.listing(
        ("De qui", "Délai", "Avant", "Après"),
        [
            (one.whose, f"{one.label} ({one.rule})", one.before, one.after)
            for one in together(dates, services, now, calendar)
        ],
        empty="",
    )


def if_repeated(done: Repeatable) -> None:
    """Says that the key had already served."""
    if done.repeated:
        display.say("Déjà fait avec cette clé. Rien n’a été refait.")


def _deadline(change: Change, now: datetime, calendar: Calendar) -> str:
    """« Transmettre le tableau à la coordination (D1-TABLEAU-BAT) : court, pour le jeu. 7 mai »."""
    becomes = BECOMES[change.status]
    if change.due is not None and change.status is Status.OUVERTE:
        when = awaited(change.due, now, calendar)
        becomes = when if change.due <= now else f"{becomes}, {when}"
    return colon(f"{rule_label(change.rule)} ({change.rule})", becomes)
