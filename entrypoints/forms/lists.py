"""The lists of the month, in JSON."""

from collections.abc import Mapping

from entrypoints.forms.registry import Forms, Json
from workflow.files.monthly_lists import FrozenList
from workflow.reading.monthly_lists import Shelved, Since


def shelved(forms: Forms, one: Shelved) -> Json:
    """A list among those of its month."""
    return {
        "liste": one.id,
        "sorte": one.kind.value,
        "mois": str(one.month),
        "service": one.service_id,
        "libelle": one.service,
        "produite_le": forms.instant(one.produced),
        "personnes": one.people,
    }


def frozen(forms: Forms, number: int, one: FrozenList, became: Mapping[int, Since]) -> Json:
    """A list as it was frozen, and what ``became`` of each since."""
    return {
        "liste": number,
        "sorte": one.kind.value,
        "mois": str(one.month),
        "service": one.service_id,
        "libelle": one.service,
        "produite_le": forms.instant(one.produced),
        "sha256": one.sha256,
        "personnes": [
            {"figee": dict(line), "depuis": _since(forms, _of(line, became))} for line in one.people
        ],
    }


def _of(line: Mapping[str, object], became: Mapping[int, Since]) -> Since | None:
    dossier = line.get("dossier")
    return became.get(dossier) if isinstance(dossier, int) else None


def _since(forms: Forms, one: Since | None) -> Json | None:
    if one is None:
        return None
    return {
        "etat": one.state,
        "clos": one.closed,
        "suivi": one.followed,
        "rendez_vous": None if one.appointed is None else one.appointed.isoformat(),
        "commence_le": forms.instant(one.begun),
        "terme": forms.instant(one.due),
    }
