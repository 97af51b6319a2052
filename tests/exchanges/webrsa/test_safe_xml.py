"""What an XML file is refused for: one sentence that names the file, and nothing read."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exchanges.webrsa.people import read_people
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.referentiel import read_referentiel
from exchanges.webrsa.safe_xml import LARGEST_FILE, LARGEST_RECORD

Text = Callable[..., str]

BOMB = (
    '<!DOCTYPE WebRSA-ALI [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {n} "{"&" + p + ";"}{"&" + p + ";"}">'
        for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def refusal(path: Path, content: bytes | None = None, *, limit: int = LARGEST_FILE) -> str:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        read_people(path, limit=limit)
    return str(refused.value)


def workbook() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return made.getvalue()


def test_the_good_file_is_taken(people_text: Text, people_file: Callable[[str], Path]) -> None:
    assert read_people(people_file(people_text())).count == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "il est vide"),
        (b"\xef\xbb\xbf  \n", "il est vide"),
        (workbook(), "classeur ou une archive zip"),
        (gzip.compress(b"<WebRSA-ALI/>", mtime=0), "archive compressée"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document bureautique"),
        (b"%PDF-1.7", "document PDF"),
        (b"nom;prenom\nCAMARA;Zo", "pas un fichier XML"),
        (b"<WebRSA-ALI><entete></dossiers></WebRSA-ALI>", "ligne 1, ne peut pas être lu : son XML"),
        (b"<WebRSA-ALI>\n\x01</WebRSA-ALI>", "ligne 2, ne peut pas être lu : son XML"),
        (b"<WebRSA-ALI>&nbsp;</WebRSA-ALI>", "son XML est mal formé"),
        (b"<WebRSA-ALI/><WebRSA-ALI/>", "son XML est mal formé"),
        (b"<html><body>503</body></html>", "sa racine est « html »"),
        (b"<x><WebRSA-ALI/></x>", "la racine attendue est « WebRSA-ALI »"),
        (b"<Referentiel_WebRSA/>", "sa racine est « Referentiel_WebRSA »"),
        (b'<WebRSA-ALI xmlns="urn:x"/>', "la racine attendue est « WebRSA-ALI »"),
        (b"<WebRSA-ALI/>", "il ne tient pas en un en-tête"),
        (b"<WebRSA-ALI>" + b"<a>" * 300 + b"</a>" * 300 + b"</WebRSA-ALI>", "dépassent ce qu’un"),
        ("<WebRSA-ALI>é</WebRSA-ALI>".encode("utf-16"), "encodé en UTF-16"),
        ("<WebRSA-ALI>é</WebRSA-ALI>".encode("utf-16-le"), "encodé en UTF-16"),
        (
            "<WebRSA-ALI>\n\né</WebRSA-ALI>".encode("latin-1"),
            "ligne 3, ne peut pas être lu : son texte",
        ),
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?><WebRSA-ALI/>'.encode("latin-1"),
            "il se déclare encodé en ISO-8859-1",
        ),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    sentence = refusal(tmp_path / "export.xml", content)

    assert reason in sentence
    assert "Le fichier « export.xml »" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "before",
    [
        BOMB,
        '<!DOCTYPE WebRSA-ALI SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE WebRSA-ALI [<!ENTITY x SYSTEM "http://192.0.2.1/x">]>',
        "<!-- " + " " * 70_000 + " --><!DOCTYPE WebRSA-ALI>",
    ],
)
def test_a_document_type_is_refused_whatever_it_holds(
    people_text: Text, tmp_path: Path, before: str
) -> None:
    text = people_text().replace("<WebRSA-ALI>", before + "<WebRSA-ALI>", 1)

    sentence = refusal(tmp_path / "export.xml", text.encode())

    assert "il définit un type de document ou des entités" in sentence


def test_a_document_type_cut_between_two_pieces_is_seen(tmp_path: Path) -> None:
    padding = b"<!--" + b" " * (2**16 - 4 - 3 - 5) + b"-->"

    sentence = refusal(tmp_path / "export.xml", padding + b"<!DOCTYPE WebRSA-ALI><WebRSA-ALI/>")

    assert "il définit un type de document" in sentence


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_file_is_refused_before_any_person_is_given(
    people_text: Text, tmp_path: Path, kept: float, dossier: Text
) -> None:
    whole = people_text(*(dossier(n) for n in range(1, 60))).encode()

    sentence = refusal(tmp_path / "export.xml", whole[: int(len(whole) * kept)])

    assert "il est tronqué" in sentence


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "il n’existe pas" in refusal(tmp_path / "absent.xml")
    assert "c’est un dossier" in refusal(tmp_path)


def test_a_file_above_the_limit_is_refused(people_text: Text, tmp_path: Path) -> None:
    content = people_text().encode()

    assert "dépasse" in refusal(tmp_path / "export.xml", content, limit=len(content) - 1)
    assert read_people(tmp_path / "export.xml", limit=len(content)).count == 1


def test_a_record_without_end_is_refused_before_the_file_is_read_whole(
    people_text: Text, tmp_path: Path
) -> None:
    # Had it been read whole, the tag closed wrongly at its end would be the reason.
    inside = "<dossier>" + "<x>y</x>" * (2 * LARGEST_RECORD // 8) + "</z></dossier>"

    sentence = refusal(tmp_path / "export.xml", people_text(inside).encode())

    assert "s’y suivent sans qu’un dossier y finisse" in sentence


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<dossiers>", "<dossiers><autre/>", "« autre » n’y a pas sa place"),
        ("\n</dossiers>", "<autre/></dossiers>", "« autre » n’y a pas sa place"),
        ("</dossiers>", "</dossiers><autre/>", "en un en-tête suivi d’un groupe"),
        ("</dossiers>", "</dossiers><entete/>", "en-tête, "),
        ("<dossiers>", "<autre>", "n’y est pas à sa place"),
        ("<dossiers>", "<dossiers><dossier>", "n’y est pas à sa place"),
        ("<entete>", "<tete>", "en-tête manque"),
        ("<id_structure_ali>41", "<id_structure_ali>x", "id_structure_ali : n’est pas un nombre"),
        ("2025-03-03 06:00:00", "2025-02-30 06:00:00", "date_generation : date et heure"),
    ],
)
def test_a_file_built_otherwise_is_refused(
    people_text: Text, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    text = people_text().replace(old, new, 1)
    for name in ("autre", "tete"):
        if f"<{name}>" in text and f"</{name}>" not in text:
            text = text.replace("</dossiers>" if name == "autre" else "</entete>", f"</{name}>", 1)
    if "<dossiers><dossier>" in text:
        text = text.replace("</dossiers>", "</dossier></dossiers>", 1)

    assert reason in refusal(tmp_path / "export.xml", text.encode())


def test_a_byte_order_mark_is_allowed(people_text: Text, tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(b"\xef\xbb\xbf" + people_text().encode())

    assert read_people(path).count == 1


def test_a_referential_is_guarded_by_the_same_door(tmp_path: Path) -> None:
    path = tmp_path / "referentiel.xml"
    path.write_bytes(BOMB.encode() + b"<Referentiel_WebRSA>&i;</Referentiel_WebRSA>")

    with pytest.raises(UnreadableFile, match="il définit un type de document"):
        read_referentiel(path)


def test_a_file_that_changes_while_it_is_read_is_noticed(
    people_text: Text, people_file: Callable[[str], Path], dossier: Text
) -> None:
    opened = read_people(people_file(people_text(dossier(1))))
    people_file(people_text(dossier(2)))

    with pytest.raises(UnreadableFile, match="il a changé pendant sa lecture"):
        list(opened.records())
