"""The year that the programmes propose, on a screen."""

from entrypoints.assembly import Assembly
from entrypoints.cli import display
from entrypoints.words.programmes import (
    STANDINGS,
    months_without,
    remarks,
    services_awaited_twice,
    standing_words,
)
from entrypoints.words.times import short_instant
from rules.wording import quantity
from workflow.seances.yearly.generation import Proposal, Standing
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
