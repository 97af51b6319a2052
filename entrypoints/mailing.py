"""A batch of letters on the disk: one PDF in the order of the envelopes, and the mailing list."""

from collections.abc import Mapping, Sequence
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


def write(
    assembly: Assembly, folder: Path, number: int, envelopes: Sequence[Envelope], format: Format
) -> list[Path]:
    """The PDF of the batch and its mailing list, in that folder; those to the ones who attend a
    séance, who are not written to of the same matter, in files of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    allocataires = [one for one in envelopes if one.line.letter.dossier_id is not None]
    attendees = [one for one in envelopes if one.line.letter.dossier_id is None]
    parts = (
        ("", HEADINGS, allocataires, _row),
        ("seances-", HEADINGS_THERE, attendees, _row_there),
    )
    written = list[Path]()
    for name, headings, told, row in parts:
        if not told:
            continue
        pdf = folder / f"lettres-{name}lot-{number}.pdf"
        with placed(pdf) as draft:
            draft.write_bytes(assembly.press.print_all([one.composed for one in told]))
        rows = [row(rank, one) for rank, one in enumerate(told, 1)]
        listed = folder / f"envois-{name}lot-{number}.{format}"
        written += [pdf, write_table(listed, format, headings, rows)]
    return written


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
