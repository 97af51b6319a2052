"""The package of a spreadsheet (XLSX, ODS), looked at before the library that reads it.

That library holds the whole grid of a sheet: two cells at opposite corners would take all the
memory there is. So every part is unpacked once here, in pieces and under a cap, and the extent of
each sheet is measured; cells that the library would give as empty although they are not (a formula
in error, a formula that was never computed) are noted.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from exchanges.tables.extents import Odd, OdsSheets, Refused, Scan, XlsxSheet, local_name
from exchanges.webrsa.problems import UnreadableFile
from rules.wording import NBSP

LARGEST_UNPACKED = 300 * 2**20
"""Bytes of all the parts together; a table of 100,000 lines takes about 100 million."""

MOST_PARTS = 2_000
_PIECE = 2**16
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(slots=True, kw_only=True)
class Package:
    """What is known of a spreadsheet that may be read. ``serial_dates``: a number without a format
    may be a day counted from 1900. ``sheets``: by name, those that hold something, with their odd
    cells; ``formulas``: by name, the cells (row, column), from 0, whose value a formula gives."""

    ods: bool
    serial_dates: bool = False
    sheets: dict[str, Odd] = field(default_factory=dict)
    formulas: dict[str, frozenset[tuple[int, int]]] = field(default_factory=dict)


def inspect(path: Path, content: bytes) -> Package:
    """Unpacks every part once. Raises UnreadableFile when the package may not be read."""
    try:
        return _inspect(content)
    except Refused as refused:
        raise UnreadableFile(path, str(refused)) from refused
    except expat.ExpatError as error:
        raise UnreadableFile(path, "ce n’est pas un classeur entier (XML mal formé)") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise UnreadableFile(path, "c’est un classeur abîmé ou incomplet") from error
    except NotImplementedError as error:
        raise UnreadableFile(path, "sa compression n’est pas celle d’un classeur") from error
    except RuntimeError as error:  # what zipfile raises for a part under a password
        raise UnreadableFile(path, "il est protégé par un mot de passe") from error


def _inspect(content: bytes) -> Package:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        _check_parts(parts)
        names = {part.filename for part in parts}
        if "content.xml" in names:
            return _inspect_ods(archive, parts)
        if "xl/workbook.xml" in names:
            return _inspect_xlsx(archive, parts)
    raise Refused("c’est une archive zip, mais ni un classeur XLSX ni un classeur ODS")


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Refused("ce n’est pas un classeur ordinaire (trop de parties)")
    if len({part.filename for part in parts}) != len(parts):
        raise Refused("ce n’est pas un classeur ordinaire (une partie y est deux fois)")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("il est protégé par un mot de passe")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _too_big()


def _too_big() -> Refused:
    most = LARGEST_UNPACKED // 2**20
    return Refused(f"il prend, une fois décompressé, plus de {most}{NBSP}Mo")


def _inspect_xlsx(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Package:
    package = Package(ods=False)
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}
    scans: dict[str, XlsxSheet] = {}

    def workbook(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr":
            package.serial_dates = attributes.get("date1904", "0") in ("0", "false")

    def relations(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    package.serial_dates = True
    room = LARGEST_UNPACKED
    for part in parts:
        handler: Callable[[str, Mapping[str, str]], None] | None = None
        scan: XlsxSheet | None = None
        if part.filename == "xl/workbook.xml":
            handler = workbook
        elif part.filename == "xl/_rels/workbook.xml.rels":
            handler = relations
        elif part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            scan = XlsxSheet()
            scans[part.filename] = scan
        room = _read_part(archive, part, handler, scan, room)
    for name, relation in sheets:
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if (found := scans.get(path)) is not None and found.rows:
            package.sheets[name] = found.odd
            package.formulas[name] = frozenset(found.formulas)
    return package


def _inspect_ods(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Package:
    kind = archive.read("mimetype")[:80].decode("ascii", "replace").strip()
    if kind != _SPREADSHEET:
        raise Refused("c’est un document OpenDocument, mais pas un classeur")
    package = Package(ods=True)

    def manifest(name: str, attributes: Mapping[str, str]) -> None:
        if name == "encryption-data":
            raise Refused("il est protégé par un mot de passe")

    room = LARGEST_UNPACKED
    # The manifest first: what it says to be encrypted is not XML.
    for part in sorted(parts, key=lambda one: one.filename != "META-INF/manifest.xml"):
        handler = manifest if part.filename == "META-INF/manifest.xml" else None
        scan = (
            OdsSheets(package.sheets, package.formulas) if part.filename == "content.xml" else None
        )
        room = _read_part(archive, part, handler, scan, room)
    return package


def _read_part(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    handler: Callable[[str, Mapping[str, str]], None] | None,
    scan: "Scan | None",
    room: int,
) -> int:
    """Unpacks a part to its end, whatever its size was said to be; the bytes still allowed."""
    is_xml = part.filename.endswith((".xml", ".rels"))
    parser = _parser(handler, scan) if is_xml else None
    for piece in _pieces(archive, part):
        room -= len(piece)
        if room < 0:
            raise _too_big()
        if parser is not None:
            parser.Parse(piece, False)
    if parser is not None and part.file_size:
        parser.Parse(b"", True)
    return room


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _parser(
    handler: Callable[[str, Mapping[str, str]], None] | None, scan: "Scan | None"
) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    if scan is not None:
        scan.listen(parser)
    elif handler is not None:
        told = handler
        parser.StartElementHandler = lambda name, attributes: told(
            local_name(name), {local_name(key): value for key, value in attributes.items()}
        )
    return parser


def _no_doctype(*_: object) -> None:
    raise Refused("il contient une déclaration de type de document, qu’un classeur n’a pas")
