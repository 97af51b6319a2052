"""Opening an XML file that comes from elsewhere: what it may hold, and what it is refused for.

The bytes are looked at before libxml2 sees them (size, encoding, document type), libxml2 is given
them piece by piece with every door closed (no entity, no network, no DTD, no huge tree), and the
memory taken is bounded by one record, whatever the file.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

from lxml import etree

from exchanges.webrsa.problems import UnreadableFile, shown

LARGEST_FILE = 2**30
"""Bytes; a stock of 50,000 people takes about 150 million."""

LARGEST_RECORD = 4 * 2**20
"""Bytes that one record (or what stands between two) may take; a real one takes a few thousand."""

_PIECE = 2**16

_OTHER_FORMATS = {
    b"PK\x03\x04": "c’est un classeur ou une archive zip, pas un fichier XML",
    b"\xd0\xcf\x11\xe0": "c’est un document bureautique, pas un fichier XML",
    b"\x1f\x8b": "c’est une archive compressée (gzip), pas un fichier XML",
    b"%PDF": "c’est un document PDF, pas un fichier XML",
}
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TOO_MUCH = (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG)
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")


class SafeReader:
    """The record elements of one file, in order, one in memory at a time.

    Iterating yields each element called `header` or `record` once it is whole, and forgets it when
    the next is asked for. When the iteration ends well the file is well-formed to its last byte,
    `root` is the name of its root, `groups` those of the root's children, `sha256` the digest of
    its bytes. Raises `UnreadableFile`.
    """

    def __init__(
        self, path: Path, *, roots: frozenset[str], header: str, record: str, limit: int
    ) -> None:
        self.path = path
        self.root = ""
        self.sha256 = ""
        self.groups: list[str] = []
        self._roots = roots
        self._header = header
        self._record = record
        self._limit = limit

    def __iter__(self) -> Iterator[etree._Element]:
        parser = _parser(("start", "end"), tag=(*self._roots, self._header, self._record))
        digest = hashlib.sha256()
        since_record = 0
        for piece in _pieces(self.path, self._limit):
            digest.update(piece)
            _feed(parser, piece, self.path)
            since_record += len(piece)
            for event, element in _events(parser):
                if not self.root:
                    self.root = self._checked_root(element)
                elif event == "end" and element.tag in (self._header, self._record):
                    since_record = 0
                    yield element
                    self._forget(element)
            if since_record > LARGEST_RECORD:
                self._refuse_oversized()
        root = _closed(parser, self.path)
        self._checked_root(root)
        self._refuse_strangers(root)
        self.groups = [str(group.tag) for group in root]
        self.sha256 = digest.hexdigest()

    def _checked_root(self, element: etree._Element) -> str:
        if element.getparent() is not None or element.tag not in self._roots:
            raise UnreadableFile(self.path, _unknown_root(element, self._roots))
        return str(element.tag)

    def _forget(self, element: etree._Element) -> None:
        """Empty an element and drop what stands before it, which has been seen already."""
        if element.tag != self._record:
            return
        parent = element.getparent()
        if parent is not None:
            while (previous := element.getprevious()) is not None:
                self._refuse_stranger(previous)
                parent.remove(previous)
        element.clear()

    def _refuse_stranger(self, element: etree._Element) -> None:
        if element.tag != self._record:
            raise UnreadableFile(
                self.path,
                f"l’élément « {shown(str(element.tag))} » n’y a pas sa place",
                line=line_of(element),
            )

    def _refuse_strangers(self, root: etree._Element) -> None:
        """What follows the last record, where only records may stand."""
        for group in root:
            for element in group if group.tag != self._header else ():
                self._refuse_stranger(element)

    def _refuse_oversized(self) -> None:
        if not self.root:
            raise UnreadableFile(self.path, _expected_root(self._roots))
        raise UnreadableFile(
            self.path,
            f"plus de {LARGEST_RECORD // 2**20} Mo s’y suivent sans qu’un dossier y finisse",
        )


def read_document(path: Path, *, roots: frozenset[str], limit: int) -> tuple[etree._Element, str]:
    """The root of a whole file, held in memory, and the digest of its bytes.

    `limit` is in bytes. Raises `UnreadableFile`.
    """
    parser = _parser((), tag=None)
    digest = hashlib.sha256()
    for piece in _pieces(path, limit):
        digest.update(piece)
        _feed(parser, piece, path)
    root = _closed(parser, path)
    if root.tag not in roots:
        raise UnreadableFile(path, _unknown_root(root, roots))
    return root, digest.hexdigest()


def line_of(element: etree._Element) -> int:
    """The line of the file where the element begins."""
    return cast(int, element.sourceline)


def _events(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    return cast(Iterator[tuple[str, etree._Element]], parser.read_events())


def _parser(
    events: tuple[Literal["start", "end"], ...], *, tag: tuple[str, ...] | None
) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events,
        tag=tag,
        encoding="utf-8",
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _feed(parser: etree.XMLPullParser, piece: bytes, path: Path) -> None:
    try:
        parser.feed(piece)
    except etree.XMLSyntaxError as error:
        raise _malformed(path, error) from None


def _closed(parser: etree.XMLPullParser, path: Path) -> etree._Element:
    try:
        root = parser.close()
    except etree.XMLSyntaxError as error:
        # ERR_INTERNAL_ERROR is what libxml2 says of an entity that nothing declares.
        if _code(error) != etree.ErrorTypes.ERR_INTERNAL_ERROR:
            raise UnreadableFile(path, "il s’arrête avant sa fin, il est tronqué") from None
        raise _malformed(path, error) from None
    return root


def _code(error: etree.XMLSyntaxError) -> int:
    return cast(int, error.code)  # type: ignore[attr-defined]  # absent from lxml-stubs


def _malformed(path: Path, error: etree.XMLSyntaxError) -> UnreadableFile:
    # libxml2's own message is left out: it is English and may quote the person's data.
    reason = "son XML est mal formé"
    if _code(error) in _TOO_MUCH:
        reason = "ses éléments ou ses textes dépassent ce qu’un fichier d’échange peut contenir"
    return UnreadableFile(path, reason, line=error.lineno or None)


def _unknown_root(element: etree._Element, roots: frozenset[str]) -> str:
    return f"sa racine est « {shown(str(element.tag))} », {_expected_root(roots)}"


def _expected_root(roots: frozenset[str]) -> str:
    names = " ou ".join(f"« {root} »" for root in sorted(roots))
    return f"la racine attendue est {names}"


def _pieces(path: Path, limit: int) -> Iterator[bytes]:
    """The bytes of the file, each looked at before it is given. Raises `UnreadableFile`."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    line = 1
    tail = b""
    for piece in _read(path):
        if size == 0:
            _check_beginning(path, piece)
        size += len(piece)
        if size > limit:
            raise UnreadableFile(path, f"il dépasse {limit // 2**20} Mo")
        _check_encoding(path, decoder, piece, line)
        line += piece.count(b"\n")
        if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
            raise UnreadableFile(
                path, "il définit un type de document ou des entités, ce que webRSA n’écrit jamais"
            )
        tail = piece[-8:]
        yield piece
    if size == 0:
        raise UnreadableFile(path, "il est vide")


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except FileNotFoundError:
        raise UnreadableFile(path, "il n’existe pas") from None
    except IsADirectoryError:
        raise UnreadableFile(path, "c’est un dossier, donnez les fichiers qu’il contient") from None
    except PermissionError:
        raise UnreadableFile(path, "l’accès en est refusé") from None
    except OSError as error:
        raise UnreadableFile(path, f"le disque répond {error.strerror}") from error


