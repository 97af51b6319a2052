"""The screens of accounts, and their forms in JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from entrypoints.cli import display
from entrypoints.forms.registry import Forms
from entrypoints.words.acts import role_words
from entrypoints.words.times import short_instant
from rules.access.grants import LABELS
from rules.accounts.lasting import Lasting
from rules.days.calendar import Calendar
from rules.rulebook import Rulebook
from rules.wording import quantity
from workflow.accounts.consultations import Seen
from workflow.accounts.keeping import Kept
from workflow.reading.accounts import AccountLine, SessionLine

Json = dict[str, Any]


def show_accounts(lines: Sequence[AccountLine], now: datetime, calendar: Calendar) -> None:
    """One account a line."""
    display.listing(
        ("Agent", "Nom, courriel", "État", "Vu pour la dernière fois"),
        [
            (
                str(line.agent),
                display.pair(line.name, line.email),
                display.pair(_state(line), _failures(line)),
                _when(line.seen, now, calendar),
            )
            for line in lines
        ],
        empty="Aucun compte. « compte premier-administrateur » crée le premier.",
        fixed=("Agent",),
        right=("Agent",),
    )


def show_sessions(
    lines: Sequence[SessionLine], lasting: Lasting, now: datetime, calendar: Calendar
) -> None:
    """One session a line."""
    display.listing(
        ("N°", "Navigateur", "Ouverte", "Vue", "État"),
        [
            (
                str(line.id),
                line.browser,
                _when(line.opened, now, calendar),
                _when(line.seen, now, calendar),
                _standing(line, lasting, now),
            )
            for line in lines
        ],
        empty="Aucune session.",
        fixed=("N°",),
        right=("N°",),
    )


def show_consultations(lines: Sequence[Seen], rulebook: Rulebook, now: datetime) -> None:
    """One consultation or export a line."""
    display.listing(
        ("Quand", "Qui", "Quoi"),
        [
            (
                _when(line.at, now, rulebook.calendar),
                display.pair(line.actor, role_words(line.role, rulebook.words)),
                display.pair(_subject(line), LABELS[line.right]),
            )
            for line in lines
        ],
        empty="Aucune consultation.",
        fixed=("Quand",),
    )


def kept_form(forms: Forms, done: Kept) -> Json:
    """For --json."""
    return {
        "agent": done.agent,
        "jeton": done.token,
        "expire_le": forms.instant(done.expires),
        "sessions_fermees": done.closed,
    }


def account_form(forms: Forms, line: AccountLine) -> Json:
    """For --json."""
    return {
        "agent": line.agent,
        "nom": line.name,
        "courriel": line.email,
        "actif": line.active,
        "cree_le": forms.instant(line.created),
        "mot_de_passe_du": forms.instant(line.chosen),
        "verrouille_le": forms.instant(line.locked),
        "verrouille_par": line.locked_by,
        "invite_jusqu_au": forms.instant(line.invited),
        "vu_le": forms.instant(line.seen),
        "echecs": line.failures,
    }


def session_form(forms: Forms, line: SessionLine, lasting: Lasting, now: datetime) -> Json:
    """For --json."""
    return {
        "session": line.id,
        "navigateur": line.browser,
        "ouverte_le": forms.instant(line.opened),
        "vue_le": forms.instant(line.seen),
        "fermee_le": forms.instant(line.ended),
        "fermee_par": line.ended_by,
        "ouverte": _is_open(line, lasting, now),
    }


def seen_form(forms: Forms, line: Seen) -> Json:
    """For --json."""
    return {
        "instant": forms.instant(line.at),
        "acteur": line.actor,
        "role": line.role,
        "service": line.service,
        "quoi": line.right.value,
        "sujet": None if line.subject is None else line.subject.kind.value,
        "numero": None if line.subject is None else line.subject.id,
        "circonscription": line.circonscription,
        "lignes": line.lines,
    }


def _state(line: AccountLine) -> str:
    if not line.active:
        return "n’est plus en fonction"
    if line.locked is not None:
        return f"verrouillé par {line.locked_by}"
    if line.chosen is not None:
        return "ouvert"
    return "invité" if line.invited is not None else "invitation expirée"


def _failures(line: AccountLine) -> str | None:
    if not line.failures:
        return None
    return quantity(line.failures, "essai a échoué", "essais ont échoué")


def _is_open(line: SessionLine, lasting: Lasting, now: datetime) -> bool:
    return line.ended is None and now < lasting.closes_at(line.opened, line.seen)


def _standing(line: SessionLine, lasting: Lasting, now: datetime) -> str:
    if line.ended is not None:
        return f"fermée par {line.ended_by}"
    return "ouverte" if _is_open(line, lasting, now) else "fermée d’elle-même"


def _subject(line: Seen) -> str:
    what = "" if line.subject is None else str(line.subject)
    if line.lines is None:
        return what
    return " ".join(part for part in (what, quantity(line.lines, "ligne", "lignes")) if part)


def _when(moment: datetime | None, now: datetime, calendar: Calendar) -> str:
    return "jamais" if moment is None else short_instant(moment, now, calendar)
