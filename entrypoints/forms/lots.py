"""An act on several dossiers, in JSON."""

from collections.abc import Collection

from entrypoints.forms.registry import Forms, Json
from workflow.batches.selection import Batch, Line
from workflow.reading.batches import BatchSummary


def lot(forms: Forms, one: Batch, opened: Collection[int]) -> Json:
    """A selection with its lines, those of dossiers that are still ``opened`` to its owner."""
    return {
        "lot": one.id,
        "fait_le": forms.instant(one.made),
        "acte": one.event,
        "champs": dict(one.fields),
        "vu_le": forms.instant(one.looked),
        "termine_le": forms.instant(one.ended),
        "lignes": [_line(forms, each) for each in one.lines if each.dossier in opened],
    }


def summary(forms: Forms, one: BatchSummary) -> Json:
    """A selection in the list of them."""
    return {
        "lot": one.id,
        "fait_le": forms.instant(one.made),
        "acte": one.event,
        "termine_le": forms.instant(one.ended),
        "lignes": one.lines,
        "faites": one.done,
    }


def _line(forms: Forms, one: Line) -> Json:
    return {
        "dossier": one.dossier,
        "version": one.version,
        "etat": one.before,
        "apercu": None if one.verdict is None else one.verdict.value,
        "issue": None if one.outcome is None else one.outcome.value,
        "etat_apres": one.after,
        "raisons": [{"phrase": each.sentence, "que_faire": each.remedy} for each in one.told],
        "fait_le": forms.instant(one.done),
    }
