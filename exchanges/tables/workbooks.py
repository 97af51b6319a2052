"""XLSX and ODS through python-calamine: the values of the first visible sheet that holds some."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from exchanges.tables import packages
from exchanges.tables.cells import Cell
from exchanges.webrsa.problems import UnreadableFile
from rules.wording import NBSP, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A workbook that may be read. ``odd``: by row then column, from 0; ``formulas``: the
    cells (row, column), from 0, whose value a formula gives."""

    ods: bool
    serial_dates: bool
    odd: Mapping[int, Mapping[int, str]]
    formulas: frozenset[tuple[int, int]]
    notes: tuple[str, ...]
    sheet: CalamineSheet
    book: CalamineWorkbook

    def is_merged(self, row: int, column: int) -> bool:
        """Whether that cell is one with others."""
        return any(
            top <= row <= bottom and left <= column <= right
            for (top, left), (bottom, right) in self.sheet.merged_cell_ranges or ()
        )

    def hidden(self, name: str) -> list[list[Cell]] | None:
        """The rows of the sheet of that name, shown or not; None when there is none."""
        return (
            list(_all(self.book.get_sheet_by_name(name))) if name in self.book.sheet_names else None
        )

    def rows(self) -> Iterator[list[Cell]]:
        """Every row from the first of the sheet, formulas as their stored values."""
        yield from _all(self.sheet)


def _all(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    # The library gives the first rows when they are empty, but not the first columns.
    left = [""] * (0 if sheet.start is None else sheet.start[1])
    for cells in sheet.iter_rows():
        yield [*left, *cells]


def open_workbook(path: Path, content: bytes) -> Opened:
    """The sheet to read, with what will not be. Raises UnreadableFile."""
    package = packages.inspect(path, content)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        ]
        filled = [name for name in names if name in package.sheets]
        if not filled:
            raise UnreadableFile(path, "aucune de ses feuilles visibles ne contient quelque chose")
        sheet = workbook.get_sheet_by_name(filled[0])
    except PasswordError as error:
        raise UnreadableFile(path, "il est protégé par un mot de passe") from error
    except CalamineError as error:
        raise UnreadableFile(path, "c’est un classeur abîmé ou incomplet") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the library's own faults are
            raise
        raise UnreadableFile(path, "c’est un classeur abîmé ou incomplet") from error
    odd: dict[int, dict[int, str]] = {}
    for (row, column), reason in package.sheets[sheet.name].items():
        odd.setdefault(row, {})[column] = reason
    notes = () if len(filled) == 1 else (_unread(*filled),)
    return Opened(
        ods=package.ods,
        serial_dates=package.serial_dates,
        odd=odd,
        formulas=package.formulas[sheet.name],
        notes=notes,
        sheet=sheet,
        book=workbook,
    )


def _unread(name: str, *others: str) -> str:
    listed = ", ".join(quoted(other) for other in others)
    return f"Seule la feuille {quoted(name)} est lue. Laissées de côté{NBSP}: {listed}."
