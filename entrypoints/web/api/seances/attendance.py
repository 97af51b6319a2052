"""``/api/seances/{numero}/participants`` and ``/relances``: who sits, who is written to again."""

from fastapi import APIRouter, Depends

from entrypoints.forms.participants import attendance_form
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.minutes import Attendance, Chased, ToChase
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.parameters import Key, Of
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.seances.opening import coordinates, open_seance
from rules.access.grants import Right
from workflow.reading import completeness, participants
from workflow.seances.tableau import chase

router = APIRouter(prefix="/seances/{numero}", route_class=Operation, tags=["Séances"])


@router.get("/participants", response_model=Attendance, summary="Qui siège à une séance")
def show(visit: Here, number: Of) -> Json:
    """Qui est attendu, ce que chacun a répondu, qui est venu ; les invités des lignes qui sont
    ouvertes à qui demande. Convoquer, répondre, émarger sont des actes de la séance ; les
    adresses ne sont dites qu’à qui la coordonne."""
    found = open_seance(visit, number)
    told = attendance_form(
        forms_of(visit), participants.of_seance(visit.store, visit.rulebook, number)
    )
    seen = visit.sees_among(Right.LIGNE, [one["ligne"] for one in told["invites"]])
    told["invites"] = [one for one in told["invites"] if one["ligne"] in seen]
    if not coordinates(visit, found.kind):
        for one in (*told["participants"], *told["invites"]):
            one["courriel"] = None
    return told


@router.post(
    "/relances",
    response_model=Chased,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Relancer ceux qu’une séance attend",
)
def send(visit: Here, number: Of, told: ToChase, key: Key = None) -> Json:
    """Un message à chacun ; personne n’en reçoit deux le même jour. Ce qui est attendu, et de qui,
    est à /api/seances/{numero}/completude."""
    open_seance(visit, number)
    done = chase.chase(
        visit.store,
        visit.rulebook,
        act_of(visit, chase.CHASE, None),
        number,
        completeness.owing(visit.store, visit.rulebook, number, told.services),
        invited=participants.to_chase(visit.store, visit.rulebook, number, told.participants),
        key=key,
    )
    return {
        "seance": number,
        "services": list(done.services),
        "participants": list(done.participants),
        "deja_relances": len(done.earlier),
        "deja_fait": done.repeated,
    }
