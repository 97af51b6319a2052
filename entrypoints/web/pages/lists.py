"""``/listes``: the lists of the month, frozen; what became since of whoever stands on one."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks import errands
from entrypoints.web.desks.files import lists as making
from entrypoints.web.forms.posted import FormOf, new_key
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.rendering.portions import From, portion
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.days.months import BadMonth, Month
from rules.fields import GREATEST
from workflow.files.monthly_lists import FrozenList, ListKind
from workflow.reading import monthly_lists as lists
from workflow.reading.monthly_lists import Since

router = APIRouter(prefix="/listes")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

TITLES: Mapping[ListKind, str] = {
    ListKind.ORIENTATIONS: "Nouvelles orientations",
    ListKind.DIAGNOSTICS: "Entretiens diag",
}
PATHS: Mapping[ListKind, str] = {
    ListKind.ORIENTATIONS: "/listes/orientations",
    ListKind.DIAGNOSTICS: "/listes/diagnostics",
}
_ACTS: Mapping[str, str] = {
    "notifie": "fixer_rdv",
    "diagnostic_attendu": "realiser_diagnostic",
    "diagnostic_absence": "fixer_nouveau_rdv",
}
"""State → the act that is awaited of whoever has the list."""


@router.get("")
def show(visit: Here) -> Response:
    """Those of the month, of each service that is open to them."""
    return _shelf(visit, None)


@router.get("/orientations")
def orientations(visit: Here) -> Response:
    """The lists of new orientations; the list itself when there is one alone."""
    return _shelf(visit, ListKind.ORIENTATIONS)


@router.get("/diagnostics")
def diagnostics(visit: Here) -> Response:
    """The lists « Entretiens diag »; the list itself when there is one alone."""
    return _shelf(visit, ListKind.DIAGNOSTICS)


@router.post("/figer")
def freeze(visit: Here, form: FormOf) -> Response:
    """Freezes the lists of this month that are not yet: those of every service, or the diagnostics
    of one's own ALI. Asked twice, it gives the same."""
    return errands.watched(making.freeze(visit))


@router.get("/figees/{number}")
def froze(visit: Here, number: Number) -> Response:
    """What was frozen, then the lists of the month."""
    visit.enter(Right.LISTE_DU_MOIS)
    told = errands.own(visit, number, making.FREEZE).outcome
    if told is None:
        raise Closed((OUTSIDE,))
    return page(visit, "lists/frozen.html", told=told, month=Month.parse(told["mois"]))


@router.get("/{number}")
def one(visit: Here, number: Number, comparer: str = "", start: From = 0) -> Response:
    """A list as it was frozen, what became of each since, and what differs from the month
    before."""
    visit.open(Right.LISTE_DU_MOIS, number)
    told = lists.frozen(visit.store, number)
    became = lists.since(visit.store, told, reader=visit.bearer)
    before = lists.beside(visit.store, told, told.month.previous)
    after = lists.beside(visit.store, told, told.month.next)
    known = set() if before is None else _dossiers(before[1])
    return page(
        visit,
        "lists/list.html",
        number=number,
        told=told,
        shown=portion(told.people, start),
        query=Query.of(visit.request),
        title=TITLES[told.kind],
        path=PATHS[told.kind],
        diagnostics=told.kind is ListKind.DIAGNOSTICS,
        became=became,
        left=[one for one in became.values() if not one.followed],
        act=partial(_act, visit, told.service_id),
        before=before,
        after=after,
        known=known,
        gone=[] if before is None else _gone(before[1], told),
        compared=bool(comparer),
        exports=visit.sees(Right.EXPORT_LISTES, number),
    )


@router.get("/{number}/liste.xlsx")
def export(visit: Here, number: Number) -> Response:
    """The list as a spreadsheet; that it left is written, with how many lines."""
    return making.as_file(visit, number)


def _shelf(visit: Visit, kind: ListKind | None) -> Response:
    visit.enter(Right.LISTE_DU_MOIS)
    query = Query.of(visit.request)
    present = Month.of(visit.rulebook.local_day(visit.now))
    try:
        month = Month.parse(query.get("mois")) if query.get("mois") else present
    except BadMonth:
        return RedirectResponse(query.with_(mois=""), status_code=303)
    shelf = lists.shelf(visit.store, reader=visit.bearer, month=month, kind=kind)
    if kind is not None and len(shelf) == 1:
        return RedirectResponse(f"/listes/{shelf[0].id}", status_code=303)
    return page(
        visit,
        "lists/shelf.html",
        query=query,
        month=month,
        present=present,
        months=lists.months(visit.store, reader=visit.bearer),
        shelf=shelf,
        titles=TITLES,
        kind=kind,
        paths=PATHS,
        freezes=month == present and _lacks(visit, month),
        key=new_key(),
    )


def _lacks(visit: Visit, month: Month) -> bool:
    """Whether a list that is theirs to make is not frozen yet."""
    made = {
        (one.kind, one.service_id)
        for one in lists.shelf(visit.store, reader=visit.bearer, month=month)
    }
    return bool(set(making.wanted(visit)) - made)


def _act(visit: Visit, service: int, became: Since) -> str | None:
    """The act that is awaited of their service for somebody of its list."""
    if visit.actor.service_id != service or not (became.followed and became.seen):
        return None
    if became.state == "notifie" and became.appointed is not None:
        return "prendre_en_charge"
    return _ACTS.get(became.state)


def _dossiers(told: FrozenList) -> set[object]:
    return {line["dossier"] for line in told.people}


def _gone(before: FrozenList, told: FrozenList) -> list[str]:
    """Who stood on the list of the month before and does not any more."""
    still = _dossiers(told)
    return [
        f"{line['prenom']} {line['nom']}" for line in before.people if line["dossier"] not in still
    ]
