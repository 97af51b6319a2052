"""``/api/travaux``: work that lasts, how far it is, what came of it."""

from fastapi import APIRouter

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.errands import Errand
from entrypoints.web.api.protocol.callers import Here, Operation
from entrypoints.web.api.protocol.following import ERRANDS, progress
from entrypoints.web.api.protocol.parameters import Of

router = APIRouter(prefix=ERRANDS, route_class=Operation, tags=["Travaux"])


@router.get("/{numero}", response_model=Errand, summary="Où en est un travail")
def show(visit: Here, number: Of) -> Json:
    """Ce qui peut durer se demande, puis se suit ici ; le résultat attend un mois. Chacun ne voit
    que ce qu’il a demandé."""
    return progress(visit, number)
