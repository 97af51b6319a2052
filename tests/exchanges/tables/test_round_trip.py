"""What is written is read back, in each of the three formats."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.tables.columns import people_and_facts, people_and_one_fact
from exchanges.tables.headings import recognise
from exchanges.tables.lines import PersonLine, read
from exchanges.tables.reader import Format, open_table
from exchanges.tables.sample import COLUMNS, write_table_sample
from exchanges.tables.template import write_template
from exchanges.tables.writing import write_table
from exchanges.webrsa.values import PARIS

AT = datetime(2026, 3, 2, 8, tzinfo=PARIS)
WORDS = st.text(
    st.characters(categories=["Lu", "Ll", "Nd", "Zs", "Po", "Sm"], max_codepoint=0x17F),
    min_size=1,
    max_size=20,
).map(lambda words: " ".join(words.split()))
CELLS = st.one_of(st.none(), WORDS, st.dates(date(1900, 1, 1), date(2100, 12, 31)))


def read_back(path: Path) -> list[PersonLine]:
    table = open_table(path)
    lines = list(read(table, recognise(table, (), {})))
    assert all(isinstance(line, PersonLine) for line in lines), lines
    return [line for line in lines if isinstance(line, PersonLine)]


@pytest.mark.parametrize("format", list(Format))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=5))
def test_the_cells_that_are_written_are_read_back(
    tmp_path: Path, format: Format, rows: list[list[str | date | None]]
) -> None:
    path = write_table(tmp_path / f"a.{format.value}", format, ["un", "deux", "trois", "4"], rows)
    found = [row.cells for row in open_table(path).rows()][1:]

    def plain(cell: object) -> str:
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}"
        return "" if cell is None else str(cell)

    written = [[plain(cell) for cell in row] for row in rows if any(row)]
    assert [[plain(cell) for cell in row] + [""] * (4 - len(row)) for row in found] == written


@pytest.mark.parametrize(
    "words", ["=HYPERLINK(1)", "+33 6 39 98 00 00", "-2", "@SUM(1)", "\tx", "\rx", "'=1", "''=1"]
)
def test_a_text_that_a_spreadsheet_would_run_stands_after_an_apostrophe_and_is_read_without_it(
    tmp_path: Path, words: str
) -> None:
    path = write_table(tmp_path / "a.csv", Format.CSV, ["=a", "le"], [[words, date(2026, 3, 1)]])

    content = path.read_bytes().decode("utf-8-sig")
    assert content.startswith("'=a;le")
    assert f"'{words}" in content
    assert content.rstrip().endswith(";01/03/2026")
    headings, row = [row.cells for row in open_table(path).rows()]
    assert (headings[0], row[0]) == ("=a", words)


def test_an_apostrophe_that_guards_nothing_stays(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", Format.CSV, ["lieu"], [["'s-Hertogenbosch"]])

    assert [row.cells for row in open_table(path).rows()][1] == ("'s-Hertogenbosch",)


def test_a_sample_is_the_same_people_in_every_format_and_the_same_bytes_twice(
    tmp_path: Path,
) -> None:
    paths = [
        write_table_sample(tmp_path, format, people=12, seed=7, agencies=2, at=AT)
        for format in Format
    ]
    again = [
        write_table_sample(tmp_path / "autre", format, people=12, seed=7, agencies=2, at=AT)
        for format in Format
    ]
    people = [read_back(path) for path in paths]

    assert people[0] == people[1] == people[2]
    assert len(people[0]) == 12
    assert any(line.told for line in people[0])
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]
    assert set(COLUMNS) <= people_and_facts().keys()


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize("one_fact", [False, True])
def test_a_template_is_recognised_whole_with_its_example(
    tmp_path: Path, format: Format, one_fact: bool
) -> None:
    path = write_template(
        tmp_path / f"m.{format.value}",
        format,
        {"nom": "Nom de l’individu"},
        today=AT.date(),
        one_fact=one_fact,
    )
    table = open_table(path)
    header = recognise(table, [{"nom": "Nom de l’individu"}], {})
    known = people_and_one_fact() if one_fact else people_and_facts()
    (line,) = read(table, header)

    assert {column.name for column in header.columns.values()} == known.keys()
    assert header.unknown == ()
    assert isinstance(line, PersonLine)
    assert [told.entry.code for told in line.told] == ["rdv_honore"]
