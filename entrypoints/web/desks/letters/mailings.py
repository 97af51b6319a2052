"""A batch of letters as it leaves: in one file to print, with the list of its envelopes. The pages
and the API give the same."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Response

from entrypoints import mailing
from entrypoints.mailing import Part
from entrypoints.web.desks.downloads import PDF, TABLES, download
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.tables.reader import Format
from exchanges.tables.writing import write_table
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from workflow.accounts import consultations
from workflow.reading import letter_list
from workflow.reading.letter_list import BatchLine


def batch(visit: Visit, number: int) -> BatchLine:
    """The batch, as far as they see its letters. Raises Closed."""
    visit.enter(Right.LETTRE)
    found = letter_list.batches(visit.store, reader=visit.bearer, number=number)
    if not found:
        raise Closed((OUTSIDE,))
    return found[0]


def parts(visit: Visit, number: int) -> list[Part]:
    """What its letters are, by how they leave."""
    numbers = letter_list.of_batch(visit.store, number, reader=visit.bearer)
    return mailing.parts(mailing.ordered(visit.assembly, numbers, agenda=False))


def as_pdf(visit: Visit, number: int, name: str, *, inline: bool = False) -> Response:
    """The letters of a part in one file, in the order of the envelopes. Raises Closed."""
    part = _leaving(visit, number, name)
    content = mailing.printed(visit.assembly, part)
    return download(content, f"lettres-{part.name}lot-{number}.pdf", PDF, inline=inline)


def as_list(visit: Visit, number: int, name: str) -> Response:
    """Its mailing list, as a spreadsheet. Raises Closed."""
    part = _leaving(visit, number, name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "envois"
        content = write_table(path, Format.XLSX, part.headings, part.rows).read_bytes()
    return download(content, f"envois-{part.name}lot-{number}.xlsx", TABLES[Format.XLSX])


def _leaving(visit: Visit, number: int, name: str) -> Part:
    """What leaves in a file; that it did is written. Raises Closed."""
    told = batch(visit, number)
    found = next((one for one in parts(visit, told.id) if one.name == name), None)
    if found is None:
        raise Closed((OUTSIDE,))
    count = len(found.envelopes)
    consultations.note(visit.store, visit.actor, Right.LETTRE, visit.now, lines=count)
    return found
