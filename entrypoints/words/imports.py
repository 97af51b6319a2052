"""What an import did, in words: counts and labels."""

from collections.abc import Mapping
from typing import Any

from entrypoints.words.acts import event_label
from exchanges.reports import OUTCOMES
from rules.facts import FACTS
from rules.wording import quantity
from states.procedure import PROCEDURE
from workflow.files.gaps import NATURES


def counts(report: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """« Lignes » → « 380 nouvelles personnes », « 5 lignes refusées »…, of a report as it is kept;
    what there is none of is not told."""
    people = report["personnes"]
    told = {
        "Lignes": [
            quantity(people[fate], *words) for fate, words in OUTCOMES.items() if people.get(fate)
        ],
        "Dossiers ouverts": _each(
            {_state(code): number for code, number in report["dossiers_nes"].items()}
        ),
        "Actes": _each({event_label(code): number for code, number in report["actes"].items()}),
        "Faits déjà connus": _each(
            {FACTS.get(code, code): number for code, number in report["faits_deja_connus"].items()}
        ),
        "Écarts": _each(
            {NATURES.get(code, code): number for code, number in report["ecarts"].items()}
        ),
        "Hors périmètre": _each(report["hors_perimetre"]),
    }
    return [(label, words) for label, words in told.items() if words]


def _each(numbers: Mapping[str, int]) -> list[str]:
    ranked = sorted(numbers.items(), key=lambda one: -one[1])
    return [f"{label} : {number}" for label, number in ranked if number]


def _state(code: str) -> str:
    known = PROCEDURE.states.get(code)
    return code if known is None else known.label
