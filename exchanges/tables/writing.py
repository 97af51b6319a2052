"""A table written in one of the three formats: texts, days, nothing else. The same cells give the
same bytes."""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from exchanges.tables.csv_text import guarded
from exchanges.tables.reader import Format
from exchanges.webrsa.writer import placed

Written = str | date | None

_SHEET = "Personnes"
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)
_WIDTH = 18
_ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_ODS_STYLES = (
    '<office:automatic-styles><number:date-style style:name="jour"><number:day '
    'number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="jour"/>'
    "</office:automatic-styles>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def write_table(
    path: Path, format: Format, headings: Sequence[str], rows: Iterable[Sequence[Written]]
) -> Path:
    """Writes the file, which appears at ``path`` only when whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write = {Format.CSV: _csv, Format.XLSX: _xlsx, Format.ODS: _ods}[format]
    with placed(path) as draft:
        write(draft, headings, rows)
    return path


def _csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(map(guarded, headings))
        for row in rows:
            writer.writerow([_french(cell) for cell in row])


def _french(cell: Written) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else guarded(cell or "")


def _xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    # In memory: no temporary file of people's names is left on the disk by a crash.
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _CREATED.replace(tzinfo=None)})
        sheet = workbook.add_worksheet(_SHEET)
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        words = workbook.add_format({"num_format": "@"})
        sheet.set_column(0, len(headings) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell:
                    sheet.write_string(number, column, cell, words)


def _ods(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        # The kind comes first and bare: it is how programs recognise the file.
        archive.writestr(_part("mimetype"), _ODS_KIND)
        archive.writestr(_part("META-INF/manifest.xml", packed=True), _ODS_MANIFEST)
        with archive.open(_part("content.xml", packed=True), "w") as content:
            content.write(
                f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_ODS_SPACES} '
                f'office:version="1.3">{_ODS_STYLES}<office:body><office:spreadsheet>'
                f'<table:table table:name="{_SHEET}">'.encode()
            )
            for row in (headings, *rows):
                cells = "".join(map(_ods_cell, row))
                content.write(f"<table:table-row>{cells}</table:table-row>".encode())
            content.write(
                b"</table:table></office:spreadsheet></office:body></office:document-content>"
            )


def _part(name: str, *, packed: bool = False) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return part


def _ods_cell(cell: Written) -> str:
    if isinstance(cell, date):
        shown = f"<text:p>{cell:%d/%m/%Y}</text:p>"
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        return f'<table:table-cell table:style-name="date" {kind}>{shown}</table:table-cell>'
    if not cell:
        return "<table:table-cell/>"
    shown = f"<text:p>{escape(cell)}</text:p>"
    return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
