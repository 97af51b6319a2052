"""``/api/journee``: what is to be done."""

from fastapi import APIRouter, Response

from entrypoints.forms import work as forms_of_work
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.work import DayList
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Code
from rules.access.grants import Right
from workflow.reading import workload
from workflow.reading.day_filters import Filter

router = APIRouter(route_class=Operation, tags=["Travailler"])


@router.get("/journee", response_model=DayList, summary="Ce qu’il y a à faire")
def day(
    visit: Here,
    response: Response,
    filtre: Filter | None = None,
    regle: Code = None,
    circonscription: Code = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ce qui est attendu de qui demande, le plus urgent d’abord, sans date en dernier."""
    visit.enter(Right.DOSSIER, named="la liste du jour")
    asked = workload.Asked(only=filtre, rule=regle, circonscription=circonscription)
    found = workload.listing(visit.day, asked, after=apres, most=limite)
    forms = forms_of(visit)
    return {
        "a_faire": [forms_of_work.task(forms, one) for one in found.tasks],
        "suite": linked(visit, response, found.following),
    }
