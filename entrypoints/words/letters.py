"""Letters in words: which it is, where it is, until when its decision may be contested."""

from datetime import datetime

from notifications.letters.models import MODELS
from rules.days.calendar import Calendar
from rules.letters.kinds import RETURN_LABELS, STANDING_LABELS, LetterView, Return, Standing
from rules.letters.remedies import SOURCE, remedy
from rules.wording import day_of_month, numbered
from workflow.reading.letters import LetterLine


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


def recours_words(letter: LetterView, now: datetime, calendar: Calendar) -> str | None:
    """« possible jusqu’au lundi 29 juin 2026 (deux mois après le 27 avril 2026) »; why no delay
    runs when nothing proves that the letter reached anybody."""
    if not letter.decides or letter.sent is None or letter.annulled:
        return None
    opened = remedy(letter, calendar)
    if opened is None:
        return "aucun délai ne court : rien ne dit que la personne a reçu la décision"
    today = now.astimezone(calendar.tz).date()
    until = day_of_month(opened.until)
    how = f"deux mois après le {day_of_month(opened.notified)}, {SOURCE}"
    if opened.late(today):
        return f"le délai est passé le {until} ({how}) ; un recours reste reçu"
    return f"possible jusqu’au {until} ({how})"
