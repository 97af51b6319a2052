"""What an office document says that it is: the declaration inside its zip container.

Only that declaration is unpacked, never beyond a bound: what a container claims of the size of its
parts is not believed, and the others are left packed.
"""

import struct
import zipfile
import zlib
from io import BytesIO

MOST_PARTS = 10_000
LARGEST_DECLARATION = 2**20
"""Bytes, once unpacked; a workbook of a hundred sheets takes about 20 thousand."""

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_ENTRY = b"PK\x01\x02"
_PACKED_AS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError),
    NotImplementedError,
    RuntimeError,  # what zipfile raises for a part under a password
)


def holds(content: bytes, media_type: str) -> bool:
    """Whether these bytes are a whole container of a document of that type: an OpenDocument says it
    in ``mimetype`` (ODF 1.2, part 3, §3.3), an Open XML one in its content types (ECMA-376, part 2,
    §10.1)."""
    if content.count(_ENTRY) > MOST_PARTS:
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if media_type.startswith(_OPEN_DOCUMENT):
                archive.getinfo("content.xml")
                return _unpacked(archive, "mimetype").strip() == media_type.encode()
            archive.getinfo("_rels/.rels")
            declared = _unpacked(archive, "[Content_Types].xml").replace(b"\0", b"")  # of UTF-16
            return f"{media_type}.main+xml".encode() in declared
    except (KeyError, *_BROKEN):
        return False


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of it. Raises KeyError when there is none, one of ``_BROKEN`` when it is not whole."""
    part = archive.getinfo(name)
    if part.compress_type not in _PACKED_AS:
        raise ValueError
    with archive.open(part) as stream:
        found = stream.read(LARGEST_DECLARATION + 1)
    if len(found) > LARGEST_DECLARATION:
        raise ValueError
    return found
