"""``/dossiers``: found by name or number, filtered, sorted, taken away as a file."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.downloads import format_of, table_file
from entrypoints.web.desks.lots.offering import Offer, Stand, offers, on_a_line
from entrypoints.web.forms.posted import FormOf, go, local_address
from entrypoints.web.pages.dossiers.asked import (
    SIGNS,
    SORTS,
    STAGES,
    asked,
    choices,
    sort_of,
    told,
)
from entrypoints.web.pages.dossiers.columns import (
    COLUMNS,
    MOST,
    Cell,
    Column,
    chosen,
    personal,
    rows,
)
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.rendering.say import Words
from entrypoints.web.visitors.visits import Here, Visit
from rules.access.grants import Right
from rules.access.policy import closed
from workflow.accounts import consultations, settings
from workflow.accounts.settings import TooMany
from workflow.batches.selection import MOST as MOST_TICKED
from workflow.people import by_hand
from workflow.reading.cursors import BadCursor
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_list import DossierLine, Sort, counted, listing

router = APIRouter(prefix="/dossiers")

_SHORTEST = 3
_MOST_LINES, _AT_ONCE = 20_000, 1_000
_FILTERS, _COLUMNS = "filtres:/dossiers:", "colonnes:/dossiers"
_NAME = re.compile(r"[^\W_][\w ’'.,-]{0,38}")


@router.get("")
def find(visit: Here) -> Response:
    """The dossiers of their perimeter; one number that is somebody's opens the dossier."""
    visit.enter(Right.DOSSIER)
    query = Query.of(visit.request)
    search = query.get("q")
    if search and len(search.strip()) < _SHORTEST and not any(c.isdigit() for c in search):
        return _list(visit, query, short=True)
    try:
        with visit.store.instant():
            return _list(visit, query)
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)


@router.get("/export")
def before_export(visit: Here) -> Response:
    """What would leave, and why it is asked; whoever may not export is told who may."""
    visit.enter(Right.DOSSIER)
    query = Query.of(visit.request)
    wanted = asked(visit, query)
    return page(
        visit,
        "dossiers/export.html",
        query=query,
        back=f"/dossiers?{query.words}" if query.words else "/dossiers",
        count=counted(visit.store, wanted, reader=visit.bearer, now=visit.now),
        columns=[COLUMNS[one].heading for one in _columns(visit)],
        most=_MOST_LINES,
        shut=closed(visit.bearer, Right.EXPORT_DOSSIERS),
        actives=told(query, choices(visit)),
    )


@router.post("/export")
def export(visit: Here, form: FormOf) -> Response:
    """The file, its lines counted in the access log."""
    visit.enter(Right.EXPORT_DOSSIERS)
    query = Query.of(visit.request)
    lines = list(_all(visit, asked(visit, query), sort_of(query)))
    consultations.note(visit.store, visit.actor, Right.EXPORT_DOSSIERS, visit.now, lines=len(lines))
    columns, say = [COLUMNS[one] for one in _columns(visit)], words_of(visit)
    headings = ["N°", "Nom", "Prénom", *(one.heading for one in columns)]
    told = (_row(line, columns, say) for line in lines)
    return table_file(visit, "dossiers", format_of(form), headings, told)


@router.get("/colonnes")
def ask_columns(visit: Here, retour: str = "") -> Response:
    """Which columns the list shows, in which order."""
    visit.enter(Right.DOSSIER)
    shown = _columns(visit)
    return page(
        visit,
        "dossiers/columns.html",
        columns=COLUMNS,
        order=[*shown, *(one for one in COLUMNS if one not in shown)],
        shown=shown,
        most=MOST,
        back=local_address(retour),
    )


@router.post("/colonnes")
def choose_columns(visit: Here, form: FormOf) -> Response:
    """From now on the list shows these."""
    visit.enter(Right.DOSSIER)
    ranks = {one: form.get(f"rang_{one}") for one in form.all("colonne") if one in COLUMNS}
    ordered = sorted(ranks, key=lambda one: int(ranks[one]) if ranks[one].isdecimal() else 99)
    settings.keep(visit.store, _account(visit), _COLUMNS, ",".join(ordered[:MOST]) or None)
    return go(visit, form.back or "/dossiers", "Vos colonnes sont enregistrées.")


