"""What became of each of many that one request names, and which it names wrongly."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms.registry import Forms, Json
from entrypoints.web.api.answers.ep import Ruling
from entrypoints.web.api.answers.lines import Result
from entrypoints.web.desks.seances.deciding import Judged
from rules.refusals import Refusal
from rules.wording import numbered
from workflow.acts.commands import StaleDossier
from workflow.acts.recording import Outcome
from workflow.seances.outcomes.results import Given


def unknown(
    name: str, told: Sequence[Result | Ruling], known: Mapping[int, object] | set[int]
) -> Iterator[Refusal]:
    """The lines that are none of the séance, and those that are named twice."""
    times = Counter(one.ligne for one in told)
    for rank, one in enumerate(told):
        field = f"{name}.{rank}.ligne"
        if one.ligne not in known:
            yield Refusal(
                code="ligne_inconnue",
                sentence=f"La ligne {numbered(one.ligne)} n’est pas de cette séance.",
                field=field,
            )
        elif times[one.ligne] > 1:
            yield Refusal(
                code="ligne_dite_deux_fois",
                sentence=f"La ligne {numbered(one.ligne)} est dite {times[one.ligne]} fois.",
                remedy="Ne la dites qu’une.",
                field=field,
            )


def told(forms: Forms, said: Result | Ruling, dossier: int, one: Given | Judged) -> Json:
    """What became of a line."""
    return {
        "ligne": said.ligne,
        "dossier": dossier,
        "acte": said.acte,
        "issue": issue(one.outcome, one.refusals, one.stale, failed=one.failed),
        "refus": [forms_of_acts.refusal(each) for each in one.refusals],
        "conflit": None if one.stale is None else forms_of_acts.conflict(one.stale),
        "resultat": None if one.outcome is None else forms_of_acts.outcome(forms, one.outcome),
    }


def issue(
    outcome: Outcome | None,
    refusals: Sequence[Refusal],
    stale: StaleDossier | None,
    *,
    failed: bool = False,
) -> str:
    """What became of one of many, in a word."""
    if failed:
        return "echec"
    if stale is not None:
        return "change"
    if refusals:
        return "refus"
    if outcome is None:
        return "possible"
    return "deja_fait" if outcome.repeated else "fait"
