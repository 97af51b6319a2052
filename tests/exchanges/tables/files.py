"""Real files of each format, and hostile ones, made for a test."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]  # no types
from odf.table import Table as OdfTable  # type: ignore[import-untyped]  # no types
from odf.table import TableCell, TableRow
from odf.text import P  # type: ignore[import-untyped]  # no types

SHEET = "xl/worksheets/sheet1.xml"


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A CSV file of these very characters."""
    path.write_bytes(text.encode(encoding))
    return path


def xlsx(path: Path, rows: Sequence[Sequence[Any]], *more: tuple[str, Sequence[Any]]) -> Path:
    """A workbook as Excel's own library writes it; ``more``: other sheets with one row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for name, row in more:
        book.create_sheet(name).append(list(row))
    book.save(path)
    return path


def ods(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A workbook as OpenDocument's own library writes it."""
    document = OpenDocumentSpreadsheet()
    table = OdfTable(name="Feuille1")
    document.spreadsheet.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for value in row:
            line.addElement(_cell(value))
    # What every file of LibreOffice ends with.
    last = TableRow(numberrowsrepeated=1_048_000)
    last.addElement(TableCell(numbercolumnsrepeated=16_384))
    table.addElement(last)
    document.save(path)
    return path


def _cell(value: Any) -> Any:
    if value is None:
        return TableCell()
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
        cell.addElement(P(text=f"{value:%d/%m/%Y}"))
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=str(value))
        cell.addElement(P(text=str(value)))
    else:
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=value))
    return cell


def remade(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one.filename, change(content) if one.filename == part else content)
    path.write_bytes(out.getvalue())
    return path


def with_row(xml: str) -> Callable[[bytes], bytes]:
    """Adds that XML at the end of a sheet."""
    return lambda content: content.replace(b"</sheetData>", xml.encode() + b"</sheetData>")
