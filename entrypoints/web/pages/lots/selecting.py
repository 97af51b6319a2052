"""``/lots``: the dossiers ticked on a list, frozen as they were shown; then which act is theirs."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.errands import account_of
from entrypoints.web.desks.lots import acting
from entrypoints.web.desks.lots.acting import own
from entrypoints.web.forms.posted import FormOf, Posted, go
from entrypoints.web.pages import day
from entrypoints.web.pages.dossiers.asked import asked, sort_of
from entrypoints.web.rendering.addresses import Query, actives
from entrypoints.web.rendering.frame import page
from entrypoints.web.rendering.portions import From, portion
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.families import OF_THE_STAGE, by_family
from rules.access.grants import Right
from rules.fields import GREATEST
from workflow.batches import keeping
from workflow.batches.selection import MOST, Ticked, TooMany
from workflow.reading import batches, workload
from workflow.reading.dossier_list import listing

router = APIRouter(prefix="/lots")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_UNFINISHED = "a_terminer"
_SHOWN = {"montrer": {_UNFINISHED: "à terminer"}}
_TICKED = re.compile(r"(?P<dossier>[0-9]{1,9}):(?P<version>[0-9]{1,9})")
_EVENT = re.compile(r"[a-z_]{1,60}")


@router.get("")
def every(visit: Here) -> Response:
    """What they did on several dossiers at once, this month; all of it, or what is to be
    finished."""
    visit.enter(Right.DOSSIER)
    query = Query.of(visit.request)
    unfinished = query.get("montrer") == _UNFINISHED
    found = batches.latest(visit.store, account_of(visit), visit.now, unfinished=unfinished)
    return page(visit, "lots/list.html", lots=found, actives=actives(query, _SHOWN), query=query)


@router.post("")
def freeze(visit: Here, form: FormOf) -> Response:
    """Keeps what was ticked, as it was shown: the boxes, the page, or the whole filter."""
    visit.enter(Right.DOSSIER)
    back = form.back or "/dossiers"
    try:
        ticked = list(_ticked(visit, form))
        number = keeping.freeze(
            visit.store, account_of(visit), visit.bearer, back, ticked, visit.now
        )
    except TooMany as error:
        return go(visit, back, str(error))
    if number is None:
        return go(visit, back, "Cochez au moins une ligne.")
    event = form.get("acte")
    path = f"/lots/{number}"
    return go(visit, f"{path}/actes/{event}" if _EVENT.fullmatch(event) else path)


@router.get("/{number}")
def choose(visit: Here, number: Number, start: From = 0) -> Response:
    """Which act: those that several of the dossiers offer to whoever ticked them."""
    lot = own(visit, number)
    if not lot.left:
        return RedirectResponse(f"/lots/{number}/issue", status_code=303)
    if lot.event is not None and lot.left != lot.lines:
        return RedirectResponse(f"/lots/{number}/actes/{lot.event}", status_code=303)
    whose = acting.whose(visit, lot)
    return page(
        visit,
        "lots/choose.html",
        lot=lot,
        whose=whose,
        shown=portion([one for one in lot.lines if one.dossier in whose], start),
        query=Query.of(visit.request),
        families=by_family(
            acting.offered(visit, lot), lambda one: OF_THE_STAGE if one.own else one.event
        ),
    )


def _ticked(visit: Visit, form: Posted) -> Iterator[Ticked]:
    """What the form names. Raises TooMany."""
    whole = _LISTS.get(form.get("liste"))
    if form.get("tous") and whole is not None:
        filters = tuple(parse_qsl(form.get("filtres")))
        yield from whole(visit, Query(form.get("liste"), filters))
        return
    shown = form.get("page")
    for one in shown.split(",") if shown else form.all("coche"):
        found = _TICKED.fullmatch(one)
        if found is not None:
            yield Ticked(dossier=int(found["dossier"]), version=int(found["version"]))


def _dossiers(visit: Visit, query: Query) -> Iterator[Ticked]:
    found = listing(
        visit.store,
        asked(visit, query),
        reader=visit.bearer,
        now=visit.now,
        sort=sort_of(query),
        most=MOST,
    )
    if found.following is not None:
        raise TooMany
    for line in found.lines:
        yield Ticked(dossier=line.id)


def _tasks(visit: Visit, query: Query) -> Iterator[Ticked]:
    found = workload.listing(visit.day, day.asked_of(query), most=MOST)
    if found.following is not None:
        raise TooMany
    for task in found.tasks:
        if task.dossier is not None:
            yield Ticked(dossier=task.dossier)


_LISTS: Mapping[str, Callable[[Visit, Query], Iterator[Ticked]]] = {
    "/dossiers": _dossiers,
    "/journee": _tasks,
}
