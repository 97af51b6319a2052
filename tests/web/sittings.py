"""Séances that are under way, for the pages that are used in the room."""

from collections.abc import Sequence

from tests.web.town import Town
from tests.workflow.build import AGENT_ALI, BOP, HERE
from tests.workflow.journeys import en_icl, favorable
from workflow.tables.subjects import Passage, Seance


def icl_sitting(town: Town, lines: int = 3) -> tuple[int, Sequence[int]]:
    """An ICL-I that is open, and its dossiers in the order of the agenda."""
    icl = town.seance("2026-05-06")
    dossiers = [en_icl(town, seance=icl).dossier for _ in range(lines)]
    town.sit(icl)
    return icl, dossiers


def ep_sitting(town: Town, lines: int = 3) -> tuple[int, Sequence[int]]:
    """An EP that is open, and its dossiers in the order of the agenda."""
    icl, dossiers = icl_sitting(town, lines)
    for dossier in dossiers:
        favorable(town, dossier)
    town.convene(icl, "lever")
    town.wait(days=1)
    ep = town.seance("2026-05-20", genre="ep", circonscription=None)
    for dossier in dossiers:
        town.act(dossier, "deposer_saisine", AGENT_ALI, canal="mail")
        town.act(dossier, "declarer_recevable", BOP)
        town.act(dossier, "inscrire_ep", BOP, seance=ep)
    town.sit(ep, BOP)
    return ep, dossiers


def seance_in(town: Town, state: str, place: str | None = HERE) -> int:
    """The séance of that state there."""
    found = town.rows(Seance, state=state, circonscription=place)
    return int(found[0]["id"])


def line_of(town: Town, dossier: int, seance: int) -> int:
    """The line of a dossier in a séance."""
    (found,) = town.rows(Passage, dossier_id=dossier, seance_id=seance)
    return int(found["id"])
