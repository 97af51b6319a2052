"""``/ep``: the séances of the équipe pluridisciplinaire, and the saisines that wait for one."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.levels import AVIS, level_of
from entrypoints.web.desks.seances.opening import place_of
from entrypoints.web.forms.conflicts import all_told
from entrypoints.web.forms.posted import FormOf, Posted, new_key
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.situation import Act
from workflow.reading import ep_seances
from workflow.seances.tableau import enrolment
from workflow.seances.tableau.enrolment import ENROL, Waiting

router = APIRouter(prefix="/ep")

MOST = 100
"""Saisines of the list; those beyond are enrolled all the same by « tout inscrire »."""
CHOSEN, EVERY = "dossier", "tout"


@router.get("")
def show(visit: Here) -> Response:
    """The EP to come and those where something is left to decide, then who waits."""
    visit.enter(Right.SEANCE)
    return _list(visit)


@router.post("/inscriptions")
def preview(visit: Here, form: FormOf) -> Response:
    """Which EP each saisine would go to, nothing being written."""
    asked = _asked(visit, form)
    if not asked:
        return _list(visit, nothing=True)
    would = enrolment.enrol(visit.store, visit.rulebook, _act(visit), asked, trial=True)
    return page(
        visit,
        "seances/enrolling.html",
        enrolled=list(all_told(visit, would)),
        recorded=False,
        key=new_key(),
        gone=0,
        chosen=CHOSEN,
    )


@router.post("/inscriptions/enregistrer")
def enrol(visit: Here, form: FormOf) -> Response:
    """Enters each on the next EP that has room; one that refuses leaves the others."""
    asked = _asked(visit, form)
    done = enrolment.enrol(visit.store, visit.rulebook, _act(visit), asked, key=form.key or None)
    return page(
        visit,
        "seances/enrolling.html",
        enrolled=list(all_told(visit, done)),
        recorded=True,
        key="",
        gone=len(set(form.all(CHOSEN))) - len(asked),
        chosen=CHOSEN,
    )


def _list(visit: Visit, *, nothing: bool = False) -> Response:
    today = visit.now.replace(hour=0, minute=0, second=0, microsecond=0)
    seances = ep_seances.seances(visit.store, visit.bearer, since=today)
    waiting = enrolment.waiting(visit.store, reader=visit.bearer)
    places = {one.circonscription for one in seances} | {one.circonscription for one in waiting}
    return page(
        visit,
        "seances/ep.html",
        status=422 if nothing else 200,
        seances=seances,
        waiting=waiting[:MOST],
        number=len(waiting),
        level=level_of(visit),
        avis=AVIS,
        enrols=enrolment.may_enrol(visit.bearer),
        places={code: place_of(visit, code) for code in places},
        nothing=nothing,
        chosen=CHOSEN,
    )


def _act(visit: Visit) -> Act:
    """Raises Closed for whoever puts nothing on an agenda."""
    if not enrolment.may_enrol(visit.bearer):
        raise Closed((OUTSIDE,))
    return Act(event=ENROL, actor=visit.actor, occurred=visit.now, known=visit.now, data=None)


def _asked(visit: Visit, form: Posted) -> Sequence[Waiting]:
    """The saisines that the form names, all of them for « tout inscrire »."""
    if form.get(EVERY):
        return enrolment.waiting(visit.store, reader=visit.bearer)
    told = [one for one in form.all(CHOSEN) if one.isascii() and one.isdigit() and len(one) < 11]
    return enrolment.waiting(visit.store, [int(one) for one in told], reader=visit.bearer)
