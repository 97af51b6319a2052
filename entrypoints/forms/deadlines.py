"""One deadline in JSON: how it was counted, the dates it had."""

from collections.abc import Sequence
from dataclasses import dataclass

from entrypoints.forms.registry import Forms, Json
from rules.deadlines.explanation import Explanation
from workflow.reading.deadlines import DeadlineLine, FiredRung
from workflow.reading.lineages import Generation, Law


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A deadline: the law of its time, how it was counted, the dates it had, its alerts."""

    line: DeadlineLine
    law: Law
    explained: Explanation
    generations: Sequence[Generation]
    rungs: Sequence[FiredRung]


def sheet(forms: Forms, shown: Sheet) -> Json:
    """What ``echeance expliquer`` answers."""
    account = shown.explained.account
    return {
        **forms.deadline(shown.line),
        "source": shown.law.source,
        "calendrier": shown.line.calendar,
        "compte": None if account is None else forms.account(account),
        "modifications": shown.line.adjustments.content(),
        "notes": list(shown.explained.notes),
        "dates": [generation(forms, one) for one in shown.generations],
        "alertes": [forms.rung(rung) for rung in shown.rungs],
    }


def generation(forms: Forms, one: Generation) -> Json:
    """A date that the deadline had, and the act that gave it."""
    cause = one.cause
    return {
        "echeance": one.id,
        "generation": one.number,
        "depuis_le": forms.instant(one.recorded),
        "statut": one.status.value,
        "version_regle": one.rule_version,
        "calendrier": one.calendar,
        "ancre": forms.instant(one.anchor),
        "terme": forms.instant(one.due),
        "ajustement": None if one.adjusted is None else one.adjusted.value,
        "cause": None
        if cause is None
        else {
            "acte": cause.event,
            "acteur": cause.actor,
            "role": cause.role,
            "sujet": {"genre": cause.subject.kind.value, "id": cause.subject.id},
            "numero": cause.seq,
            "raisons": list(cause.why),
        },
    }
