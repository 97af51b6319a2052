"""What an ALI told webRSA of rendez-vous and contracts: the `ALI-WebRSA` files, as a stream."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from exchanges.webrsa import formats
from exchanges.webrsa.person import BadLine
from exchanges.webrsa.problems import Problem, UnreadableFile
from exchanges.webrsa.reader import read_values
from exchanges.webrsa.safe_xml import LARGEST_FILE, SafeReader, line_of

APPOINTMENTS, CONTRACTS = "liste_rendez_vous", "liste_cers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A rendez-vous. ``number`` is the ALI's own, the same from one file to the next; ``status`` is
    an identifiant of the list `rdv_statut`."""

    number: int
    structure: int
    status: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contrat d'engagement réciproque, signed."""

    begins: date
    signed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTold:
    """What the file tells of one person; `position` and `line` as in a people file."""

    id_personne: int
    position: int
    line: int
    appointments: tuple[Appointment, ...]
    contracts: tuple[Contract, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFile:
    """A file that was read once from end to end. `count`: the people in it; `telling`: those of
    whom it tells a rendez-vous or a contract."""

    path: Path
    generated_at: datetime
    ali_id: int
    count: int
    telling: int
    sha256: str = field(repr=False)
    limit: int = LARGEST_FILE

    def people(self) -> Iterator[PersonTold | BadLine]:
        """The people in the order of the file. Raises `UnreadableFile` when it has changed."""
        position = 0
        for element in (stream := _stream(self.path, self.limit)):
            if element.tag == "dossier":
                position += 1
                yield _read(element, position)
        if stream.sha256 != self.sha256:
            raise UnreadableFile(self.path, "il a changé pendant sa lecture")


def read_told(path: Path, *, limit: int = LARGEST_FILE) -> ToldFile:
    """Open a file, after one reading of it. Raises `UnreadableFile`."""
    header: dict[str, Any] | None = None
    count = telling = 0
    for element in (stream := _stream(path, limit)):
        if element.tag == "entete":
            header = _header(path, element)
        elif header is None:
            raise UnreadableFile(path, "son en-tête manque avant le premier dossier")
        else:
            count += 1
            telling += any(child.tag in (APPOINTMENTS, CONTRACTS) for child in element)
    if header is None or stream.groups not in (["entete"], ["entete", "dossiers"]):
        raise UnreadableFile(path, "il ne tient pas en un en-tête suivi d’un groupe « dossiers »")
    return ToldFile(
        path=path,
        generated_at=header["date_generation"],
        ali_id=header["id_structure_ali"],
        count=count,
        telling=telling,
        sha256=stream.sha256,
        limit=limit,
    )


def _stream(path: Path, limit: int) -> SafeReader:
    root = formats.changes().name
    return SafeReader(path, roots=frozenset({root}), header="entete", record="dossier", limit=limit)


def _header(path: Path, element: etree._Element) -> dict[str, Any]:
    problems: list[Problem] = []
    header = read_values(element, formats.changes().children["entete"], problems)
    if problems:
        raise UnreadableFile(path, f"en-tête, {problems[0]}", line=line_of(element))
    return header


def _read(element: etree._Element, position: int) -> PersonTold | BadLine:
    dossier = formats.changes().children["dossiers"].children["dossier"]
    # What is not read here is not even looked at: it says much of people's lives.
    skipped = frozenset(dossier.children) - {"id_personne", APPOINTMENTS, CONTRACTS}
    problems: list[Problem] = []
    values = read_values(element, dossier, problems, skip=skipped)
    if problems:
        return BadLine(
            position=position,
            line=line_of(element),
            id_personne=values.get("id_personne"),
            problems=tuple(problems),
        )
    return PersonTold(
        id_personne=values["id_personne"],
        position=position,
        line=line_of(element),
        appointments=tuple(
            Appointment(
                number=one["id_ali"],
                structure=one["id_structurereferente"],
                status=one["id_statut_rdv"],
                day=one["date_rdv"],
            )
            for one in values.get(APPOINTMENTS, {}).get("rendez_vous", ())
        ),
        contracts=tuple(
            Contract(begins=one["date_debut"], signed=one["date_signature"])
            for one in values.get(CONTRACTS, {}).get("cer", ())
        ),
    )
