"""How a deadline that changes is told: ``calendrier simuler`` and ``echeance reconcilier``."""

from collections.abc import Sequence
from datetime import datetime

from entrypoints.cli import display
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.acts import NATURE_WORDS, rule_label, subject_words
from entrypoints.words.passages import days_of, why_words
from entrypoints.words.times import short_instant
from rules.days.calendar import Calendar
from workflow.recalculation.movements import Movement, Nature
from workflow.recalculation.reasons import Reasons


def as_json(one: Movement, reasons: Reasons, forms: Forms) -> Json:
    """A deadline before and after; for an alert, the instants are the alert's."""
    return {
        "nature": one.nature.value,
        "echeance": one.id,
        "regle": one.rule,
        "sujet": {"genre": one.subject.kind.value, "id": one.subject.id},
        "dossier": one.dossier_id,
        "service": one.owner.child,
        "avant": forms.instant(one.before),
        "apres": forms.instant(one.after),
        "statut_avant": one.status_before,
        "statut_apres": one.status_after,
        "pourquoi": list(one.why),
        "jours": [str(day.day) for day in days_of(one, reasons)],
    }


def show(movements: Sequence[Movement], reasons: Reasons, *, now: datetime) -> None:
    """A table of them; nothing when there is none."""
    if not movements:
        return
    calendar = reasons.new
    display.section("Échéances")
    display.listing(
        ("N°", "De qui", "Délai", "Avant", "Après", "Pourquoi"),
        [
            (
                None if one.id is None else str(one.id),
                subject_words(one.subject),
                f"{rule_label(one.rule)} ({one.rule})",
                _when(one.before, now, calendar),
                _after(one, now, calendar),
                why_words(one, reasons),
            )
            for one in movements
        ],
        empty="",
        fixed=("N°",),
        right=("N°",),
    )


def _when(instant: datetime | None, now: datetime, calendar: Calendar) -> str:
    return "–" if instant is None else short_instant(instant, now, calendar)


def _after(one: Movement, now: datetime, calendar: Calendar) -> str:
    if one.nature in (Nature.FINIE, Nature.PASSEE):
        return NATURE_WORDS[one.nature]
    alert = "alerte " if one.nature is Nature.ALERTE else ""
    if one.after is None:
        return f"{alert}sans date"
    return f"{alert}{_when(one.after, now, calendar)}"
