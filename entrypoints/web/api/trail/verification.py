"""``/api/journal/verification``: whether the journal is whole."""

from fastapi import APIRouter, Response

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.errands import Errand
from entrypoints.web.api.protocol.callers import Here, Operation
from entrypoints.web.api.protocol.following import followed
from entrypoints.web.desks.settings import verifying

router = APIRouter(route_class=Operation, tags=["Journal"])


@router.post(
    "/journal/verification", response_model=Errand, status_code=202, summary="Vérifier le journal"
)
def verify(visit: Here, response: Response) -> Json:
    """Chaque chaîne est relue en entier ; ses défauts, s’il y en a, sont dits."""
    return followed(visit, response, verifying.begin(visit))
