"""An office document is what its container says, unpacked no further than that."""

import zipfile
from io import BytesIO

import pytest

from rules.pieces import FileLimits, FileType, media_type, objections
from workflow.acts import containers

_MAIN = "<Override PartName='/a.xml' ContentType='{}.main+xml'/>"
LIMITS = FileLimits()


def package(parts: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", packed) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def document(kind: FileType) -> bytes:
    """The least that is a document of that kind."""
    if kind in (FileType.ODT, FileType.ODS):
        return package({"mimetype": media_type(kind).encode(), "content.xml": b"<a/>"})
    types = _MAIN.format(media_type(kind)).encode()
    return package({"[Content_Types].xml": types, "_rels/.rels": b"<a/>"})


OFFICE = (FileType.DOCX, FileType.ODT, FileType.XLSX, FileType.ODS)


@pytest.mark.parametrize("kind", OFFICE)
def test_a_document_is_taken_under_the_name_of_what_it_is_alone(kind: FileType) -> None:
    found = {
        other: [
            one.code for one in objections(f"a.{other}", document(kind), LIMITS, containers.holds)
        ]
        for other in OFFICE
    }

    assert found == {other: [] if other is kind else ["contenu_de_piece"] for other in OFFICE}


DOCX = document(FileType.DOCX)
WORD = media_type(FileType.DOCX)
TEXT = media_type(FileType.ODT)
TYPES = _MAIN.format(WORD).encode()
RELS = {"_rels/.rels": b"<a/>"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\3\4abc", WORD),
        (DOCX[: len(DOCX) // 2], WORD),
        (package({"a.txt": b"a"}), WORD),
        (package({"[Content_Types].xml": TYPES}), WORD),
        (package({"[Content_Types].xml": TYPES, **RELS}, zipfile.ZIP_BZIP2), WORD),
        (DOCX.replace(b"PK\1\2", b"PK\1\3"), WORD),
        (package({"mimetype": TEXT.encode()}), TEXT),
        (package({"content.xml": b"<a/>"}), TEXT),
    ],
    ids=[
        *("seven bytes", "cut", "another zip", "no relations", "packed otherwise"),
        *("broken directory", "no content", "no type"),
    ],
)
def test_what_is_not_a_whole_container_of_the_kind_is_not_a_document(
    content: bytes, kind: str
) -> None:
    assert not containers.holds(content, kind)


def test_a_declaration_under_a_password_is_not_read() -> None:
    locked = bytearray(DOCX)
    locked[locked.index(b"PK\1\2") + 8] |= 1

    assert not containers.holds(bytes(locked), WORD)


def test_a_declaration_in_utf_16_is_read() -> None:
    wide = package({"[Content_Types].xml": TYPES.decode().encode("utf-16"), **RELS})

    assert containers.holds(wide, WORD)


def test_a_declaration_is_unpacked_no_further_than_its_bound() -> None:
    bomb = package({"[Content_Types].xml": TYPES + bytes(2**27), **RELS})
    other = package({"[Content_Types].xml": TYPES, **RELS, "a": bytes(2**27)})

    assert len(bomb) < 2**18
    assert not containers.holds(bomb, WORD)
    assert containers.holds(other, WORD)


def test_a_container_of_countless_parts_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_PARTS", 2)
    crowded = package({"[Content_Types].xml": TYPES, **RELS, "a": b""})

    assert containers.holds(DOCX, WORD)
    assert not containers.holds(crowded, WORD)
