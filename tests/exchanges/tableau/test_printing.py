"""A tableau that is printed can be read."""

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exchanges.tableau import printing
from exchanges.tableau.columns import Column, columns
from exchanges.tableau.workbook import Row, Sheet, written
from tests.exchanges.tableau.desk import HEADER, REMARK, Desk, place, row_of
from tests.workflow.build import FRANCE_TRAVAIL

A3_CENTIMETRES = 42.0
READABLE = 0.7


def printed(desk: Desk) -> Worksheet:
    return openpyxl.load_workbook(desk.export(None))["Tableau"]


def scale(sheet: Worksheet) -> float:
    """What the pages abreast leave of the size of the letters."""
    shown = [
        (one.width * 7 + 5) / 96 * 2.54
        for letter, one in sorted(
            sheet.column_dimensions.items(), key=lambda each: each[1].min or 0
        )
        if not one.hidden
    ]
    again = sum(shown[:4])  # line, dossier, name and first name are on each page
    pages = sheet.page_setup.fitToWidth or 1
    margins = (sheet.page_margins.left + sheet.page_margins.right) * 2.54
    return (A3_CENTIMETRES - margins) / (again + sum(shown[4:]) / pages)


def test_a_tableau_is_printed_in_landscape_with_its_headings_and_its_names_on_each_page(
    desk: Desk,
) -> None:
    sheet = printed(desk)
    setup = sheet.page_setup

    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 8, 0)
    assert (properties := sheet.sheet_properties.pageSetUpPr) is not None
    assert properties.fitToPage
    assert setup.pageOrder == "overThenDown"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$5:$5", "$A:$E")


@pytest.mark.parametrize("services", [1, 2, 4, 6, 10, 16])
def test_however_many_services_sit_it_is_printed_large_enough(desk: Desk, services: int) -> None:
    shown = columns({number: f"Service {number}" for number in range(1, services + 1)})
    path = desk.folder / "large.xlsx"
    path.write_bytes(
        written(
            Sheet(
                seance=1,
                viewer=None,
                exported=desk.world.now,
                title="ICL-I",
                subtitle="Séance",
                note="",
                columns=shown,
                lists={},
                rows=[Row(line=1, version=1, cells={"ligne": "1"}, fillable=frozenset())],
            )
        )
    )

    assert scale(openpyxl.load_workbook(path)["Tableau"]) >= READABLE


def test_a_row_is_high_enough_for_a_long_remark_and_the_headings_for_long_names(
    desk: Desk,
) -> None:
    said = "suivie de 2022 à 2024, a quitté l’atelier en mai faute de garde d’enfant " * 3
    desk.answer(desk.mine, FRANCE_TRAVAIL, "suivi", remarque=said)
    sheet = printed(desk)
    long, short = row_of(sheet, desk.line(desk.mine).id), row_of(sheet, desk.line(desk.theirs).id)

    assert sheet.cell(long, place(sheet, REMARK.format(FRANCE_TRAVAIL))).alignment.wrap_text
    assert (sheet.row_dimensions[long].height or 0) > 5 * 12
    assert (sheet.row_dimensions[short].height or 0) < 40
    assert (sheet.row_dimensions[HEADER].height or 0) > 2 * 12


def test_no_row_is_higher_than_a_spreadsheet_allows() -> None:
    column = Column(key="x", heading="X", width=10)

    assert printing.height([(column, "mot " * 4_000)]) == 409
    assert printing.height([(column, "mot")]) is None


def footer(desk: Desk, subtitle: str) -> str:
    """What the left of the footer says of a tableau of that subtitle."""
    path = desk.folder / "pied.xlsx"
    path.write_bytes(
        written(
            Sheet(
                seance=1,
                viewer=None,
                exported=desk.world.now,
                title="ICL-I",
                subtitle=subtitle,
                note="",
                columns=columns({}),
                rows=(),
                lists={},
            )
        )
    )
    said = openpyxl.load_workbook(path)["Tableau"].oddFooter
    assert said is not None
    assert said.left is not None
    return str(said.left.text).strip()


def test_the_footer_says_where_the_seance_is_held_in_whole_words(desk: Desk) -> None:
    held = (
        "Séance n° 20, jeudi 8 octobre 2026, 9 h 30, Bobigny, hôtel du département, salle 204 & 205"
    )

    assert footer(desk, held).replace("&&", "&") == held
    long = footer(desk, f"{held}, {'bâtiment C, ' * 20}")
    assert long.endswith(", bâtiment C, …")
