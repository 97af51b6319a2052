"""Figures as a file for a spreadsheet: CSV or XLSX, numbers as numbers, words never as formulas."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter

from exchanges.tables.csv_text import guarded
from exchanges.webrsa.writer import placed

Figure = str | int | float | date | None


class Format(StrEnum):
    """The formats, by the end of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"


def write_figures(
    path: Path,
    format: Format,
    *,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Figure]],
    produced: datetime,
) -> Path:
    """Writes the file, which appears at ``path`` only when whole. ``produced`` is aware."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with placed(path) as draft:
        if format is Format.CSV:
            _csv(draft, headings, rows)
        else:
            _xlsx(draft, title, headings, rows, produced)
    return path


def _csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Figure]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(map(guarded, headings))
        writer.writerows([_written(cell) for cell in row] for row in rows)


def _written(cell: Figure) -> str:
    """As French spreadsheets read it; a text that would be a formula is shown as it is."""
    match cell:
        case None:
            return ""
        case float():
            return f"{cell:.1f}".replace(".", ",")
        case date():
            return f"{cell:%d/%m/%Y}"
        case str():
            return guarded(cell)
    return str(cell)


def _xlsx(
    path: Path,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Figure]],
    produced: datetime,
) -> None:
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        created = produced.astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties({"title": title, "created": created})
        sheet = workbook.add_worksheet("Bilan")
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        styles = {
            date: workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            float: workbook.add_format({"num_format": "0.0"}),
        }
        for column, heading in enumerate(headings):
            longest = max((len(_written(row[column])) for row in rows), default=0)
            sheet.set_column(column, column, min(max(10, longest + 2), 48))
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _place(sheet, number, column, cell, styles.get(type(cell)))
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)


def _place(sheet: Any, row: int, column: int, cell: Figure, style: Any) -> None:
    match cell:
        case None:
            return
        case date():
            sheet.write_datetime(row, column, cell, style)
        case int() | float():
            sheet.write_number(row, column, cell, style)
        case _:
            sheet.write_string(row, column, cell)