def _check_beginning(path: Path, piece: bytes) -> None:
    for mark, reason in _OTHER_FORMATS.items():
        if piece.startswith(mark):
            raise UnreadableFile(path, reason)
    if piece.startswith(_WIDE_MARKS) or piece[:4].count(0):
        raise UnreadableFile(path, "il est encodé en UTF-16 ou UTF-32, UTF-8 est attendu")
    text = piece.removeprefix(codecs.BOM_UTF8)
    if not text.strip():
        raise UnreadableFile(path, "il est vide")
    if not text.lstrip().startswith(b"<"):
        raise UnreadableFile(path, "ce n’est pas un fichier XML")
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        name = shown(declared[1].decode("ascii", "replace"))
        raise UnreadableFile(path, f"il se déclare encodé en {name}, UTF-8 est attendu")


def _check_encoding(
    path: Path, decoder: codecs.IncrementalDecoder, piece: bytes, line: int
) -> None:
    try:
        decoder.decode(piece)
    except UnicodeDecodeError as error:
        at = line + error.object[: error.start].count(b"\n")
        raise UnreadableFile(
            path, "son texte n’est pas encodé en UTF-8 comme il est attendu", line=at
        ) from None


def root_name(path: Path, *, roots: frozenset[str]) -> str:
    """The name of the root of a file, one of `roots`, read without going further.

    Says which of our formats a file is in. Raises `UnreadableFile`.
    """
    parser = _parser(("start",), tag=None)
    for piece in _pieces(path, LARGEST_FILE):
        _feed(parser, piece, path)
        for _, element in _events(parser):
            if element.tag not in roots:
                raise UnreadableFile(path, _unknown_root(element, roots))
            return str(element.tag)
    raise UnreadableFile(path, "il s’arrête avant sa fin, il est tronqué")
