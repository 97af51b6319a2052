"""``/seances``: the year of the séances, by month and circonscription or by date, and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Query as InQuery

from entrypoints.web.desks.seances import programme
from entrypoints.web.desks.seances.opening import coordinates
from entrypoints.web.rendering.addresses import Query, Year, actives
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from exchanges.documents.programme import EVERYWHERE, Printed, printed
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.days.months import Month
from rules.names import alphabetical
from rules.wording import named
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import seances
from workflow.reading.seances import SeanceLine
from workflow.reading.yearly import YearlySeance
from workflow.seances.yearly.generation import Wish

router = APIRouter(prefix="/seances")

Code = Annotated[str, InQuery(max_length=40)]

STATES = {code: node.state.label for code, node in PROCEDURE.nodes[Machine.SEANCE].items()}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the address asks for. ``state`` is of the page only: the files have them all."""

    year: int
    genre: str | None
    place: str | None
    state: str | None

    @property
    def wish(self) -> Wish:
        """The séances of the files."""
        return Wish(year=self.year, genre=self.genre, circonscription=self.place)


@router.get("")
def show(visit: Here, annee: Year = None) -> Response:
    """The séances of a year; those that are not open to them have no link."""
    visit.enter(Right.PROGRAMME)
    query = Query.of(visit.request)
    asked, places = _asked(visit, query, annee), visit.places
    found = [one for one in programme.found(visit, asked.wish) if asked.state in (None, one.state)]
    entries = _entries(visit, asked.year, found, places)
    columns = _columns(entries, places)
    kinds = visit.rulebook.kinds
    return page(
        visit,
        "seances/year.html",
        query=query,
        asked=asked,
        entries=entries,
        columns=columns,
        months=list(_months(asked.year, entries)),
        by_date=query.get("vue") == "dates",
        genres={kind.code: kind.label for kind in kinds},
        places=places,
        states=STATES,
        actives=actives(
            query,
            {"genre": {kind.code: kind.label for kind in kinds}, "circonscription": places}
            | {"etat": STATES},
        ),
        coordinates=any(coordinates(visit, kind) for kind in kinds),
    )


@router.get("/programme/{kind}")
def download(visit: Here, kind: str, annee: Year = None) -> Response:
    """The programme of the year, as a page to put up, a sheet to sort or a calendar."""
    visit.enter(Right.PROGRAMME)
    wanted = next((one for one in programme.TYPES if one == kind), None)
    if wanted is None:
        raise Closed((OUTSIDE,))
    return programme.as_file(visit, _asked(visit, Query.of(visit.request), annee).wish, wanted)


def _asked(visit: Visit, query: Query, year: int | None) -> Filter:
    genre, place = query.get("genre"), query.get("circonscription")
    state = query.get("etat")
    return Filter(
        year=year or visit.rulebook.local_day(visit.now).year,
        genre=genre if genre in visit.rulebook.kinds.by_code else None,
        place=place if place in visit.places else None,
        state=state if state in STATES else None,
    )


def _entries(
    visit: Visit, year: int, found: Sequence[YearlySeance], places: Mapping[str, str]
) -> list[Entry]:
    first, until = (
        datetime(one, 1, 1, tzinfo=visit.rulebook.calendar.tz) for one in (year, year + 1)
    )
    opened = seances.opened(visit.store, visit.bearer, since=first, until=until)
    return [
        Entry(told=printed(one, visit.rulebook, places), opened=opened.get(one.id)) for one in found
    ]


def _columns(entries: Sequence[Entry], places: Mapping[str, str]) -> dict[str | None, str]:
    """The circonscriptions that have a séance, alphabetical; the whole département last."""
    present = {one.told.circonscription for one in entries}
    found: dict[str | None, str] = {
        code: label
        for code, label in sorted(places.items(), key=lambda one: alphabetical(one[1]))
        if code in present
    }
    return found | ({None: EVERYWHERE} if None in present else {})


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
