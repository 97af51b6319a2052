"""The programme of a year as a PDF to hang up: one sheet for the département, a page for a
circonscription."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from exchanges.documents.programme import Printed, PrintedYear
from exchanges.documents.typesetting import typeset
from rules.delays.delay import END_OF_DAY
from rules.wording import NBSP, hour_of, known_year, named, ordinal_day

WIDEST_LIST = 2
"""So many circonscriptions are read in a list; more are read across."""

_WIDEST_SHEET = 14
_NUMBER = re.compile(r" (?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the sheet: a circonscription, or the whole département (``code`` None)."""

    code: str | None
    name: str
    seances: tuple[Printed, ...]

    @property
    def kind(self) -> str | None:
        """The kind of all its séances; None when there are several."""
        return _only(one.kind for one in self.seances)

    @property
    def place(self) -> str | None:
        """The place of all its séances; None when there are several."""
        return _only(one.place for one in self.seances)


def write_poster(path: Path, year: PrintedYear) -> Path:
    """Writes the PDF, which appears at ``path`` only when whole."""
    columns = list(_columns(year))
    if len(columns) > WIDEST_LIST:
        return typeset("year_grid", {**_head(year), **_grid(columns)}, path)
    return typeset("year_list", {**_head(year), **_list(year)}, path)


def _head(year: PrintedYear) -> dict[str, object]:
    return {
        "title": year.title,
        "subtitle": year.subtitle,
        "departement": year.departement,
        "updated": year.updated.date().isoformat(),
        "up_to_date": year.up_to_date,
    }


def _columns(year: PrintedYear) -> Iterator[Column]:
    """The circonscriptions in the order of their codes, then the whole département."""
    codes = {one.circonscription for one in year.seances}
    for code in sorted(codes, key=lambda code: (code is None, code or "")):
        seances = tuple(one for one in year.seances if one.circonscription == code)
        yield Column(code=code, name=seances[0].where, seances=seances)


def _list(year: PrintedYear) -> dict[str, object]:
    return {
        "several": len({one.name for one in year.seances}) > 1,
        "tableau": any(one.tableau for one in year.seances),
        "months": [
            {
                "name": _month(number),
                "seances": [_line(one, year) for one in year.seances if one.starts.month == number],
            }
            for number in range(1, 13)
        ],
    }


def _line(one: Printed, year: PrintedYear) -> dict[str, object]:
    return {
        "day": _day(one.starts, "dddd"),
        "hours": f"{hour_of(one.starts.time())} –{NBSP}{hour_of(one.ends.time())}",
        "kind": one.kind if year.about else one.name,
        "place": _bound(one.place) or "",
        "note": one.note,
        "given_up": one.given_up,
        "tableau": "" if one.tableau is None else _until(one.tableau),
    }


def _grid(columns: Sequence[Column]) -> dict[str, object]:
    sheets = -(-len(columns) // _WIDEST_SHEET)
    wide = -(-len(columns) // sheets)
    return {
        "months": [_month(number) for number in range(1, 13)],
        "sheets": [_sheet(columns[first : first + wide]) for first in range(0, len(columns), wide)],
    }


def _sheet(columns: Sequence[Column]) -> dict[str, object]:
    return {
        "columns": [
            {"code": one.code, "name": one.name, "kind": one.kind, "place": _bound(one.place)}
            for one in columns
        ],
        "cells": [[_cell(one, number) for one in columns] for number in range(1, 13)],
    }


def _cell(column: Column, month: int) -> list[dict[str, object]]:
    """What the head of the column says once for all is not said again."""
    return [
        {
            "day": _day(one.starts, "ddd"),
            "hour": hour_of(one.starts.time()),
            "kind": one.kind if column.kind is None else None,
            "place": _bound(one.place) if column.place is None else None,
            "note": one.note,
            "given_up": one.given_up,
        }
        for one in column.seances
        if one.starts.month == month
    ]


def _month(number: int) -> str:
    name = named(date(2000, number, 1), "MMMM")
    return f"{name[0].upper()}{name[1:]}"


def _day(day: date, pattern: str) -> str:
    return f"{named(day, pattern)}{NBSP}{ordinal_day(day.day)}"


def _until(moment: datetime) -> str:
    """« mardi 12 mai », with the hour unless it is the end of the day."""
    hour = moment.time()
    last = (hour.hour, hour.minute) == (END_OF_DAY.hour, END_OF_DAY.minute)
    return known_year(moment) if last else f"{known_year(moment)}, {hour_of(hour)}"


def _bound(place: str | None) -> str | None:
    """A place whose numbers stay with the word before them: « salle 204 »."""
    return None if place is None else _NUMBER.sub(NBSP, place)


def _only(values: Iterable[str | None]) -> str | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None
