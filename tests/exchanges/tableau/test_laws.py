"""What holds of every tableau: exported and taken back it changes nothing, in whatever order."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.tableau.columns import TYPED_AT_THE_BOTTOM, columns, on_one_line, recognised
from exchanges.tableau.merging import merge
from exchanges.tableau.sheet import Sheet, read
from exchanges.tableau.workbook import Row, written
from exchanges.tableau.workbook import Sheet as Written
from tests.exchanges.tableau.desk import HEADER
from tests.workflow.build import paris

SITTING = {1: "ALI de Bobigny", 2: "France Travail, agence « Nord »", 3: "Service social (93)"}
WORDS = st.text(max_size=60).map(on_one_line)
DAYS = st.dates(min_value=paris("1930-01-01").date(), max_value=paris("2099-12-31").date())
ANSWERS = st.sampled_from(["", "connu", "suivi", "inconnu"])


@st.composite
def lines(draw: st.DrawFn) -> list[Row]:
    """A few lines of a tableau, whatever they say."""
    found = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        cells: dict[str, str] = {"ligne": str(number)}
        for column in columns(SITTING):
            if column.key in ("cle", "ligne"):
                continue
            if column.key.startswith("reponse:"):
                cells[column.key] = draw(ANSWERS)
            elif column.form.name == "DAY":
                day = draw(st.none() | DAYS)
                cells[column.key] = "" if day is None else day.isoformat()
            elif column.form.name == "TEXT":
                cells[column.key] = draw(WORDS)
            else:
                cells[column.key] = ""
        found.append(Row(line=number, version=1, cells=cells, fillable=frozenset()))
    return found


def written_to(folder: Path, rows: list[Row], name: str = "t.xlsx") -> Path:
    """A workbook of these lines."""
    path = folder / name
    path.write_bytes(
        written(
            Written(
                seance=12,
                viewer=None,
                exported=paris("2026-03-02"),
                title="Tableau",
                subtitle="Séance 12",
                note="",
                columns=columns(SITTING),
                bottom=TYPED_AT_THE_BOTTOM,
                lists={"motifs": [], "services": []},
                rows=rows,
            )
        )
    )
    return path


def typed(sheet: Sheet) -> dict[int | None, Any]:
    """What each row says, by line."""
    return {row.line: (dict(row.cells), dict(row.bad)) for row in sheet.rows}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tableaux")


@settings(max_examples=60)
@given(rows=lines())
def test_a_tableau_read_back_says_what_it_said(folder: Path, rows: list[Row]) -> None:
    sheet = read(written_to(folder, rows))

    for row in sheet.rows:
        assert row.line is not None
        left = sheet.origin.cells[row.line]
        changes = merge(left, left, row.cells, frozenset(row.cells))
        assert row.bad == {}
        assert (changes.taken, changes.conflicts, changes.locked) == ((), (), ())
    assert [row.line for row in sheet.rows] == [row.line for row in rows]


@settings(max_examples=25)
@given(rows=lines(), data=st.data())
def test_the_order_of_rows_and_columns_says_nothing(
    folder: Path, rows: list[Row], data: st.DataObject
) -> None:
    path = written_to(folder, rows)
    straight = typed(read(path))
    book = openpyxl.load_workbook(path)
    sheet = book["Tableau"]
    last = HEADER + len(rows)
    cells = [
        [(cell.value, cell.number_format) for cell in row]
        for row in sheet.iter_rows(min_row=HEADER, max_row=last)
    ]
    down = [0, *data.draw(st.permutations(range(1, len(cells))))]
    right = data.draw(st.permutations(range(len(cells[0]))))
    for row, origin in enumerate(down):
        for column, source in enumerate(right):
            cell = sheet.cell(HEADER + row, column + 1)
            value, number_format = cells[origin][source]
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # as a person's spreadsheet keeps words: never a formula
            cell.number_format = number_format
    book.save(path)

    assert typed(read(path)) == straight


@given(
    exported=st.dictionaries(st.sampled_from("abc"), WORDS),
    now=st.dictionaries(st.sampled_from("abc"), WORDS),
    keys=st.permutations("abc"),
    words=st.lists(WORDS, min_size=3, max_size=3),
    fillable=st.frozensets(st.sampled_from("abc")),
)
def test_a_merge_takes_no_cell_that_somebody_else_changed(
    exported: dict[str, str],
    now: dict[str, str],
    keys: list[str],
    words: list[str],
    fillable: frozenset[str],
) -> None:
    said = dict(zip("abc", words, strict=True))
    merged = merge(exported, now, {key: said[key] for key in keys}, fillable)
    straight = merge(exported, now, said, fillable)

    for cell in merged.taken:
        assert cell.now == cell.exported != cell.typed
        assert cell.key in fillable
    for cell in merged.conflicts:
        assert len({cell.now, cell.exported, cell.typed}) == 3
    for name in ("taken", "conflicts", "locked"):
        assert set(getattr(merged, name)) == set(getattr(straight, name))


@given(name=st.text(min_size=1, max_size=40).filter(lambda name: name.isprintable()))
def test_a_heading_is_recognised_whatever_the_service_is_called(name: str) -> None:
    for column in columns({7: name}):
        found = recognised(column.heading)
        assert found is not None
        assert found.key == column.key


def test_every_column_has_a_heading_of_its_own() -> None:
    headings = [column.heading for column in columns(SITTING)]

    assert len(set(headings)) == len(headings)
