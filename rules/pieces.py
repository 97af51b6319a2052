"""The files that may be joined to a dossier or to a line: which kinds, how large."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rules.refusals import Refusal
from rules.wording import NBSP, quoted

_ZIP, _JPEG = b"PK\x03\x04", b"\xff\xd8\xff"
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
LONGEST_NAME = 120


class FileType(StrEnum):
    """The kinds of file, by the end of their name."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    ODS = "ods"
    PNG = "png"
    JPG = "jpg"
    JPEG = "jpeg"


class Sort(StrEnum):
    """What a file is: the pré-saisine form (S0 A.1), or another. Stored: never renamed."""

    PRESAISINE = "presaisine"
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class _Nature:
    media_type: str
    begins: bytes


_NATURES: Mapping[FileType, _Nature] = MappingProxyType(
    {
        FileType.PDF: _Nature("application/pdf", b"%PDF-"),
        FileType.DOCX: _Nature(f"{_OPEN_XML}.wordprocessingml.document", _ZIP),
        FileType.ODT: _Nature(f"{_OPEN_DOCUMENT}.text", _ZIP),
        FileType.XLSX: _Nature(f"{_OPEN_XML}.spreadsheetml.sheet", _ZIP),
        FileType.ODS: _Nature(f"{_OPEN_DOCUMENT}.spreadsheet", _ZIP),
        FileType.PNG: _Nature("image/png", b"\x89PNG\r\n"),
        FileType.JPG: _Nature("image/jpeg", _JPEG),
        FileType.JPEG: _Nature("image/jpeg", _JPEG),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """What a département takes: ``largest`` in millions of bytes."""

    largest: int = 10
    types: Set[FileType] = frozenset(FileType)


def type_of(name: str) -> FileType | None:
    """The kind that the end of a name says; None when it is none of ours."""
    end = name.rpartition(".")[2].lower()
    return next((one for one in FileType if one.value == end), None)


def media_type(kind: FileType) -> str:
    """What programs call a kind of file."""
    return _NATURES[kind].media_type


def _is_a(kind: FileType, content: bytes, holds: Callable[[bytes, str], bool]) -> bool:
    """Whether the bytes are what the name says: what they begin with and, of an office document,
    what its container says that it is."""
    nature = _NATURES[kind]
    if not content.startswith(nature.begins):
        return False
    return nature.begins != _ZIP or holds(content, nature.media_type)


def objections(
    name: str, content: bytes, limits: FileLimits, holds: Callable[[bytes, str], bool]
) -> Iterator[Refusal]:
    """Why a file is not taken. ``holds``: whether the bytes are a container of that media type."""
    kind = type_of(name)
    allowed = ", ".join(one.value for one in FileType if one in limits.types)
    if not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
        yield Refusal(
            code="nom_de_piece",
            sentence=f"Le nom d’un fichier a de 1 à {LONGEST_NAME} caractères lisibles.",
            remedy="Renommez le fichier.",
        )
    if kind is None or kind not in limits.types:
        yield Refusal(
            code="genre_de_piece",
            sentence=f"Ce genre de fichier n’est pas accepté ({allowed}).",
            remedy="Enregistrez-le en PDF.",
        )
    elif content and not _is_a(kind, content, holds):
        yield Refusal(
            code="contenu_de_piece",
            sentence=f"Le contenu du fichier n’est pas celui d’un {quoted(kind.value)}.",
            remedy="Vérifiez le fichier, ou enregistrez-le en PDF.",
        )
    if not content:
        yield Refusal(
            code="piece_vide", sentence="Le fichier est vide.", remedy="Vérifiez le fichier."
        )
    if len(content) > limits.largest * 2**20:
        yield Refusal(
            code="piece_trop_grande",
            sentence=f"Le fichier dépasse {limits.largest}{NBSP}Mo.",
            remedy="Réduisez-le : une numérisation en noir et blanc suffit.",
        )
