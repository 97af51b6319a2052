"""The compte rendu of a séance as far as it is open to whoever visits, and as the files that leave:
the pages and the API give the same."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from fastapi import Response

from entrypoints.web.desks.downloads import PDF, TABLES, download
from entrypoints.web.desks.seances.opening import Opened, coordinates
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.documents.minutes import PrintedMinutes, printed
from exchanges.tables.reader import Format
from rules.access.grants import Right
from rules.access.policy import OUTSIDE, READ_WHOLE
from workflow.reading import minutes
from workflow.seances.outcomes.minutes import File

FileKind = Literal["pdf", "xlsx"]

_TYPES = {"pdf": PDF, "xlsx": TABLES[Format.XLSX]}


def file_of(visit: Visit, found: Opened) -> File:
    """What is written of the séance. Raises Closed when there is something of it to be seen, and
    some line of it is not open to whoever visits."""
    file = minutes.of_seance(visit.store, visit.rulebook, found.id)
    seen = file.versions or coordinates(visit, found.kind)
    if seen and not reads_whole(visit, file):
        raise Closed((READ_WHOLE,))
    return file


def reads_whole(visit: Visit, file: File) -> bool:
    """Whether every line that it names is open to whoever visits."""
    written = (file.draft, *(one.content for one in file.versions))
    lines = {line.line for one in written for line in one.lines}
    return visit.sees_among(Right.LIGNE, lines) == lines


def version_of(
    visit: Visit, found: Opened, file: File, version: int | None
) -> PrintedMinutes | None:
    """That version, else the draft for whoever coordinates, the last that was sent for others;
    None when there is none to be seen yet. Raises Closed for a version that was never sent."""
    if version is None and not coordinates(visit, found.kind):
        if not file.versions:
            return None
        version = len(file.versions)
    asked = printed(file, visit.assembly.settings.departement_name, version)
    if asked is None:
        raise Closed((OUTSIDE,))
    return asked


def as_file(visit: Visit, asked: PrintedMinutes | None, kind: FileKind) -> Response:
    """The version as a file; that it left is written. Raises Closed when there is none."""
    if asked is None:
        raise Closed((OUTSIDE,))
    one = asked.content
    visit.open(Right.SEANCE, one.seance, lines=len(one.lines))
    name = f"{one.document.replace('_', '-')}-{one.seance}-v{asked.number}.{kind}"
    return download(_written(kind, asked), name, _TYPES[kind])


def _written(kind: FileKind, asked: PrintedMinutes) -> bytes:
    """Each library takes a tenth of a second to come in, that the other pages do not wait for."""
    if kind == "pdf":
        from exchanges.documents.minutes_page import write_minutes as write
    else:
        from exchanges.documents.minutes_sheet import write_minutes_sheet as write
    with TemporaryDirectory() as folder:
        return write(Path(folder) / f"compte-rendu.{kind}", asked).read_bytes()
