"""The people of an ALI: webRSA's `WebRSA-ALI` files, stock and diff, read as a stream."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from exchanges.webrsa import formats
from exchanges.webrsa.person import (
    GROUPS,
    Allocataire,
    BadLine,
    Cer,
    ModesContact,
    Orientation,
    PersonRecord,
    ReferentParcours,
)
from exchanges.webrsa.person_reading import PersonReader
from exchanges.webrsa.problems import Problem, UnreadableFile
from exchanges.webrsa.reader import read_values
from exchanges.webrsa.referentiel import Referentiel
from exchanges.webrsa.safe_xml import LARGEST_FILE, SafeReader, line_of

__all__ = [
    "GROUPS",
    "Allocataire",
    "BadLine",
    "Cer",
    "ModesContact",
    "Orientation",
    "PeopleFile",
    "PersonRecord",
    "ReferentParcours",
    "read_people",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """A people file that was read once from end to end: well-formed, complete, header checked.

    `generated_at` is aware (Europe/Paris), `count` the number of dossiers, `sha256` the digest of
    the bytes (hexadecimal), by which the same file is recognised under another name.
    """

    path: Path
    generated_at: datetime
    ali_id: int
    ali_label: str
    stock: bool
    count: int
    sha256: str
    referentiel: Referentiel | None = field(repr=False)
    limit: int = LARGEST_FILE

    def records(self) -> Iterator[PersonRecord | BadLine]:
        """The people in the order of the file, one in memory at a time. May be called again.

        Raises `UnreadableFile` when the file is no longer what it was when it was opened.
        """
        reader = PersonReader(self.referentiel, known_at=self.generated_at.date())
        position = 0
        for element in (stream := _stream(self.path, self.limit)):
            if element.tag == "dossier":
                position += 1
                yield reader.read(element, position)
        if stream.sha256 != self.sha256:
            raise UnreadableFile(self.path, "il a changé pendant sa lecture")


def read_people(
    path: Path, referentiel: Referentiel | None = None, *, limit: int = LARGEST_FILE
) -> PeopleFile:
    """Open a people file, after one reading of it from end to end.

    With a `referentiel`, an unknown code is a fault of its person. Raises `UnreadableFile` for a
    file that cannot be trusted as a whole; `limit` is the largest size taken, in bytes.
    """
    header: dict[str, Any] | None = None
    count = 0
    for element in (stream := _stream(path, limit)):
        if element.tag == "entete":
            _refuse_misplaced(path, element, above=[formats.people().name])
            header = _header(path, element)
        elif header is None:
            raise UnreadableFile(path, "son en-tête manque avant le premier dossier")
        else:
            count += 1
            _refuse_misplaced(path, element, above=["dossiers", formats.people().name])
    if header is None or stream.groups not in (["entete"], ["entete", "dossiers"]):
        raise UnreadableFile(path, "il ne tient pas en un en-tête suivi d’un groupe « dossiers »")
    return PeopleFile(
        path=path,
        generated_at=header["date_generation"],
        ali_id=header["id_structure_ali"],
        ali_label=header["libelle_ali"],
        stock=header["fichier_stock"],
        count=count,
        sha256=stream.sha256,
        referentiel=referentiel,
        limit=limit,
    )


def _stream(path: Path, limit: int) -> SafeReader:
    root = formats.people().name
    return SafeReader(path, roots=frozenset({root}), header="entete", record="dossier", limit=limit)


def _header(path: Path, element: etree._Element) -> dict[str, Any]:
    problems: list[Problem] = []
    header = read_values(element, formats.people().children["entete"], problems)
    if problems:
        raise UnreadableFile(path, f"en-tête, {problems[0]}", line=line_of(element))
    return header


def _refuse_misplaced(path: Path, element: etree._Element, *, above: list[str]) -> None:
    if [str(parent.tag) for parent in element.iterancestors()] != above:
        reason = f"un élément « {element.tag} » n’y est pas à sa place"
        raise UnreadableFile(path, reason, line=line_of(element))
