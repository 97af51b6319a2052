"""The guards of the tableau commun, each once satisfied, once not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from rules.guards import ligne, seance
from rules.refusals import Refusal
from rules.situation import Act, Situation
from tests.situations import (
    BAT,
    BOP,
    DEMANDE,
    FRANCE_TRAVAIL,
    ICL,
    KIND,
    PASSAGE,
    TODAY,
    act,
    vary,
)

Guard = Callable[[Situation, Act], Refusal | None]


def told(days: int, **changes: Any) -> Situation:
    """The person was told that many days ago; the request is six days old."""
    line = replace(PASSAGE, **changes)
    day = TODAY - timedelta(days=days)
    return vary(passage=line, demande=DEMANDE, values={"date": day})


def chosen(state: str) -> Situation:
    """The act names séance 3, in that state."""
    return vary(seance=replace(ICL, state=state), kind=KIND, values={"seance": 3})


def where_sit(*services: int) -> Situation:
    """A séance where these services sit."""
    return vary(seance=ICL, kind=KIND, sitting=frozenset(services))


def answering(service: int, *sitting: int) -> Situation:
    """That service answers, in a séance where these sit."""
    return replace(where_sit(*sitting), values={"service": service})


def unshared(service: int, *shared: int, state: str = "preparee") -> Situation:
    """That service answers a line of France Travail's, in a séance in that state where it sits, and
    where those shared their lines."""
    found = answering(service, service, FRANCE_TRAVAIL)
    return replace(found, seance=replace(ICL, state=state), shared=frozenset(shared))


TABLEAU_CASES: list[tuple[Guard, Situation, Situation, str]] = [
    (ligne.prevenue_apres_la_demande, told(6), told(7), "prevenue_avant_la_demande"),
    (
        ligne.prevenue_apres_la_demande,
        told(7, demande_id=None, nature="soutien"),
        told(7),
        "prevenue_avant_la_demande",
    ),
    (seance.seance_arretee_ou_ouverte, chosen("arretee"), chosen("preparee"), "tableau_ouvert"),
    (seance.seance_arretee_ou_ouverte, chosen("ouverte"), chosen("tenue"), "seance_levee"),
    (
        seance.present_ou_coordinateur,
        where_sit(FRANCE_TRAVAIL),
        where_sit(FRANCE_TRAVAIL + 90),
        "service_absent",
    ),
    (seance.present_ou_coordinateur, vary(seance=ICL, kind=KIND), where_sit(), "service_absent"),
    (seance.repondant_siege, answering(2, 1, 2), answering(2, 1, 3), "repondant_absent"),
    (ligne.ligne_partagee, unshared(2, FRANCE_TRAVAIL), unshared(2, 2), "ligne_non_partagee"),
    (ligne.ligne_partagee, unshared(2, state="arretee"), unshared(2), "ligne_non_partagee"),
    (ligne.ligne_partagee, unshared(FRANCE_TRAVAIL), unshared(2), "ligne_non_partagee"),
]
TABLEAU_ACTOR_CASES: list[tuple[Guard, Situation, Act, Act, str]] = [
    (
        seance.present_ou_coordinateur,
        where_sit(),
        act(actor=BAT),
        act(actor=BOP),
        "coordination_d_un_autre",
    ),
]
