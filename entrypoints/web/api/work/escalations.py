"""``/api/escalades``: what went up, and who took it in hand."""

from fastapi import APIRouter, Response

from entrypoints.forms import work as forms_of_work
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.work import Escalations, Taken
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Code, Key, Of
from rules.access.grants import Right
from rules.escalations import TAKE, Standing
from rules.situation import Act
from workflow.agents.escalations import take
from workflow.reading import escalations

router = APIRouter(route_class=Operation, tags=["Travailler"])


@router.get("/escalades", response_model=Escalations, summary="Lister les escalades")
def went_up(
    visit: Here,
    response: Response,
    etat: Standing = Standing.OUVERTE,
    regle: Code = None,
    circonscription: Code = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Celles du territoire de qui demande, la plus haute d’abord, puis la plus ancienne."""
    visit.enter(Right.ESCALADE)
    found = escalations.listing(
        visit.store,
        escalations.Asked(standing=etat, rule=regle, circonscription=circonscription),
        reader=visit.bearer,
        after=apres,
        most=limite,
    )
    forms = forms_of(visit)
    return {
        "escalades": [forms_of_work.escalation(forms, one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.put("/escalades/{numero}/prise", response_model=Taken, summary="Prendre une escalade")
def take_in_hand(visit: Here, number: Of, key: Key = None) -> Json:
    """Le numéro est celui de son échéance, qui ne bouge pas. Une escalade prise ne l’est pas deux
    fois ; elle se ferme quand l’acte attendu est fait."""
    visit.open(Right.ESCALADE, number)
    act = Act(event=TAKE, actor=visit.actor, occurred=visit.now, known=visit.now)
    done = take(visit.store, visit.rulebook, act, number, key=key)
    return {"echeance": done.deadline, "numero": done.seq, "deja_fait": done.repeated}
