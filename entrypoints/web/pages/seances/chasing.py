"""``/seances/{number}/relancer``: whom a séance still waits for, looked at, then chased."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from entrypoints.web.pages.seances.opening import Number, Opened, coordinates, open_seance
from entrypoints.web.posted import FormOf, go, new_key
from entrypoints.web.rendering import page
from entrypoints.web.visits import Closed, Here, Visit
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.wording import quantity
from workflow.reading import completeness, participants
from workflow.seances.tableau import chase
from workflow.seances.tableau.chase import Chased

router = APIRouter(prefix="/seances/{number}/relancer")


@router.get("")
def look(visit: Here, number: Number) -> Response:
    """Who would be written to, for what, and who already was that day."""
    return _page(visit, _open(visit, number))


@router.post("")
def send(visit: Here, number: Number, form: FormOf) -> Response:
    """One message to each that is ticked; nobody gets two the same day."""
    found = _open(visit, number)
    services, invited = set(form.all("service")), set(form.all("participant"))
    owing = [
        one.owing
        for one in completeness.of_seance(visit.store, visit.rulebook, number)
        if one.owing is not None and str(one.service_id) in services
    ]
    silent = [
        one.id
        for one in participants.silent(visit.store, visit.rulebook, number)
        if str(one.id) in invited
    ]
    act = Act(event=chase.CHASE, actor=visit.actor, occurred=visit.now, known=visit.now)
    try:
        done = chase.chase(
            visit.store,
            visit.rulebook,
            act,
            number,
            owing,
            invited=silent,
            key=form.key or None,
        )
    except Refused as refused:
        return _page(visit, found, refused.refusals)
    return go(visit, form.back or f"/seances/{number}", _said(done), more=_more(done))


def _open(visit: Visit, number: int) -> Opened:
    """Opens it for whoever coordinates. Raises Closed."""
    found = open_seance(visit, number)
    if not coordinates(visit, found.kind):
        raise Closed((OUTSIDE,))
    return found


def _page(visit: Visit, found: Opened, refusals: Sequence[Refusal] = ()) -> Response:
    services, people = chase.of_the_day(visit.store, visit.rulebook, found.id, visit.now)
    return page(
        visit,
        "seances/chase.html",
        status=422 if refusals else 200,
        found=found,
        owing=[
            one
            for one in completeness.of_seance(visit.store, visit.rulebook, found.id)
            if one.owing is not None
        ],
        silent=participants.silent(visit.store, visit.rulebook, found.id),
        services=services,
        people=people,
        key=new_key(),
        refusals=refusals,
    )


def _said(done: Chased) -> str:
    written = len(done.services) + len(done.participants)
    if not written:
        return "Personne n’est relancé : tous l’ont déjà été aujourd’hui."
    return f"{quantity(written, 'relance envoyée', 'relances envoyées')}."


def _more(done: Chased) -> str:
    if not done.earlier:
        return ""
    told = quantity(len(done.earlier), "avait déjà été relancé", "avaient déjà été relancés")
    return f"{told} aujourd’hui : rien ne leur est renvoyé."
