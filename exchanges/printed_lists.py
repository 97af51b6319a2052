"""A list as a spreadsheet to read, sort, fill in and print. The same list gives the same bytes:
nothing in the file tells when it was written, only when the list was produced.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from pathlib import Path
from textwrap import shorten
from typing import Any

import xlsxwriter

from exchanges.webrsa.writer import placed

_A4 = 9
_HEADER_ROW = 4
_LONGEST_FOOTER = 80
"""Excel takes 255 characters for the whole footer, the doubled & included, and draws its left part
over the middle one when it is longer."""
_FONT = "Arial"
_INK, _BAND, _RULE = "#1F3864", "#DCE6F2", "#A6A6A6"


class Form(Enum):
    """How a column shows its values, and the number format of those that are no text."""

    TEXTE = None
    DATE = "dd/mm/yyyy"
    HEURE = 'h" h "mm'
    INSTANT = 'dd/mm/yyyy", "h" h "mm'


_READ: Mapping[Form, Callable[[str], date | time | datetime]] = {
    Form.DATE: date.fromisoformat,
    Form.HEURE: time.fromisoformat,
    Form.INSTANT: datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: the key of its value in each line, its heading, its width in characters. Dates,
    hours and local instants come as ISO text and are written as what they are; the rest is text,
    never a number or a formula."""

    key: str
    heading: str
    width: float
    form: Form = Form.TEXTE


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedList:
    """What is printed above the lines, and the lines. ``tab`` is the name of the sheet, 31
    characters at most; ``produced`` is aware; ``mark`` stands at the foot of every page."""

    title: str
    subtitle: str
    note: str
    tab: str
    produced: datetime
    columns: Sequence[Column]
    lines: Sequence[Mapping[str, str | int | None]]
    mark: str


def write_list(path: Path, printed: PrintedList) -> Path:
    """Writes the file, which appears at ``path`` only when whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # In memory: no temporary file of people's names is left on the disk by a crash.
    with placed(path) as draft, xlsxwriter.Workbook(str(draft), {"in_memory": True}) as workbook:
        workbook.set_properties(
            {
                "title": f"{printed.title} — {printed.subtitle}",
                "created": printed.produced.astimezone(UTC).replace(tzinfo=None),
            }
        )
        _fill(workbook, workbook.add_worksheet(printed.tab), printed)
    return path


def _fill(workbook: Any, sheet: Any, printed: PrintedList) -> None:
    base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
    title = workbook.add_format({**base, "font_size": 16, "bold": True, "font_color": _INK})
    subtitle = workbook.add_format({**base, "font_size": 12, "bold": True})
    note = workbook.add_format({**base, "font_color": "#595959"})
    heading = workbook.add_format(
        {
            **base,
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": _INK,
            "text_wrap": True,
            "border": 1,
            "border_color": _RULE,
        }
    )
    bordered = {**base, "border": 1, "border_color": _RULE, "text_wrap": True}
    styles = {}
    for form in dict.fromkeys(column.form for column in printed.columns):
        shown = {"num_format": form.value, "align": "center"} if form in _READ else {}
        one = {**bordered, **shown}
        styles[form] = [workbook.add_format(one), workbook.add_format({**one, "bg_color": _BAND})]

    for row, (text, style) in enumerate(
        ((printed.title, title), (printed.subtitle, subtitle), (printed.note, note))
    ):
        sheet.write_string(row, 0, text, style)
    sheet.set_row(0, 26)
    sheet.set_row(_HEADER_ROW, 42)
    for index, column in enumerate(printed.columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(_HEADER_ROW, index, column.heading, heading)
    for number, line in enumerate(printed.lines):
        row = _HEADER_ROW + 1 + number
        for index, column in enumerate(printed.columns):
            value = line[column.key]
            style = styles[column.form][number % 2]
            if value is None:
                sheet.write_blank(row, index, None, style)
            elif column.form in _READ:
                sheet.write_datetime(row, index, _READ[column.form](str(value)), style)
            else:
                sheet.write_string(row, index, str(value), style)
    _set_up(sheet, printed)


def in_footer(words: str, longest: int) -> str:
    """The words as a footer writes them, no longer than that, cut between two of them."""
    return shorten(words, longest, placeholder=" …").replace("&", "&&")


def _set_up(sheet: Any, printed: PrintedList) -> None:
    last_row, last_column = _HEADER_ROW + len(printed.lines), len(printed.columns) - 1
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    sheet.autofilter(_HEADER_ROW, 0, last_row, last_column)
    sheet.ignore_errors(
        {"number_stored_as_text": f"A{_HEADER_ROW + 2}:{chr(ord('A') + last_column)}{last_row + 2}"}
    )
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.print_area(0, 0, last_row, last_column)
    footer = in_footer(printed.subtitle, _LONGEST_FOOTER)
    # The space keeps a name that begins with a digit out of the font size.
    sheet.set_footer(f"&L&8 {footer}&C&8{printed.mark.replace('&', '&&')}&R&8Page &P sur &N")
