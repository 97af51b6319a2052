"""``/api/listes``: the lists of the month, frozen."""

from fastapi import APIRouter, Response

from entrypoints.forms import lists as forms_of_lists
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.errands import Errand
from entrypoints.web.api.answers.work import FrozenList, Lists
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.contents import XLSX, given
from entrypoints.web.api.protocol.days import AsMonth
from entrypoints.web.api.protocol.following import followed
from entrypoints.web.api.protocol.parameters import Of
from entrypoints.web.desks.files import lists as making
from rules.access.grants import Right
from rules.days.months import Month
from workflow.reading import monthly_lists

router = APIRouter(prefix="/listes", route_class=Operation, tags=["Listes du mois"])


@router.get("", response_model=Lists, summary="Les listes du mois")
def shelf(visit: Here, mois: AsMonth = None) -> Json:
    """Celles des services qui sont ouverts à qui demande, telles qu’elles ont été figées."""
    visit.enter(Right.LISTE_DU_MOIS)
    month = None if mois is None else Month.parse(mois)
    forms = forms_of(visit)
    found = monthly_lists.shelf(visit.store, reader=visit.bearer, month=month)
    return {"listes": [forms_of_lists.shelved(forms, one) for one in found]}


@router.post("/gel", response_model=Errand, status_code=202, summary="Figer les listes de ce mois")
def freeze(visit: Here, response: Response) -> Json:
    """Celles de tous les services pour le bureau de l’orientation, celle de ses entretiens pour une
    ALI. Ce qui est figé ne change plus : demandé deux fois, c’est le même."""
    return followed(visit, response, making.freeze(visit))


@router.get("/{numero}", response_model=FrozenList, summary="Lire une liste du mois")
def show(visit: Here, number: Of) -> Json:
    """Telle qu’elle a été figée, et ce que chacun est devenu depuis."""
    visit.open(Right.LISTE_DU_MOIS, number)
    told = monthly_lists.frozen(visit.store, number)
    became = monthly_lists.since(visit.store, told, reader=visit.bearer)
    return forms_of_lists.frozen(forms_of(visit), number, told, became)


@router.get(
    "/{numero}/contenu",
    response_class=Response,
    responses=given(XLSX),
    summary="Prendre une liste du mois",
)
def take(visit: Here, number: Of) -> Response:
    """Le tableur ; qu’il est parti est écrit, avec combien de lignes."""
    return making.as_file(visit, number)
