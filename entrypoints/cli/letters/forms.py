"""Letters in JSON, and their words on a screen."""

from datetime import date
from typing import Any

from entrypoints.cli.json_forms import Forms
from notifications.letters.models import MODELS
from rules.days.calendar import Calendar
from rules.letters.kinds import RETURN_LABELS, STANDING_LABELS, LetterView, Return, Standing
from rules.letters.remedies import remedy
from rules.wording import day_of_month, numbered
from workflow.reading.letters import LetterLine

Json = dict[str, Any]


def letter(line: LetterLine, standing: Standing, calendar: Calendar) -> Json:
    """A letter of ``lettre lister`` and of ``lettre voir``."""
    forms, one = Forms(calendar.tz), line.letter
    opened = remedy(one, calendar)
    return {
        "lettre": one.id,
        "dossier": one.dossier_id,
        "membre": one.member,
        "invite": one.guest,
        "nom": line.nom,
        "prenom": line.prenom,
        "modele": one.kind,
        "etat": standing.value,
        "ligne": one.line,
        "seance": one.seance_id,
        "decidee_le": line.decided.isoformat(),
        "produite_le": forms.instant(line.produced),
        "par": line.by,
        "imprimee_le": forms.instant(line.printed),
        "lot": line.batch,
        "canal": line.channel,
        "suivi": line.tracking,
        "envoyee_le": _iso(one.sent),
        "presentee_le": _iso(one.presented),
        "recue_le": _iso(one.received),
        "revenue_le": _iso(one.returned),
        "retour": one.reason,
        "sha256": line.sha256,
        "recours": None
        if opened is None
        else {"notifiee_le": opened.notified.isoformat(), "jusqu_au": opened.until.isoformat()},
    }


def standing_words(line: LetterLine, standing: Standing) -> str:
    """« envoyée le 6 mai 2026 », « revenue le 12 mai 2026 : non réclamé »."""
    one, words = line.letter, STANDING_LABELS[standing]
    days = {
        Standing.ENVOYEE: one.sent,
        Standing.PRESENTEE: one.presented,
        Standing.RECUE: one.received,
        Standing.REVENUE: one.returned,
    }
    told = days.get(standing)
    if told is not None:
        words = f"{words} le {day_of_month(told)}"
    if standing is Standing.REVENUE and one.reason is not None:
        words = f"{words} : {RETURN_LABELS[Return(one.reason)]}"
    return words


def model_words(code: str) -> str:
    """« Réorientation acceptée »: a letter by the name of its model."""
    return MODELS[code].label


def about_words(one: LetterView) -> str:
    """« dossier n° 12 », « séance n° 3 »: of what a letter is."""
    if one.dossier_id is not None:
        return f"dossier {numbered(one.dossier_id)}"
    assert one.seance_id is not None  # it is of one or of the other
    return f"séance {numbered(one.seance_id)}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
