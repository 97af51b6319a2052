"""The screen of one deadline: where it stands, how its date was counted, the dates it had."""

from datetime import datetime

from entrypoints.cli import display
from entrypoints.cli.deadlines.day_count import show_days
from entrypoints.forms.deadlines import Sheet
from entrypoints.words.acts import LEVELS, event_label, subject_words
from entrypoints.words.times import (
    ADJUSTED,
    NO_DATE,
    full_instant,
    short_day,
    short_instant,
    standing,
)
from rules.days.calendar import Calendar
from rules.deadlines.adjustments import Adjusted
from rules.deadlines.derivation import OPEN, Status
from rules.wording import colon
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.lineages import Cause, Generation

_OUTCOMES = {
    "dit": "dite",
    "tu": "non dite, un niveau plus haut parlait",
    "recapitulatif": "dite dans un récapitulatif",
}
_REASONS = {
    "calendrier": "le calendrier a changé",
    "regle": "la règle a changé",
    "regle_nouvelle": "la règle est nouvelle",
    "regle_retiree": "la règle n’est plus suivie",
    "faits": "les faits ont changé",
}


def show(sheet: Sheet, *, now: datetime, calendar: Calendar) -> None:
    """The whole screen. ``calendar`` is today's, for how far a date is."""
    line, law = sheet.line, sheet.law
    display.title(f"Échéance n° {line.id} · {law.label}", line.rule)
    display.sheet(
        [
            ("Concerne", line.whose),
            ("Dossier", None if line.dossier_id is None else f"n° {line.dossier_id}"),
            ("Où en est-on", _where(sheet, now, calendar)),
            (_due_label(line, now), None if line.due is None else full_instant(line.due, calendar)),
            ("Close le", None if line.closed is None else full_instant(line.closed, calendar)),
            ("Ouverte le", f"{full_instant(line.opened, calendar)}, par {line.opening}"),
            ("Compté de", None if line.anchor is None else full_instant(line.anchor, calendar)),
            ("Règle", f"{line.rule}, version {line.rule_version}"),
            ("Source", law.source),
            ("Calendrier", None if line.calendar is None else f"version {line.calendar}"),
        ]
    )
    _count(sheet, now)
    _dates(sheet, now, calendar)
    _alerts(sheet, calendar)


def _due_label(line: DeadlineLine, now: datetime) -> str:
    """What the date of a deadline is: still to come, past, or that of a deadline that is over."""
    if line.status not in OPEN:
        return "Était pour le"
    return "Échue le" if line.due is not None and line.due <= now else "Pour le"


def _count(sheet: Sheet, now: datetime) -> None:
    line, explained = sheet.line, sheet.explained
    account = explained.account
    if account is None:
        display.say("", "Ce dont le délai se compte n’est pas encore connu : il n’a pas de date.")
    else:
        display.section("Le compte jour par jour")
        display.say(account.sentence)
    display.say(*explained.notes)
    if account is not None:
        today = now.astimezone(sheet.law.calendar.tz).date()
        show_days(account, lambda day: short_day(day, today))
    if line.due is not None and explained.due != line.due:
        display.say(
            "Le compte d’aujourd’hui ne donne plus la date enregistrée, "
            f"{full_instant(line.due, sheet.law.calendar)}."
        )


def _where(sheet: Sheet, now: datetime, calendar: Calendar) -> str:
    """Where it stands, and the number to read instead of one that is replaced."""
    words = standing(sheet.line, now, calendar)
    current = sheet.generations[-1].id if sheet.generations else sheet.line.id
    if sheet.line.status is not Status.REMPLACEE or current == sheet.line.id:
        return words
    return f"{words} par la n° {current}"


def _dates(sheet: Sheet, now: datetime, calendar: Calendar) -> None:
    """Every date of the lineage; nothing when it never had but one."""
    if len(sheet.generations) == 1 and sheet.generations[0].id == sheet.line.id:
        return
    display.section("Les dates qu’elle a eues")
    display.listing(
        ("N°", "Date", "Depuis le", "Ce qui l’a donnée"),
        [
            (
                str(one.id),
                _date(one, now, calendar),
                short_instant(one.recorded, now, calendar),
                None if one.cause is None else cause_words(one.cause),
            )
            for one in sheet.generations
        ],
        empty="",
        fixed=("N°",),
        right=("N°",),
    )


def _date(one: Generation, now: datetime, calendar: Calendar) -> str:
    if one.due is None:
        return NO_DATE if one.anchor is None else "suspendue"
    return _adjusted(short_instant(one.due, now, calendar), one.adjusted)


def _adjusted(words: str, adjusted: Adjusted | None) -> str:
    return words if adjusted is None else f"{words} ({ADJUSTED[adjusted]})"


def cause_words(cause: Cause) -> str:
    """« Prolonger un délai, par bop (dossier n° 12) »; with its reasons when it says some."""
    why = ", ".join(_REASONS.get(code, code) for code in cause.why)
    words = cause.words or event_label(cause.event)
    act = f"{words}, par {cause.actor} ({subject_words(cause.subject)})"
    return colon(act, why) if why else act


def _alerts(sheet: Sheet, calendar: Calendar) -> None:
    if sheet.rungs:
        display.section("Alertes")
        display.listing(
            ("Niveau", "Prévue", "Envoyée", "Issue"),
            [
                (
                    LEVELS[rung.level],
                    full_instant(rung.due, calendar),
                    full_instant(rung.fired, calendar),
                    _OUTCOMES.get(rung.outcome, rung.outcome),
                )
                for rung in sheet.rungs
            ],
            empty="",
        )
    if sheet.line.next_rung is not None:
        display.say(colon("Prochaine alerte", full_instant(sheet.line.next_rung, calendar)))
