"""The year that the programmes propose, on a screen and for --json."""

from collections.abc import Mapping

from entrypoints.assembly import Assembly
from entrypoints.cli import display
from entrypoints.forms.registry import Forms, Json
from entrypoints.words.programmes import (
    STANDINGS,
    clash_words,
    months_without,
    remarks,
    services_awaited_twice,
    standing_words,
)
from entrypoints.words.times import short_instant
from rules.wording import quantity
from workflow.seances.yearly.generation import Proposal, Proposed, Standing
from workflow.seances.yearly.meetings import name_of


def show_proposal(assembly: Assembly, proposal: Proposal) -> None:
    """The séances by date, then how many stand how, then the months without."""
    services = services_awaited_twice(assembly.store, proposal)
    display.title(f"Programme {proposal.year}")
    display.listing(
        ("Date", "Séance", "Lieu", "Où en est-on", "À savoir"),
        [
            (
                short_instant(one.starts, one.starts, assembly.calendar),
                name_of(assembly.rulebook, one.slot.genre, one.slot.circonscription),
                one.slot.place,
                standing_words(assembly.rulebook, one),
                " ; ".join(remarks(one, services)),
            )
            for one in proposal.proposed
        ],
        empty="Aucune séance.",
        fixed=("Date", "Séance"),
    )
    counts = [
        f"{quantity(n, 'séance', 'séances')} {STANDINGS[standing][n > 1]}"
        for standing in Standing
        if (n := proposal.count(standing))
    ]
    if counts:
        display.say(f"{', '.join(counts)}.")
    for words in months_without(assembly.rulebook, proposal.gaps):
        display.say(words)


def proposal_form(assembly: Assembly, proposal: Proposal) -> Json:
    """The same for a programme."""
    forms = Forms(assembly.calendar.tz)
    services = services_awaited_twice(assembly.store, proposal)
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
