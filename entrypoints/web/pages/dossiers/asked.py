"""What the address of the list of dossiers asks for, and how its filters are said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from entrypoints.web.rendering.addresses import Active, Query, actives
from entrypoints.web.rendering.naming import own_places
from entrypoints.web.visitors.visits import Visit
from rules.fields import GREATEST, parse_date
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_list import Sort

STAGES = {code: node.state.label for code, node in PROCEDURE.nodes[Machine.DOSSIER].items()}
SIGNS = {
    "retard": "en retard",
    "reinscrire": "à réinscrire",
    "suspendu": "droit suspendu",
    "npai": "adresse à retrouver",
    "sans_referent": "sans accompagnement depuis 2 mois",
    "reporte": "demande reportée deux fois",
    "clos": "dossiers clos compris",
}
SORTS = {
    Sort.ECHEANCE: "prochaine échéance",
    Sort.NOM: "nom",
    Sort.ANCIENNETE: "ancienneté du dossier",
    Sort.NUMERO: "numéro",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the filters propose: places of one's territory and services, by their code, in words.
    ``everywhere``: all the places, that a row or an address may name."""

    places: Mapping[str, str]
    everywhere: Mapping[str, str]
    services: Mapping[str, str]


def choices(visit: Visit) -> Choices:
    """The circonscriptions and services that a filter may name."""
    found = visit.services
    return Choices(
        places=own_places(visit),
        everywhere=visit.places,
        services={str(number): name for number, name in found.items()},
    )


def asked(visit: Visit, query: Query) -> Asked:
    """The filters of the address; what is not understood is not asked."""
    flags = {one for one in query.all("signe") if one in SIGNS}
    since = parse_date(query.get("modifie"))
    tz = visit.rulebook.calendar.tz
    return Asked(
        states=tuple(one for one in query.all("etape") if one in STAGES),
        circonscriptions=query.all("circonscription"),
        services=tuple(_numbers(query.all("service"))),
        open_only="clos" not in flags,
        late="retard" in flags,
        to_inscribe="reinscrire" in flags,
        suspended="suspendu" in flags,
        lost="npai" in flags,
        without_referent="sans_referent" in flags,
        put_off="reporte" in flags,
        changed_since=None
        if since is None
        else datetime.combine(since, time(), tzinfo=tz).astimezone(UTC),
        search=query.get("q") or None,
    )


def sort_of(query: Query) -> Sort:
    """In which order, the nearest deadline first unless it is asked otherwise."""
    told = query.get("tri")
    return Sort(told) if told in {one.value for one in Sort} else Sort.ECHEANCE


def told(query: Query, offered: Choices) -> list[Active]:
    """The filters in force, in words, each with the address without it."""
    return actives(
        query,
        {
            "q": {"": "recherche :"},
            "etape": STAGES,
            "circonscription": offered.everywhere,
            "service": offered.services,
            "signe": SIGNS,
            "modifie": {"": "modifié depuis le"},
        },
    )


def _numbers(texts: tuple[str, ...]) -> list[int]:
    found = [int(one) for one in texts if one.isascii() and one.isdigit() and len(one) < 11]
    return [one for one in found if one <= GREATEST]
