"""The year that the programmes propose, as JSON."""

from collections.abc import Mapping

from entrypoints.forms.registry import Forms, Json
from entrypoints.words.programmes import clash_words, services_awaited_twice
from rules.rulebook import Rulebook
from workflow.database.store import Store
from workflow.seances.yearly.generation import Proposal, Proposed


def proposal_form(store: Store, rulebook: Rulebook, proposal: Proposal) -> Json:
    """The séances by date, what clashes, then the months without."""
    forms = Forms(rulebook.calendar.tz)
    services = services_awaited_twice(store, proposal)
    return {
        "annee": proposal.year,
        "seances": [_form(forms, one, services) for one in proposal.proposed],
        "sans_seance": [
            {
                "genre": gap.genre,
                "circonscription": gap.circonscription,
                "mois": str(gap.missing.month),
                "raison": gap.missing.why,
            }
            for gap in proposal.gaps
        ],
    }


def _form(forms: Forms, one: Proposed, services: Mapping[int, str]) -> Json:
    return {
        "genre": one.slot.genre,
        "circonscription": one.slot.circonscription,
        "date_seance": forms.instant(one.starts),
        "lieu": one.slot.place,
        "creneau": one.slot.planned.wanted.isoformat(),
        "deplacee": one.slot.planned.moved,
        "situation": one.standing.value,
        "seance": one.seance_id,
        "etat": None if one.there is None else one.there.state,
        "conflits": [
            {
                "partage": clash.shared.value,
                "avec": clash.other.name,
                "bloquant": clash.forbidden,
                "phrase": clash_words(clash, services),
            }
            for clash in one.clashes
        ],
    }
