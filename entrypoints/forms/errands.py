"""Work that lasts, in JSON."""

from datetime import datetime

from entrypoints.forms.registry import Forms, Json
from workflow.accounts.errands import Errand


def errand(forms: Forms, one: Errand, now: datetime) -> Json:
    """How far it is, then what came of it."""
    return {
        "travail": one.id,
        "sorte": one.kind,
        "etat": _state(one, now),
        "fait": one.done,
        "total": one.total,
        "commence_le": forms.instant(one.begun),
        "fini_le": forms.instant(one.ended),
        "resultat": one.outcome,
        "echec": one.failed,
    }


def _state(one: Errand, now: datetime) -> str:
    if one.failed is not None:
        return "echec"
    if one.outcome is not None:
        return "fini"
    return "arrete" if one.stopped(now) else "en_cours"
