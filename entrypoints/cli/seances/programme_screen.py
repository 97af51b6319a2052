"""The year that the programmes propose, on a screen and for --json."""

from collections.abc import Iterable, Mapping

from entrypoints.assembly import Assembly
from entrypoints.cli import display
from entrypoints.cli.json_forms import Forms, Json
from entrypoints.cli.words import short_instant
from rules.seances.clashes import Clash, Shared
from rules.seances.programmes import Gap
from rules.wording import NBSP, colon, numbered, quantity, quoted
from states.procedure import PROCEDURE
from workflow.reading import dossiers
from workflow.seances.yearly.generation import Proposal, Proposed, Standing
from workflow.seances.yearly.meetings import name_of

_MOST_NAMED = 2
_WORDS = {
    Standing.A_CREER: ("à créer", "à créer"),
    Standing.CREEE: ("créée", "créées"),
    Standing.AU_PROGRAMME: ("déjà au programme", "déjà au programme"),
    Standing.PASSEE: ("passée", "passées"),
}


def show_proposal(assembly: Assembly, proposal: Proposal) -> None:
    """The séances by date, then how many stand how, then the months without."""
    services = _services(assembly, proposal)
    display.title(f"Programme {proposal.year}")
    display.listing(
        ("Date", "Séance", "Lieu", "Où en est-on", "À savoir"),
        [
            (
                short_instant(one.starts, one.starts, assembly.calendar),
                name_of(assembly.rulebook, one.slot.genre, one.slot.circonscription),
                one.slot.place,
                _standing(assembly, one),
                " ; ".join(_remarks(one, services)),
            )
            for one in proposal.proposed
        ],
        empty="Aucune séance.",
        fixed=("Date", "Séance"),
    )
    counts = [
        f"{quantity(n, 'séance', 'séances')} {_WORDS[standing][n > 1]}"
        for standing in Standing
        if (n := proposal.count(standing))
    ]
    if counts:
        display.say(f"{', '.join(counts)}.")
    for words in _months_without(assembly, proposal.gaps):
        display.say(words)


def proposal_form(assembly: Assembly, proposal: Proposal) -> Json:
    """The same for a programme."""
    forms = Forms(assembly.calendar.tz)
    services = _services(assembly, proposal)
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
                "phrase": _clash(clash, services),
            }
            for clash in one.clashes
        ],
    }


def _standing(assembly: Assembly, one: Proposed) -> str:
    match one.standing:
        case Standing.CREEE:
            return f"créée, {numbered(one.seance_id or 0)}"
        case Standing.AU_PROGRAMME if one.there is not None:
            state = PROCEDURE.states[one.there.state].label.lower()
            words = f"{numbered(one.there.id)}, {state}"
            if one.there.held != one.starts:
                held = short_instant(one.there.held, one.starts, assembly.calendar)
                words = f"{words}, le {held}"
            return words
        case standing:
            return _WORDS[standing][0]


def _remarks(one: Proposed, services: Mapping[int, str]) -> Iterable[str]:
    if one.slot.planned.moved is not None:
        yield one.slot.planned.moved
    for clash in one.clashes:
        yield _clash(clash, services)


def _clash(clash: Clash, services: Mapping[int, str]) -> str:
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


def _months_without(assembly: Assembly, gaps: Iterable[Gap]) -> Iterable[str]:
    """« Août 2027, ICL-I : mois sans séance (93-01, 93-02). »"""
    places: dict[tuple[str, str, str], list[str]] = {}
    for gap in gaps:
        label = assembly.rulebook.label_of(gap.genre, gap.circonscription)
        key = (gap.missing.month.label, label, gap.missing.why)
        places.setdefault(key, []).append(gap.circonscription or "toutes")
    for (month, kind, why), codes in places.items():
        name = f"{month[0].upper()}{month[1:]}"
        yield f"{colon(f'{name}, {kind}', why)} ({', '.join(codes)})."


def _services(assembly: Assembly, proposal: Proposal) -> dict[int, str]:
    """The names of the services that are awaited twice, by number."""
    numbers = {
        service for one in proposal.proposed for clash in one.clashes for service in clash.services
    }
    return {one.id: one.label for one in dossiers.services(assembly.store, sorted(numbers))}
