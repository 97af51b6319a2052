"""The programme of a year as the files that leave, and the year made from the programmes: the pages
and the API give and make the same."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from fastapi import Response

from entrypoints.web.desks.downloads import PDF, TABLES, download
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.documents.programme import PrintedYear, printed_year
from exchanges.tables.reader import Format
from rules.access.policy import OUTSIDE
from rules.situation import Act
from workflow.reading.yearly import YearlySeance, seances_of
from workflow.seances.yearly import generation
from workflow.seances.yearly.generation import Wish

FileKind = Literal["pdf", "xlsx", "ics"]

CALENDAR = "text/calendar; charset=utf-8"
TYPES: Mapping[FileKind, str] = {"pdf": PDF, "xlsx": TABLES[Format.XLSX], "ics": CALENDAR}


def wish(visit: Visit, year: int | None, genre: str | None, place: str | None) -> Wish:
    """The séances of a year, the next one when none is said, of a kind and a place that there
    are."""
    here = visit.places
    return Wish(
        year=year or visit.rulebook.local_day(visit.now).year + 1,
        genre=genre if genre in visit.rulebook.kinds.by_code else None,
        circonscription=place if place in here else None,
    )


def act_of(visit: Visit) -> Act:
    """Who makes the year, and when."""
    now = visit.now.astimezone(visit.rulebook.calendar.tz)
    return Act(event=generation.GENERATE, actor=visit.actor, occurred=now, known=visit.now)


def found(visit: Visit, asked: Wish) -> list[YearlySeance]:
    """Its séances, by date."""
    return seances_of(
        visit.store,
        visit.rulebook,
        asked.year,
        genre=asked.genre,
        circonscription=asked.circonscription,
    )


def as_file(visit: Visit, asked: Wish, kind: FileKind) -> Response:
    """A page to put up, a sheet to sort or a calendar. Raises Closed when there is no séance."""
    seances = found(visit, asked)
    if not seances:
        raise Closed((OUTSIDE,))
    content = _written(kind, _printed(visit, asked, seances))
    return download(content, f"programme-{asked.year}.{kind}", TYPES[kind])


def _printed(visit: Visit, asked: Wish, seances: Sequence[YearlySeance]) -> PrintedYear:
    settings = visit.assembly.settings
    return printed_year(
        seances,
        year=asked.year,
        rulebook=visit.rulebook,
        territory=settings.territory,
        departement=settings.departement_name,
        code=settings.departement,
        circonscription=asked.circonscription,
    )


def _written(kind: FileKind, year: PrintedYear) -> bytes:
    """Each library takes a tenth of a second to come in, that the other pages do not wait for."""
    match kind:
        case "pdf":
            from exchanges.documents.poster import write_poster as write
        case "xlsx":
            from exchanges.documents.programme_sheet import write_sheet as write
        case _:
            from exchanges.documents.programme_calendar import write_feed as write
    with TemporaryDirectory() as folder:
        return write(Path(folder) / f"programme.{kind}", year).read_bytes()
