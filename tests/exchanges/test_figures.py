"""Figures as files: what spreadsheets read, and nothing that they would run."""

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from exchanges.figures import Figure, Format, write_figures

HEADINGS = ("Valeur", "Part (%)", "Nombre", "Le")
ROWS: list[list[Figure]] = [
    ["Bobigny", 66.6, 4, date(2026, 3, 1)],
    ["=HYPERLINK(1)", None, -2, None],
]


def written(folder: Path, format: Format) -> Path:
    return write_figures(
        folder / f"bilan.{format.value}",
        format,
        title="Bilan",
        headings=HEADINGS,
        rows=ROWS,
        produced=datetime(2026, 5, 4, 7, tzinfo=UTC),
    )


def test_a_csv_is_what_a_french_spreadsheet_opens(tmp_path: Path) -> None:
    content = written(tmp_path / "un" / "dossier", Format.CSV).read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "Valeur;Part (%);Nombre;Le",
        "Bobigny;66,6;4;01/03/2026",
        "'=HYPERLINK(1);;-2;",
    ]


def test_an_xlsx_holds_numbers_and_days_and_no_formula(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, Format.XLSX)).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert cells == [
        list(HEADINGS),
        ["Bobigny", 66.6, 4, datetime(2026, 3, 1)],  # noqa: DTZ001  # a day, as the library gives it
        ["=HYPERLINK(1)", None, -2, None],
    ]
    assert [cell.data_type for cell in next(sheet.iter_rows(min_row=3))] == ["s", "n", "n", "n"]


@pytest.mark.parametrize("format", list(Format))
def test_the_same_figures_give_the_same_bytes(tmp_path: Path, format: Format) -> None:
    one = written(tmp_path / "a", format).read_bytes()

    assert written(tmp_path / "b", format).read_bytes() == one


@pytest.mark.parametrize("words", ["=1", "+33", "-2", "@x", "\tx", "\rx"])
def test_a_text_that_begins_like_a_formula_is_shown_as_it_is(tmp_path: Path, words: str) -> None:
    path = write_figures(
        tmp_path / "x.csv",
        Format.CSV,
        title="",
        headings=("Valeur",),
        rows=[[words]],
        produced=datetime(2026, 5, 4, tzinfo=UTC),
    )

    assert f"'{words}" in path.read_bytes().decode("utf-8-sig")
