"""A batch of letters on the disk: one PDF in the order of the envelopes, and the mailing list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from entrypoints.assembly import Assembly
from exchanges.tables.reader import Format
from exchanges.tables.writing import write_table
from exchanges.webrsa.writer import placed
from rules.names import folded
from workflow.letters import shelf
from workflow.letters.press import Composed
from workflow.reading import letters
from workflow.reading.letters import LetterLine

HEADINGS = (
    *("Ordre", "Lettre", "Dossier", "Modèle", "Destinataire", "Adresse"),
    *("Code postal", "Commune", "Numéro de suivi"),
)
HEADINGS_THERE = (
    *("Ordre", "Lettre", "Séance", "Modèle", "Destinataire", "Qualité et adresse"),
    "Numéro de suivi",
)
"""Of the letters to those who attend a séance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A letter and what is printed of it."""

    line: LetterLine
    composed: Composed


def ordered(assembly: Assembly, numbers: Sequence[int], *, agenda: bool) -> list[Envelope]:
    """The letters as they go into envelopes: by address, or by place on the agenda."""
    found = letters.of_numbers(assembly.store, assembly.calendar.tz, numbers)
    with assembly.store.glance() as tx:
        kept = {one.letter.id: shelf.composed(tx, one.letter.id) for one in found}
    envelopes = [
        Envelope(line=one, composed=composed)
        for one in found
        if (composed := kept[one.letter.id]) is not None
    ]
    return sorted(
        envelopes,
        key=lambda one: (one.line.letter.dossier_id is None, _place(one.line, agenda=agenda)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The letters of a batch that go into one file. ``name``: what its files are called by besides;
    those to the ones who attend a séance, who are not written to of the same matter, are a part of
    their own."""

    name: str
    headings: Sequence[str]
    envelopes: Sequence[Envelope]
    row: Callable[[int, Envelope], Sequence[str]]

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """Its mailing list."""
        return [self.row(rank, one) for rank, one in enumerate(self.envelopes, 1)]


def parts(envelopes: Sequence[Envelope]) -> list[Part]:
    """The files that these letters make."""
    persons = [one for one in envelopes if one.line.letter.dossier_id is not None]
    attendees = [one for one in envelopes if one.line.letter.dossier_id is None]
    both = (
        Part(name="", headings=HEADINGS, envelopes=persons, row=_row),
        Part(name="seances-", headings=HEADINGS_THERE, envelopes=attendees, row=_row_there),
    )
    return [part for part in both if part.envelopes]


def write(
    assembly: Assembly, folder: Path, number: int, envelopes: Sequence[Envelope], format: Format
) -> list[Path]:
    """The PDF of each part of the batch and its mailing list, in that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = list[Path]()
    for part in parts(envelopes):
        pdf = folder / f"lettres-{part.name}lot-{number}.pdf"
        with placed(pdf) as draft:
            draft.write_bytes(printed(assembly, part))
        listed = folder / f"envois-{part.name}lot-{number}.{format}"
        written += [pdf, write_table(listed, format, part.headings, part.rows)]
    return written


def printed(assembly: Assembly, part: Part) -> bytes:
    """The letters of a part as one PDF."""
    return assembly.press.print_all([one.composed for one in part.envelopes])


def _place(line: LetterLine, *, agenda: bool) -> tuple[object, ...]:
    where = (line.code_postal or "", folded(line.ville or ""))
    name = (folded(line.name), line.letter.id)
    unranked = line.rank is None
    if line.letter.dossier_id is None:
        return (line.letter.seance_id, line.letter.kind, *name)
    return (unranked, line.rank or 0, *where, *name) if agenda else (*where, *name)


def _row(rank: int, one: Envelope) -> Sequence[str]:
    line = one.line
    name, *address = _window(one.composed.fields)
    return (
        *(str(rank), str(line.letter.id), str(line.letter.dossier_id), line.letter.kind),
        *(name, ", ".join(address), line.code_postal or "", line.ville or "", line.tracking or ""),
    )


def _row_there(rank: int, one: Envelope) -> Sequence[str]:
    letter = one.line.letter
    window = _window(one.composed.fields)
    return (
        *(str(rank), str(letter.id), str(letter.seance_id), letter.kind, one.line.name),
        *(", ".join(line for line in window if line != one.line.name), one.line.tracking or ""),
    )


def _window(fields: Mapping[str, object]) -> list[str]:
    """The lines that are seen through the window of the envelope."""
    lines = fields["destinataire"]
    assert isinstance(lines, list)
    return [str(line) for line in lines] or [""]
