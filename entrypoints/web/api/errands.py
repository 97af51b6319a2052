"""``/api/travaux``: work that lasts, how far it is, what came of it."""

from fastapi import APIRouter, Response

from entrypoints.forms import errands as forms_of_errands
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.errands import Errand
from entrypoints.web.api.callers import Here, Of, Operation, forms_of
from entrypoints.web.api.problems import PREFIX
from entrypoints.web.desks import errands
from entrypoints.web.visitors.visits import Visit

router = APIRouter(prefix="/travaux", route_class=Operation, tags=["Travaux"])


@router.get("/{numero}", response_model=Errand, summary="Où en est un travail")
def show(visit: Here, number: Of) -> Json:
    """Ce qui peut durer se demande, puis se suit ici ; le résultat attend un mois. Chacun ne voit
    que ce qu’il a demandé."""
    return _told(visit, number)


def followed(visit: Visit, response: Response, number: int) -> Json:
    """How far what they just asked for is, and where it is followed. Raises Closed."""
    response.headers["Location"] = f"{PREFIX}{router.prefix.strip('/')}/{number}"
    return _told(visit, number)


def _told(visit: Visit, number: int) -> Json:
    return forms_of_errands.errand(forms_of(visit), errands.own(visit, number), visit.now)
