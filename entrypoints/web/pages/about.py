"""What every page leads to at its foot: help, accessibility, personal data. Open to anybody."""

from fastapi import APIRouter, Response

from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Outside
from rules.actors import Role

router = APIRouter()

_NOBODY = frozenset({Role.TITULAIRE, Role.IMPORT, Role.SYSTEME})


@router.get("/aide")
def help_(visit: Outside) -> Response:
    """The words of the screens, and whom to ask."""
    roles = [visit.rulebook.words.role(role) for role in Role if role not in _NOBODY]
    return page(visit, "about/help.html", roles=roles)


@router.get("/accessibilite")
def accessibility(visit: Outside) -> Response:
    """The declaration of accessibility (RGAA 4.1)."""
    return page(visit, "about/accessibility.html")


@router.get("/donnees")
def data(visit: Outside) -> Response:
    """What is kept of people and of agents, for how long, and their rights."""
    lasting = visit.assembly.configured.lasting
    return page(visit, "about/data.html", months=lasting.log_months)