@router.post("/filtres")
def keep_filters(visit: Here, form: FormOf) -> Response:
    """The filters in force, under a name; or that name no longer."""
    visit.enter(Right.DOSSIER)
    name, value = " ".join(form.get("nom").split()), form.get("filtres")
    back = form.back or "/dossiers"
    if not _NAME.fullmatch(name):
        return go(visit, back, "Donnez un nom à ces filtres : des lettres, 40 au plus.")
    dropped = form.get("retirer") == "oui"
    try:
        kept = None if dropped else value
        settings.keep(visit.store, _account(visit), _FILTERS + name, kept)
    except TooMany as error:
        return go(visit, back, str(error))
    return go(visit, back, f"« {name} » est {'retiré' if dropped else 'enregistré'}.")


def _list(visit: Visit, query: Query, *, short: bool = False) -> Response:
    wanted, sort = asked(visit, query), sort_of(query)
    offered = choices(visit)
    backwards = query.get("ordre") == "inverse"
    found = listing(
        visit.store,
        wanted,
        reader=visit.bearer,
        now=visit.now,
        sort=sort,
        backwards=backwards,
        after=query.get("apres") or None,
    )
    search = wanted.search
    if search and len(found.lines) == 1 and any(c.isdigit() for c in search):
        return RedirectResponse(f"/dossiers/{found.lines[0].id}", status_code=303)
    count = found.count or counted(visit.store, wanted, reader=visit.bearer, now=visit.now)
    kept = settings.read(visit.store, _account(visit))
    columns = _columns(visit, kept)
    shut = None
    if search and wanted.open_only and not count.number:
        whole = replace(wanted, open_only=False)
        shut = counted(visit.store, whole, reader=visit.bearer, now=visit.now)
    return page(
        visit,
        "dossiers/list.html",
        query=query,
        page=found,
        count=count,
        rows=list(rows(found.lines, columns, words_of(visit), offered.everywhere)),
        columns=columns,
        personal=personal(columns),
        headings=COLUMNS,
        sort=sort,
        sorts=SORTS,
        backwards=backwards,
        stages=STAGES,
        signs=SIGNS,
        offered=offered,
        actives=told(query, offered),
        saved=[
            (name.removeprefix(_FILTERS), value)
            for name, value in kept.items()
            if name.startswith(_FILTERS)
        ],
        search=search or "",
        short=short,
        shut=shut,
        may_export=not closed(visit.bearer, Right.EXPORT_DOSSIERS),
        ticks=[f"{one.id}:{one.version}" for one in found.lines],
        may_create=by_hand.may_create(visit.actor),
        bulk=_bulk(visit, found.lines),
        most_ticked=MOST_TICKED,
    )


def _bulk(visit: Visit, lines: Sequence[DossierLine]) -> list[Offer]:
    """The acts of their stages that several of the dossiers shown offer; a service is taken to
    follow them: whichever it does not, the preview tells."""
    service = visit.actor.service_id
    standing = Counter((one.state, one.circonscription) for one in lines)
    stands = {
        Stand(state=state, service_id=service, circonscription=place): number
        for (state, place), number in standing.items()
    }
    found = offers(visit.actor, stands)
    return on_a_line([one for one in found if one.own and one.number > 1])


def _all(visit: Visit, wanted: Asked, sort: Sort) -> Iterator[DossierLine]:
    """Every dossier of the filter, up to what a file holds."""
    after, left = None, _MOST_LINES
    while left > 0:
        found = listing(
            visit.store,
            wanted,
            reader=visit.bearer,
            now=visit.now,
            sort=sort,
            after=after,
            most=min(_AT_ONCE, left),
        )
        yield from found.lines
        after, left = found.following, left - len(found.lines)
        if after is None:
            return


def _row(line: DossierLine, columns: Sequence[Column], say: Words) -> Sequence[Cell]:
    return [str(line.id), line.nom, line.prenom, *(one.cell(line, say) for one in columns)]


def _columns(visit: Visit, kept: dict[str, str] | None = None) -> tuple[str, ...]:
    if kept is None:
        kept = settings.read(visit.store, _account(visit))
    return chosen(kept.get(_COLUMNS))


def _account(visit: Visit) -> int:
    assert visit.signed is not None  # whoever is habilitated is logged in
    return visit.signed.account
