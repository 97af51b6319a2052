"""What a cell says, and what is refused rather than guessed."""

from datetime import date, datetime, timedelta

import pytest

from exchanges.tables import cells
from exchanges.tables.cells import Unreadable


@pytest.mark.parametrize(
    "cell",
    [
        "03/11/2025",
        "3/11/2025",
        "03-11-2025",
        "03.11.2025",
        "2025-11-03",
        " 03/11/2025 14:30 ",
        "2025-11-03T14:30:00",
        date(2025, 11, 3),
        datetime(2025, 11, 3, 14, 30),  # noqa: DTZ001 - as the library gives it
    ],
)
def test_a_day_is_read_in_every_form_that_has_one_meaning(cell: cells.Cell) -> None:
    assert cells.day(cell) == date(2025, 11, 3)


@pytest.mark.parametrize(
    "cell",
    [
        *("03/11/25", "11/2025", "31/02/2025", "2025-13-01", "hier", "0205-11-03", "45964"),
        *(45964.0, True, timedelta(days=1)),
    ],
)
def test_a_day_with_two_meanings_or_none_is_refused(cell: cells.Cell) -> None:
    with pytest.raises(Unreadable):
        cells.day(cell)


def test_a_number_is_a_day_only_where_the_workbook_counts_from_1900() -> None:
    assert cells.day(45964.0, serial=True) == date(2025, 11, 3)
    with pytest.raises(Unreadable):
        cells.day(12.0, serial=True)


@pytest.mark.parametrize(
    ("cell", "digits"),
    [("0041213", "0041213"), ("00 41 213", "0041213"), ("'0041213", "0041213"), (41213.0, "41213")],
)
def test_a_code_keeps_its_digits_and_its_zeros(cell: cells.Cell, digits: str) -> None:
    assert cells.code(cell) == digits


@pytest.mark.parametrize("cell", [1.85e17, "1,85017E+17", "2.6E+12"])
def test_a_code_that_a_spreadsheet_rounded_is_refused(cell: cells.Cell) -> None:
    with pytest.raises(Unreadable, match="arrondi"):
        cells.code(cell)


@pytest.mark.parametrize(
    "cell",
    ["06 39 98 00 01", "06.39.98.00.01", "+33 6 39 98 00 01", "0033639980001", 639980001.0],
)
def test_a_telephone_is_one_however_it_is_written(cell: cells.Cell) -> None:
    assert cells.telephone(cell) == "0639980001"


@pytest.mark.parametrize("cell", ["CÃ©cile", "C\ufffdcile", "Lâ€™Île"])
def test_damaged_accents_are_told_and_not_kept(cell: str) -> None:
    with pytest.raises(Unreadable, match="accents"):
        cells.text(cell)


def test_an_accented_capital_is_no_damage() -> None:
    assert cells.text(" Ãna  Paula ") == "Ãna Paula"
