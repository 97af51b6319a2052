"""A sheet to fill in as a workbook that Excel and LibreOffice open well: what may be filled in is
unlocked, the rest protected, and a hidden sheet remembers what every cell said when it left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from exchanges.printed_lists import in_footer
from exchanges.tableau import printing
from exchanges.tableau.columns import KEY, Column, Form, choices

SHEET, LISTS, ORIGIN = "Tableau", "Listes", "_origine"
FORMAT = "1"
"""The form of the hidden sheet of a tableau."""

HEADER_ROW = 4
_LONGEST_FOOTER = 160
"""Characters, in two parts on an A3 page."""
EMPTY_ROWS = 20
"""Rows at the bottom, for lines that the tableau does not have yet."""

_FONT = "Arial"
_INK, _RULE = "#1F3864", "#A6A6A6"
_LOCKED, _WITHHELD, _OPEN = "#F2F2F2", "#D9D9D9", "#FFFBE6"
_FROZEN = "prenom"
_MOST_LITERAL = 250
"""Characters of a list written in its cells; Excel takes 255."""
_NOTE = {"font_name": _FONT, "x_scale": 1.6}
"""How the reason of a cell is written beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line: what each cell says, by key, and the keys of those that may be filled in.
    ``withheld``: why some may not yet, by key. ``lists``: by key, the lists of the line's own where
    they are not their column's."""

    line: int
    version: int
    cells: Mapping[str, str]
    fillable: frozenset[str]
    withheld: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is written. ``viewer``: the service that it is for, None for whoever coordinates.
    ``lists``: the longer lists that cells are chosen from, by name. ``exported`` is aware.
    ``bottom``: the keys that may be typed below the lines, for those that are not there yet;
    ``format``: the form of what the hidden sheet remembers."""

    seance: int
    viewer: int | None
    exported: datetime
    title: str
    subtitle: str
    note: str
    columns: Sequence[Column]
    lists: Mapping[str, Sequence[str]]
    rows: Sequence[Row]
    bottom: frozenset[str] = frozenset()
    tab: str = SHEET
    format: str = FORMAT


def written(sheet: Sheet) -> bytes:
    """The workbook. The same sheet gives the same bytes."""
    content = BytesIO()
    # In memory: no temporary file of people's names is left on the disk by a crash.
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        produced = sheet.exported.astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties({"title": sheet.title, "created": produced})
        tableau = workbook.add_worksheet(sheet.tab)
        lists = _Lists(workbook.add_worksheet(LISTS), sheet.lists)
        _remember(workbook.add_worksheet(ORIGIN), sheet)
        _Writer(workbook, tableau, sheet, lists).write()
    return content.getvalue()


class _Lists:
    """The hidden sheet of the lists; where each of them stands."""

    def __init__(self, sheet: Any, lists: Mapping[str, Sequence[str]]) -> None:
        sheet.hide()
        self._ranges: dict[str, str] = {}
        for column, (name, words) in enumerate(lists.items()):
            for row, one in enumerate(words):
                sheet.write_string(row, column, one)
            letter = chr(ord("A") + column)
            if words:
                self._ranges[name] = f"={LISTS}!${letter}$1:${letter}${len(words)}"

    def source(self, column: Column, own: str | None) -> str | list[str] | None:
        """What the drop-down of a cell is made of, its line's ``own`` list or its column's; None
        when it has none."""
        words = [] if own is not None else list(choices(column).values())
        if words and len(",".join(words)) <= _MOST_LITERAL:
            return words
        return self._ranges.get(own or column.list or "")


class _Writer:
    """Writes the sheet that is seen."""

    def __init__(self, workbook: Any, sheet: Any, content: Sheet, lists: _Lists) -> None:
        self._sheet, self._content, self._lists = sheet, content, lists
        self._columns = content.columns
        base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
        self._title = workbook.add_format(
            {**base, "font_size": 16, "bold": True, "font_color": _INK}
        )
        self._subtitle = workbook.add_format({**base, "font_size": 12, "bold": True})
        self._note = workbook.add_format({**base, "font_color": "#595959"})
        cell = {**base, "border": 1, "border_color": _RULE, "text_wrap": True}
        self._heading = workbook.add_format(
            {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": _INK}
        )
        shown = {Form.TEXT: "@", Form.ONE_OF: "@", Form.DAY: "dd/mm/yyyy"}
        self._formats = {
            (form, shade): workbook.add_format(
                {
                    **cell,
                    "num_format": number,
                    "align": "center" if form is Form.DAY else "left",
                    "bg_color": shade,
                    "locked": shade != _OPEN,
                }
            )
            for form, number in shown.items()
            for shade in (_OPEN, _LOCKED, _WITHHELD)
        }

    def write(self) -> None:
        """All of it."""
        content, sheet = self._content, self._sheet
        told = ((content.title, self._title), (content.subtitle, self._subtitle))
        for place, (words, style) in enumerate((*told, (content.note, self._note))):
            sheet.write_string(place, 1, words, style)  # the first column is hidden
        sheet.set_row(0, 26)
        sheet.set_row(HEADER_ROW, printing.height((one, one.heading) for one in self._columns))
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width, None, {"hidden": column is KEY})
            sheet.write_string(HEADER_ROW, place, column.heading, self._heading)
        for number, row in enumerate(content.rows, HEADER_ROW + 1):
            key = f"{content.seance}/{row.line}/{row.version}"
            self._line(number, replace(row, cells={**row.cells, KEY.key: key}))
        first_empty = HEADER_ROW + 1 + len(content.rows)
        empty = EMPTY_ROWS if content.bottom else 0
        for number in range(first_empty, first_empty + empty):
            self._line(number, Row(line=0, version=0, cells={}, fillable=content.bottom))
        self._set_up(max(HEADER_ROW + 1, first_empty + empty - 1))

    def _line(self, number: int, row: Row) -> None:
        cells, sheet = row.cells, self._sheet
        sheet.set_row(
            number, printing.height((one, cells.get(one.key, "")) for one in self._columns)
        )
        for place, column in enumerate(self._columns):
            words, reason = cells.get(column.key, ""), row.withheld.get(column.key)
            free = column.key in row.fillable
            shade = _OPEN if free else _LOCKED if reason is None else _WITHHELD
            style = self._formats[column.form, shade]
            if not words:
                sheet.write_blank(number, place, None, style)
            elif column.form is Form.DAY:
                sheet.write_datetime(number, place, date.fromisoformat(words), style)
            else:
                sheet.write_string(number, place, words, style)
            if free:
                self._validate(number, place, column, row.lists.get(column.key))
            if reason is not None:
                sheet.write_comment(number, place, f"{reason[0].upper()}{reason[1:]}.", _NOTE)

    def _validate(self, row: int, place: int, column: Column, own: str | None) -> None:
        source = self._lists.source(column, own)
        if column.form is Form.DAY:
            asked: dict[str, object] = {
                "validate": "date",
                "criteria": ">=",
                "value": date(1900, 1, 1),
                "error_title": "Date attendue",
                "error_message": "Tapez une date, par exemple 03/11/2025.",
            }
        elif source is not None:
            asked = {
                "validate": "list",
                "source": source,
                "error_title": "Choix attendu",
                "error_message": "Choisissez dans la liste.",
            }
        else:
            return
        self._sheet.data_validation(row, place, row, place, asked)

    def _set_up(self, last_row: int) -> None:
        sheet, last = self._sheet, len(self._columns) - 1
        frozen = 1 + next(n for n, one in enumerate(self._columns) if one.key == _FROZEN)
        sheet.freeze_panes(HEADER_ROW + 1, frozen)
        sheet.autofilter(HEADER_ROW, 0, last_row, last)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(last)}{last_row + 1}"})
        sheet.hide_gridlines(2)
        printing.set_up(sheet, self._columns, header=HEADER_ROW, repeated=frozen)
        sheet.print_area(0, 0, HEADER_ROW + max(1, len(self._content.rows)), last)
        footer = in_footer(self._content.subtitle, _LONGEST_FOOTER)
        sheet.set_footer(f"&L&8 {footer}&R&8Page &P sur &N")
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _remember(sheet: Any, content: Sheet) -> None:
    sheet.very_hidden()
    for row, words in enumerate(_remembered(content)):
        for place, one in enumerate(words):
            sheet.write_string(row, place, one)


def _remembered(content: Sheet) -> Iterator[Sequence[str]]:
    yield "format", content.format
    yield "seance", str(content.seance)
    yield "service", "" if content.viewer is None else str(content.viewer)
    yield "exporte", content.exported.astimezone(UTC).isoformat()
    for row in content.rows:
        yield "ligne", str(row.line), str(row.version)
        for key, words in row.cells.items():
            if words:
                yield "cellule", str(row.line), key, words


def letters(column: int) -> str:
    """« A », « AB »: the name of a column, from 0."""
    before, rest = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + rest)
