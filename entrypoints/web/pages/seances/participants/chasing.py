"""``/seances/{number}/relancer`` and ``/circonscriptions/relancer``: whom a séance, or the séances
of a page of those that one coordinates, still wait for; looked at, then chased."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.seances.opening import (
    Number,
    Opened,
    coordinates,
    name_of,
    open_seance,
    view,
)
from entrypoints.web.forms.posted import FormOf, Posted, go, local_address, new_key
from entrypoints.web.pages.seances.participants.places import (
    EVERYWHERE,
    LIST,
    enter,
    is_whole,
    listed,
)
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal, Refused
from rules.situation import Act
from rules.wording import colon, quantity
from workflow.reading import awaited, completeness, coordinated, participants
from workflow.reading.awaited import Awaited
from workflow.reading.cursors import BadCursor
from workflow.reading.lacking import IN_PREPARATION
from workflow.reading.seances import SeanceLine
from workflow.seances.tableau import chase
from workflow.seances.tableau.chase import Chased

router = APIRouter()

_ONE, _EVERY = "/seances/{number}/relancer", f"{LIST}/relancer"
SERVICE, PARTICIPANT = "service-", "participant-"
"""What the names of the boxes begin with, before the number of the séance."""

NOBODY = Refusal(
    code="personne_de_coche",
    sentence="Personne n’est coché.",
    remedy="Cochez qui relancer, puis recommencez.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A séance that waits for somebody: what it is called, where it is held, whom it waits for."""

    id: int
    name: str
    where: str
    awaited: Awaited


@router.get(_ONE)
def look(visit: Here, number: Number, retour: str = "") -> Response:
    """Who would be written to, for what, and who already was that day."""
    return _page(visit, _open(visit, number), back=local_address(retour))


@router.post(_ONE)
def send(visit: Here, number: Number, form: FormOf) -> Response:
    """One message to each that is ticked; nobody gets two the same day."""
    found = _open(visit, number)
    if not _ticked(form, number):
        return _page(visit, found, form, (NOBODY,), back=form.back)
    try:
        done = _chase(visit, number, form)
    except Refused as refused:
        return _page(visit, found, form, refused.refusals, back=form.back)
    return go(visit, form.back or f"/seances/{number}", _said([done]), more=_earlier([done]))


@router.get(_EVERY)
def look_at_all(visit: Here) -> Response:
    """The same of the séances being prepared that the page of the list shows."""
    enter(visit)
    return _every(visit)


@router.post(_EVERY)
def send_all(visit: Here, form: FormOf) -> Response:
    """What is ticked of each séance; one that refuses leaves the others, and is named."""
    enter(visit)
    ticked = _numbers(name.rpartition("-")[2] for name in form.several)
    theirs = coordinated.among(visit.store, visit.rulebook, visit.actor, ticked)
    asked = [one for one in theirs if _ticked(form, one.id)]
    if not asked:
        return _every(visit, form, (NOBODY,))
    places = visit.places
    done, left = [], []
    for one in asked:
        try:
            done.append(_chase(visit, one.id, form))
        except Refused as refused:
            name = f"{name_of(visit, one)}, {_where(places, one)}"
            left += [colon(name, why.sentence) for why in refused.refusals]
    more = " ".join(told for told in (_earlier(done), *left) if told)
    return go(visit, _list_of(visit.request), _said(done), more=more)


def _open(visit: Visit, number: int) -> Opened:
    """Opens it for whoever coordinates. Raises Closed."""
    found = open_seance(visit, number)
    if not coordinates(visit, found.kind):
        raise Closed((OUTSIDE,))
    return found


def _waiting(visit: Visit, mine: Iterable[SeanceLine]) -> list[Waiting]:
    """Those of these séances that wait for somebody, in the order of their dates."""
    prepared = [one for one in mine if one.state in IN_PREPARATION]
    kinds = {one.id: visit.rulebook.kind_held(view(one)) for one in prepared}
    found = awaited.by(visit.store, visit.rulebook, kinds)
    places = visit.places
    return [
        Waiting(
            id=one.id,
            name=name_of(visit, one),
            where=_where(places, one),
            awaited=found[one.id],
        )
        for one in sorted(prepared, key=lambda one: one.held)
        if found[one.id].anybody
    ]


def _list_of(request: Request) -> str:
    """The page of the list that the address of a chase is about."""
    return Query(LIST, Query.of(request).asked).here


def _where(places: Mapping[str, str], one: SeanceLine) -> str:
    return places.get(one.circonscription or "", EVERYWHERE)


def _chase(visit: Visit, number: int, form: Posted) -> Chased:
    """Chases who is ticked of that séance. Raises Refused."""
    services, people = (_numbers(form.all(f"{name}{number}")) for name in (SERVICE, PARTICIPANT))
    return chase.chase(
        visit.store,
        visit.rulebook,
        Act(event=chase.CHASE, actor=visit.actor, occurred=visit.now, known=visit.now),
        number,
        completeness.owing(visit.store, visit.rulebook, number, services),
        invited=participants.to_chase(visit.store, visit.rulebook, number, people),
        key=f"{form.key}-{number}" if form.key else None,
    )


def _ticked(form: Posted, number: int) -> bool:
    return any(form.all(f"{name}{number}") for name in (SERVICE, PARTICIPANT))


def _numbers(ticked: Iterable[str]) -> set[int]:
    return {int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 11}


def _page(
    visit: Visit,
    found: Opened,
    form: Posted | None = None,
    refusals: Sequence[Refusal] = (),
    *,
    back: str,
) -> Response:
    told = awaited.by(visit.store, visit.rulebook, {found.id: found.kind})[found.id]
    waiting = Waiting(id=found.id, name=found.name, where=found.where, awaited=told)
    return page(
        visit,
        "seances/chase.html",
        status=422 if refusals else 200,
        found=found,
        waiting=waiting,
        ticked=_kept(form, (waiting,)),
        back=back or f"/seances/{found.id}",
        key=new_key(),
        refusals=refusals,
    )


def _every(visit: Visit, form: Posted | None = None, refusals: Sequence[Refusal] = ()) -> Response:
    query = Query.of(visit.request)
    try:
        found = listed(visit, query)
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    every = _waiting(visit, found.lines)
    return page(
        visit,
        "seances/chase_all.html",
        status=422 if refusals else 200,
        query=query,
        back=_list_of(visit.request),
        whole=is_whole(query, found),
        following=found.following,
        every=every,
        ticked=_kept(form, every),
        key=new_key(),
        refusals=refusals,
    )


def _kept(form: Posted | None, every: Iterable[Waiting]) -> frozenset[str] | None:
    """The boxes that were ticked, « service-7=12 »; None before anything is posted."""
    if form is None:
        return None
    names = [f"{name}{one.id}" for one in every for name in (SERVICE, PARTICIPANT)]
    return frozenset(f"{name}={value}" for name in names for value in form.all(name))


def _said(every: Sequence[Chased]) -> str:
    written = sum(len(one.services) + len(one.participants) for one in every)
    if not written:
        return "Personne n’est relancé."
    return f"{quantity(written, 'relance envoyée', 'relances envoyées')}."


def _earlier(every: Sequence[Chased]) -> str:
    number = sum(len(one.earlier) for one in every)
    if not number:
        return ""
    told = quantity(number, "avait déjà été relancé", "avaient déjà été relancés")
    return f"{told} aujourd’hui : rien ne leur est renvoyé."
