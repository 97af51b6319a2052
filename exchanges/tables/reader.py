"""A table as it is in its file: opened, checked whole, then its rows as many times as needed."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from exchanges.tables import csv_text, workbooks
from exchanges.tables.cells import Cell, is_empty
from exchanges.webrsa.problems import UnreadableFile

LARGEST_FILE = 50 * 2**20
"""Bytes; 100,000 lines of a CSV take about 20 million."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_NAMES = frozenset({".csv", ".tsv", ".txt"})
_BOOK_NAMES = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Format(StrEnum):
    """The formats of a table."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the file. ``line`` is its number there, from 1; ``odd`` tells, by column, why a
    cell that looks empty is not."""

    line: int
    cells: tuple[Cell, ...]
    odd: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that was read once to its end. ``rows`` gives the rows that hold something;
    ``notes`` are sentences on how it was read; ``sha256`` is that of the bytes."""

    path: Path
    format: Format
    sha256: str
    rows: Callable[[], Iterator[Row]]
    notes: tuple[str, ...] = ()
    serial_dates: bool = False


def is_table(path: Path) -> bool:
    """Whether a file is a table (and not one of webRSA's), by its first bytes, then its name.
    A file that cannot be opened is none."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError:
        return False
    if head.startswith((_ZIP, _OLE)):
        return True
    words = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    named = path.suffix.lower() in _TEXT_NAMES | _BOOK_NAMES
    return named and not words.startswith(b"<")


def open_table(path: Path) -> Table:
    """Reads the whole file once. Raises UnreadableFile, in one clear sentence."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise UnreadableFile(path, f"il dépasse {LARGEST_FILE // 2**20} Mo")
    if not size:
        raise UnreadableFile(path, "il est vide")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith(_OLE):
        raise UnreadableFile(path, _ole(content))
    if content.startswith(_ZIP):
        return _workbook(path, content, sha256)
    if path.suffix.lower() in _BOOK_NAMES:
        raise UnreadableFile(path, "ce n’est pas un classeur, malgré son nom")
    return _csv(path, content, sha256)


def _ole(content: bytes) -> str:
    if _ENCRYPTED in content:
        return "il est protégé par un mot de passe : enregistrez-le sans mot de passe"
    return "c’est un ancien format de classeur (.xls) : enregistrez-le au format XLSX"


def _workbook(path: Path, content: bytes, sha256: str) -> Table:
    opened = workbooks.open_workbook(path, content)

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(opened.rows()):
            odd = opened.odd.get(number, {})
            if odd or not all(map(is_empty, cells)):
                yield Row(line=number + 1, cells=tuple(cells), odd=odd)

    return Table(
        path=path,
        format=Format.ODS if opened.ods else Format.XLSX,
        sha256=sha256,
        rows=rows,
        notes=opened.notes,
        serial_dates=opened.serial_dates,
    )


def _csv(path: Path, content: bytes, sha256: str) -> Table:
    words = csv_text.decode(path, content)

    def rows() -> Iterator[Row]:
        for line, cells in csv_text.rows(path, words):
            if any(cell.strip() for cell in cells):
                yield Row(line=line, cells=tuple(cells))

    for _ in rows():
        pass  # to its end, before anything of it is used
    notes = () if words.note is None else (words.note,)
    return Table(path=path, format=Format.CSV, sha256=sha256, rows=rows, notes=notes)
