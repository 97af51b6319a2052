"""The words of a year that the programmes propose: what stands where, what moved, what clashes."""

from collections.abc import Iterable, Iterator, Mapping

from entrypoints.words.times import short_instant
from rules.rulebook import Rulebook
from rules.seances.clashes import Clash, Shared
from rules.seances.programmes import Gap
from rules.wording import NBSP, colon, numbered, quoted
from states.procedure import PROCEDURE
from workflow.database.store import Store
from workflow.reading import dossiers
from workflow.seances.yearly.generation import Proposal, Proposed, Standing

_MOST_NAMED = 2
STANDINGS = {
    Standing.A_CREER: ("à créer", "à créer"),
    Standing.CREEE: ("créée", "créées"),
    Standing.AU_PROGRAMME: ("déjà au programme", "déjà au programme"),
    Standing.PASSEE: ("passée", "passées"),
}
"""Of one séance, of several."""


def standing_words(rulebook: Rulebook, one: Proposed) -> str:
    """« créée, n° 12 », « n° 7, en préparation, le jeu. 9 juillet, 9 h 30 »."""
    match one.standing:
        case Standing.CREEE:
            return f"créée, {numbered(one.seance_id or 0)}"
        case Standing.AU_PROGRAMME if one.there is not None:
            state = PROCEDURE.states[one.there.state].label.lower()
            words = f"{numbered(one.there.id)}, {state}"
            if one.there.held != one.starts:
                held = short_instant(one.there.held, one.starts, rulebook.calendar)
                words = f"{words}, le {held}"
            return words
        case standing:
            return STANDINGS[standing][0]


def remarks(one: Proposed, services: Mapping[int, str]) -> Iterator[str]:
    """What is to know of a séance: what moved it, what clashes with it."""
    if one.slot.planned.moved is not None:
        yield one.slot.planned.moved
    for clash in one.clashes:
        yield clash_words(clash, services)


def clash_words(clash: Clash, services: Mapping[int, str]) -> str:
    """« impossible : lieu pris par ICL-I 93-02 (n° 8) »."""
    other = clash.other.name
    match clash.shared:
        case Shared.LIEU:
            return f"impossible{NBSP}: lieu pris par {other}"
        case Shared.COORDINATION:
            return f"impossible{NBSP}: {quoted(str(clash.meeting.coordinator))} anime {other}"
        case Shared.SERVICES:
            names = sorted(services[service] for service in clash.services)
            more = len(names) - _MOST_NAMED
            named = ", ".join(names[:_MOST_NAMED]) + (f" et {more} autres" if more > 0 else "")
            return f"{named} siège{'nt' if len(names) > 1 else ''} aussi à {other}"


def months_without(rulebook: Rulebook, gaps: Iterable[Gap]) -> Iterator[str]:
    """« Août 2027, ICL-I : mois sans séance (93-01, 93-02). »"""
    places: dict[tuple[str, str, str], list[str]] = {}
    for gap in gaps:
        label = rulebook.label_of(gap.genre, gap.circonscription)
        key = (gap.missing.month.label, label, gap.missing.why)
        places.setdefault(key, []).append(gap.circonscription or "toutes")
    for (month, kind, why), codes in places.items():
        name = f"{month[0].upper()}{month[1:]}"
        yield f"{colon(f'{name}, {kind}', why)} ({', '.join(codes)})."


def services_awaited_twice(store: Store, proposal: Proposal) -> dict[int, str]:
    """The names of the services whose séances clash, by number."""
    numbers = {
        service for one in proposal.proposed for clash in one.clashes for service in clash.services
    }
    return {one.id: one.label for one in dossiers.services(store, sorted(numbers))}
