"""A map, what a redrawing moves and what followed it, for --json; and how they are counted."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from entrypoints.forms.registry import Forms, Json
from rules.territory import Territory
from states.procedure import PROCEDURE
from workflow.territory.concerned import Concerned
from workflow.territory.followed import Followed
from workflow.territory.forecast import Forecast


def map_form(territory: Territory, day: date) -> Json:
    """What ``territoire voir`` says."""
    return {
        "jour": day.isoformat(),
        "circonscriptions": [
            {
                "code": one.code,
                "libelle": one.label,
                "du": one.valid_from and one.valid_from.isoformat(),
                "au": one.valid_to and one.valid_to.isoformat(),
                "communes": [{"nom": each.name, "insee": each.insee} for each in one.communes],
            }
            for one in territory.on(day)
        ],
        "redecoupages": [one.isoformat() for one in territory.redrawings],
    }


def forecast_form(found: Forecast, forms: Forms, today: date, most: int) -> Json:
    """What ``territoire simuler`` says of a redrawing. Lists of dossiers are cut at ``most``."""
    redrawing = found.redrawing
    return {
        "jour": redrawing.day.isoformat(),
        "a_eu_lieu": redrawing.day <= today,
        "arretees": list(redrawing.ended),
        "creees": list(redrawing.begun),
        "communes": [
            {"nom": one.name, "insee": one.insee, "de": one.before, "vers": one.after}
            for one in redrawing.passings
        ],
        "personnes": found.people,
        "dossiers": len(found.dossiers),
        "par_circonscription": [
            {"de": before, "vers": after, "dossiers": n}
            for (before, after), n in by_place(found.dossiers)
        ],
        "par_etat": [{"etat": state, "dossiers": n} for state, n in by_state(found)],
        "demandes": len(found.requests),
        "lignes": [
            {"nature": nature, "etat": state, "liberees": freed, "gardees": kept}
            for nature, state, freed, kept in by_line(found)
        ],
        "seances": [
            {
                "seance": one.id,
                "genre": one.genre,
                "circonscription": one.circonscription,
                "date": forms.instant(one.held),
                "etat": one.state,
                "lignes": one.lines,
            }
            for one in found.seances
        ],
        "services": [one.service_id for one in found.services],
        "offres": [
            {"offre": one.offer_id, "libelle": one.label, "de": one.before, "vers": one.after}
            for one in found.offers
        ],
        "membres": [
            {
                "membre": one.id,
                "genre": one.genre,
                "siege": one.seat,
                "suppleant_de": one.deputy_of,
                "de": one.before,
                "vers": one.after,
            }
            for one in found.members
        ],
        "habilitations": [
            {
                "habilitation": one.id,
                "agent": one.agent_id,
                "role": one.role.value,
                "de": one.before,
                "vers": one.after,
            }
            for one in found.habilitations
        ],
        "echeances": [
            {"regle": rule, "deplacees": moved, "sans_date": lost}
            for rule, moved, lost in by_rule(found)
        ],
        "en_attente": [
            {"dossier": one.dossier_id, "seance": one.awaits} for one in found.waiting[:most]
        ],
        "a_rattacher": [_unplaced(one) for one in found.unplaced[:most]],
        "refus": [
            {"dossier": dossier, "raisons": [refusal.code for refusal in refusals]}
            for dossier, refusals in found.refused[:most]
        ],
        "tronque": max(map(len, (found.waiting, found.unplaced, found.refused))) > most,
    }


def followed_form(done: Followed) -> Json:
    """What ``territoire appliquer`` says of a redrawing."""
    return {
        "jour": done.redrawing.day.isoformat(),
        "dossiers": len(done.moved),
        "personnes": done.people,
        "services": done.services,
        "offres": done.offers,
        "membres": done.members,
        "habilitations": done.habilitations,
        "en_attente": [{"dossier": one.dossier_id, "seance": one.awaits} for one in done.waiting],
        "a_rattacher": [_unplaced(one) for one in done.unplaced],
        "refus": [one.dossier_id for one in done.refused],
        "membres_a_placer": [one.id for one in done.unseated],
        "agents_a_placer": sorted({one.agent_id for one in done.unassigned}),
    }


def by_place(dossiers: Sequence[Concerned]) -> list[tuple[tuple[str, str | None], int]]:
    """How many go from where to where."""
    counts = Counter((one.before, one.after) for one in dossiers)
    return sorted(counts.items(), key=lambda pair: (pair[0][0], pair[0][1] or ""))


def by_state(found: Forecast) -> list[tuple[str, int]]:
    """The states of the dossiers in the order of the procedure."""
    counts = Counter(one.state for one in found.dossiers)
    return [(state, counts[state]) for state in PROCEDURE.states if state in counts]


def by_line(found: Forecast) -> list[tuple[str, str, int, int]]:
    """How many lines of each nature and state are freed, how many stay."""
    counts = Counter((one.nature, one.state, one.freed) for one in found.lines)
    kinds = sorted({(nature, state) for nature, state, _ in counts})
    return [
        (nature, state, counts[nature, state, True], counts[nature, state, False])
        for nature, state in kinds
    ]


def by_rule(found: Forecast) -> list[tuple[str, int, int]]:
    """How many deadlines of each rule get another date, how many are left without."""
    counts = Counter((one.rule, one.after is None) for one in found.dates)
    rules = sorted({rule for rule, _ in counts})
    return [(rule, counts[rule, False], counts[rule, True]) for rule in rules]


def _unplaced(one: Concerned) -> Json:
    return {"dossier": one.dossier_id, "circonscription": one.before, "etat": one.state}
