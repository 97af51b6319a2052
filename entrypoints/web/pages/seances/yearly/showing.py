"""``/seances``: the year of the séances, by month and circonscription or by date, and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Query as InQuery
from fastapi.responses import RedirectResponse

from entrypoints.web.desks.seances import programme
from entrypoints.web.desks.seances.opening import coordinates
from entrypoints.web.pages.seances.yearly import asking
from entrypoints.web.pages.seances.yearly.asking import (
    AT_ONCE,
    EVERY_PLACE,
    IN_A_TABLE,
    STATES,
    Shape,
)
from entrypoints.web.rendering.addresses import Query, Year, actives
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from exchanges.documents.programme import Printed, printed
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.days.months import Month
from rules.wording import named
from workflow.reading import seance_list, yearly
from workflow.reading.cursors import BadCursor
from workflow.reading.seances import SeanceLine

router = APIRouter(prefix="/seances")

Code = Annotated[str, InQuery(max_length=40)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A séance of the year. ``opened``: what more is known of it when it is open to them."""

    told: Printed
    opened: SeanceLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A month: its séances by column."""

    label: str
    cells: Mapping[str | None, Sequence[Entry]]


@router.get("")
def show(visit: Here, annee: Year = None) -> Response:
    """The séances of a year; those that are not open to them have no link. More than a table by
    month holds are a list, from this month on."""
    visit.enter(Right.PROGRAMME)
    query = Query.of(visit.request)
    asked = asking.asked(visit, query, annee)
    shape = asking.shape(visit, query, asked)
    try:
        entries, following = _entries(visit, query, shape)
    except BadCursor:
        return RedirectResponse(query.after(None), status_code=303)
    kinds, places = visit.rulebook.kinds, visit.places
    genres = {kind.code: kind.label for kind in kinds}
    labels = {**places, EVERY_PLACE: "toutes les circonscriptions"}
    return page(
        visit,
        "seances/year.html",
        query=query,
        asked=asked,
        shape=shape,
        entries=entries,
        following=following,
        rows=[] if shape.by_date else list(_months(asked.year, entries)),
        genres=genres,
        places=places,
        every_place=EVERY_PLACE,
        states=STATES,
        actives=actives(query, {"genre": genres, "circonscription": labels, "etat": STATES}),
        coordinates=any(coordinates(visit, kind) for kind in kinds),
    )


@router.get("/programme/{kind}")
def download(visit: Here, kind: str, annee: Year = None) -> Response:
    """The programme of the year, as a page to put up, a sheet to sort or a calendar."""
    visit.enter(Right.PROGRAMME)
    wanted = next((one for one in programme.TYPES if one == kind), None)
    if wanted is None:
        raise Closed((OUTSIDE,))
    asked = asking.asked(visit, Query.of(visit.request), annee)
    return programme.as_file(visit, asked.wish, wanted)


def _entries(visit: Visit, query: Query, shape: Shape) -> tuple[list[Entry], str | None]:
    """Those of the page, and the cursor of the next one. Raises BadCursor."""
    found = yearly.listing(
        visit.store,
        visit.rulebook,
        shape.shown,
        month=shape.since if shape.by_date else 1,
        after=query.get("apres") or None if shape.by_date else None,
        most=AT_ONCE if shape.by_date else IN_A_TABLE,
    )
    opened = seance_list.among(visit.store, visit.bearer, [one.id for one in found.lines])
    told = [printed(one, visit.rulebook, visit.places) for one in found.lines]
    return [Entry(told=one, opened=opened.get(one.number)) for one in told], found.following


def _months(year: int, entries: Sequence[Entry]) -> list[MonthRow]:
    rows = []
    for number in range(1, 13):
        of_month = [one for one in entries if one.told.starts.month == number]
        cells: dict[str | None, list[Entry]] = {}
        for one in of_month:
            cells.setdefault(one.told.circonscription, []).append(one)
        label = named(Month(year, number).first, "MMMM")
        rows.append(MonthRow(label=label.capitalize(), cells=cells))
    return rows
