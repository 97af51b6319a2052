"""``/api/ecarts``: what webRSA says otherwise, until it is settled."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Motive
from entrypoints.web.api.answers.work import Gaps, GapSettled
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Code, Key, Number, Of, YesNo
from entrypoints.web.api.protocol.refusing import ONCE_REFUSED
from rules import gaps as of_gaps
from rules.access.grants import Right
from workflow.files import settled_gaps
from workflow.reading import gaps
from workflow.reading.cursors import paged

router = APIRouter(route_class=Operation, tags=["Travailler"])


@router.get("/ecarts", response_model=Gaps, summary="Lister les écarts avec webRSA")
def differ(
    visit: Here,
    response: Response,
    nature: Code = None,
    dossier: Number = None,
    regles: YesNo = False,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ceux du territoire de qui demande, le plus ancien d’abord."""
    visit.enter(Right.ECART)
    listed = gaps.listing(
        visit.store,
        nature=nature,
        dossier=dossier,
        settled=regles,
        reader=visit.bearer,
        after=apres,
        most=limite + 1,
    )
    found, forms = paged(listed, limite, gaps.cursor), forms_of(visit)
    return {
        "ecarts": [forms.gap(one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.post(
    "/ecarts/{numero}/reglement",
    response_model=GapSettled,
    responses=ONCE_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Régler un écart avec webRSA",
)
def settle(visit: Here, number: Of, motive: Motive, key: Key = None) -> Json:
    """Ce qui est ici est gardé, pour un motif ; l’écart ne revient que si webRSA dit autre
    chose."""
    visit.open(Right.ECART, number)
    act = act_of(visit, of_gaps.SETTLE, {"motif": motive.motif})
    done = settled_gaps.settle(visit.store, act, number, key=key)
    return {"ecart": done.gap, "numero": done.seq, "deja_fait": done.repeated}
