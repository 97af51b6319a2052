"""Files of each format are read as they are; hostile ones are refused in one sentence."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from exchanges.tables import extents, packages
from exchanges.tables.reader import Format, is_table, open_table
from exchanges.webrsa.problems import UnreadableFile
from tests.exchanges.tables.files import SHEET, ods, remade, text_file, with_row, xlsx


def cells_of(path: Path) -> list[tuple[object, ...]]:
    return [row.cells for row in open_table(path).rows()]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        list(open_table(path).rows())
    sentence = str(caught.value)
    assert len(sentence.splitlines()) == 1
    return sentence


# --- CSV


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_file_is_read_whatever_its_separator_its_encoding_and_its_line_ends(
    tmp_path: Path, separator: str, encoding: str, end: str
) -> None:
    lines = [
        separator.join(("Nom", "N° CAF", "Prénom")),
        separator.join(("N’DIAYE", "0041213", f'"Zoé{separator} Ève"')),
    ]
    path = text_file(tmp_path / "a.csv", end.join(lines) + end, encoding)

    assert cells_of(path) == [
        ("Nom", "N° CAF", "Prénom"),
        ("N’DIAYE", "0041213", f"Zoé{separator} Ève"),
    ]
    notes = open_table(path).notes
    assert any("Windows-1252" in note for note in notes) is (encoding == "cp1252")


def test_rows_keep_the_numbers_of_their_lines_across_empty_rows_and_cells_of_several_lines(
    tmp_path: Path,
) -> None:
    path = text_file(tmp_path / "a.csv", 'a;b\n\n;;\n"deux\nlignes";x\nfin;y\n')

    assert [(row.line, row.cells[-1]) for row in open_table(path).rows()] == [
        (1, "b"),
        (4, "x"),
        (6, "y"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "il est vide"),
        ("Nom;Prénom".encode("utf-16"), "UTF-16"),
        (b"Nom\x00;x\n", "ce n’est pas un texte"),
        (b"Nom;\x81\x8d\n", "ni en UTF-8 ni en Windows-1252"),
        (b'Nom;Ville\n"a;b\nc;d\n', "guillemets"),
        (b'Nom;Ville\n"a"b;c\n', "guillemets"),
        (b'Nom;Ville\n"' + b"a;b\n" * 40 + b'";x\n', "guillemets"),
    ],
)
def test_a_csv_file_that_cannot_be_trusted_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert words in refusal(path)


# --- workbooks


def test_xlsx_cells_keep_their_types_and_places(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [[None, "Nom", 41213, date(2025, 11, 3), "0041213"]])

    assert cells_of(path) == [("", "Nom", 41213.0, date(2025, 11, 3), "0041213")]
    assert open_table(path).format is Format.XLSX


def test_ods_cells_keep_their_types_and_places(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [[None, None], [None, "Nom", 41213, date(2025, 11, 3), "007"]])
    (row,) = open_table(path).rows()

    assert row.cells == ("", "Nom", 41213.0, date(2025, 11, 3), "007")
    assert (row.line, open_table(path).format) == (2, Format.ODS)


def test_a_formula_gives_its_stored_value_and_one_without_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, '="DU"&"PONT"', None, "DUPONT")
        sheet.write_formula(0, 1, "=1/0", None, "#DIV/0!")
    bare = xlsx(tmp_path / "b.xlsx", [["=1+1", "x"]])

    (row,) = open_table(path).rows()
    assert row.cells[0] == "DUPONT"
    assert row.odd == {1: extents.ERROR_CELL}
    assert next(open_table(bare).rows()).odd == {0: extents.NOT_COMPUTED}


def test_only_the_first_visible_sheet_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        hidden = book.add_worksheet("Cachée")
        hidden.write(0, 0, "secret")
        book.add_worksheet("Vide")
        book.add_worksheet("Suivi").write(0, 0, "Nom")
        book.add_worksheet("Autre").write(0, 0, "x")
        book.get_worksheet_by_name("Suivi").activate()
        book.get_worksheet_by_name("Suivi").set_first_sheet()
        hidden.hide()
    table = open_table(path)

    assert [row.cells for row in table.rows()] == [("Nom",)]
    assert "Suivi" in table.notes[0]
    assert "Autre" in table.notes[0]
    assert "Cachée" not in table.notes[0]


def test_empty_and_merged_rows_are_skipped_without_losing_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 3, "Titre")
        sheet.write(4, 0, "Nom")
        sheet.set_row(900_000, 30)

    assert [(row.line, row.cells[0]) for row in open_table(path).rows()] == [
        (1, "Titre"),
        (5, "Nom"),
    ]


# --- hostile workbooks


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="200000"><c r="IV200000" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="3"><c r="AAAA3"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_extends_too_far_is_refused_before_it_takes_memory(
    tmp_path: Path, xml: str
) -> None:
    path = remade(xlsx(tmp_path / "a.xlsx", [["Nom"]]), SHEET, with_row(xml))

    assert "ne peut pas être lu" in refusal(path)


def test_far_cells_that_hold_a_format_only_and_a_false_extent_harm_nothing(tmp_path: Path) -> None:
    far = with_row('<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    path = remade(xlsx(tmp_path / "a.xlsx", [["Nom"]]), SHEET, far)
    remade(path, SHEET, lambda xml: xml.replace(b'ref="A1"', b'ref="A1:XFD1048576"'))

    assert cells_of(path) == [("Nom",)]


def test_an_ods_cell_repeated_without_end_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Nom"]])
    repeated = b'table:number-rows-repeated="1048000"><table:table-cell office:value-type="string" '
    remade(
        path,
        "content.xml",
        lambda xml: xml.replace(
            b'table:number-rows-repeated="1048000"><table:table-cell ', repeated, 1
        ),
    )

    assert "s’étendent trop loin" in refusal(path)


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_UNPACKED", 2**20)
    path = remade(xlsx(tmp_path / "a.xlsx", [["Nom"]]), SHEET, with_row(" " * 2**21))

    assert "une fois décompressé" in refusal(path)


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nom"]])
    remade(path, SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml)

    assert "déclaration de type de document" in refusal(path)


def test_a_workbook_under_a_password_is_told_so(tmp_path: Path) -> None:
    excel = tmp_path / "a.xlsx"
    mark = "EncryptedPackage".encode("utf-16-le")
    excel.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + mark)
    libre = ods(tmp_path / "a.ods", [["Nom"]])
    manifest = b'<manifest:encryption-data manifest:checksum=""/></manifest:file-entry>'
    remade(
        libre,
        "META-INF/manifest.xml",
        lambda xml: (
            xml.replace(b"</manifest:manifest>", b"", 1).replace(
                b'manifest:media-type="text/xml"/>',
                b'manifest:media-type="text/xml">' + manifest,
                1,
            )
            + b"</manifest:manifest>"
        ),
    )

    assert "mot de passe" in refusal(excel)
    assert "mot de passe" in refusal(libre)


@pytest.mark.parametrize("kept", [10, 600, 3000])
def test_half_a_workbook_is_refused(tmp_path: Path, kept: int) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["Nom"]])
    path.write_bytes(path.read_bytes()[:kept])

    assert "ne peut pas être lu" in refusal(path)


def test_another_archive_and_an_old_format_are_told_for_what_they_are(tmp_path: Path) -> None:
    word = remade(xlsx(tmp_path / "a.xlsx", [["Nom"]]), SHEET, lambda xml: xml)
    word.write_bytes(word.read_bytes().replace(b"xl/workbook.xml", b"xl/docudent.xml"))
    old = tmp_path / "a.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    assert "ni un classeur XLSX ni un classeur ODS" in refusal(word)
    assert ".xls" in refusal(old)


def test_a_file_beyond_the_largest_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchanges.tables.reader.LARGEST_FILE", 100)
    path = text_file(tmp_path / "a.csv", "Nom;Prénom\n" + "a;b\n" * 100)

    assert "il dépasse" in refusal(path)


@pytest.mark.parametrize("name", ["suivi.xlsx", "SUIVI.ODS", "suivi.xls"])
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"Nom;Pr\xc3\xa9nom\nA;B\n"])
def test_an_image_or_a_text_named_like_a_workbook_is_said_to_be_none(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert is_table(path)
    assert "ce n’est pas un classeur, malgré son nom" in refusal(path)


# --- which files are tables


def test_a_table_is_told_from_a_file_of_webrsa_by_what_it_holds(tmp_path: Path) -> None:
    book = xlsx(tmp_path / "sans_extension", [["Nom"]])
    words = text_file(tmp_path / "a.csv", "Nom\n")
    disguised = text_file(tmp_path / "b.csv", "\ufeff<WebRSA-ALI/>")
    other = text_file(tmp_path / "c.xml", "bonjour")
    renamed = text_file(tmp_path / "d.xlsx", "<WebRSA-ALI/>")

    assert is_table(book)
    assert is_table(words)
    assert not is_table(disguised)
    assert not is_table(other)
    assert not is_table(renamed)
    assert not is_table(tmp_path / "absent.csv")
