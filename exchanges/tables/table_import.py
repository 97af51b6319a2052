"""A table taken in, a batch at a time, and remembered: the same one again does nothing."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from exchanges.counter import Counter, Organisation
from exchanges.reports import FileReport
from exchanges.tables import lines
from exchanges.tables.headings import Header, recognise
from exchanges.tables.intake import FLOW, Intake
from exchanges.tables.reader import Table, open_table
from exchanges.telling import senders_of
from exchanges.webrsa.problems import UnreadableFile
from rules.wording import NBSP, quoted
from workflow.database.store import Transact, Tx
from workflow.files import column_names, received
from workflow.people.matching import KnownPeople

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is said of the tables of one command. ``columns``: our column → their heading, said now
    and remembered; ``create``: people that nobody knows are registered; ``again``: a file that was
    imported is read once more, for the lines that were refused."""

    organisation: Organisation | None = None
    columns: Mapping[str, str] | None = None
    create: bool = False
    again: bool = False


def import_table(
    transact: Transact,
    counter: Counter,
    path: Path,
    asked: Asked,
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> FileReport:
    """Takes every line that can be taken. ``progress`` receives increments, in lines.

    Raises UnreadableFile before anything is written.
    """
    organisation = asked.organisation
    if organisation is None:
        known = ", ".join(sorted(counter.organisations)) or "le numéro d’un service"
        reason = f"de qui vient ce tableau{NBSP}? Donnez --organisation (choix{NBSP}: {known})"
        raise UnreadableFile(path, reason)
    table = open_table(path)
    said_now = asked.columns or {}
    remembered = transact(lambda tx: column_names.remembered(tx, organisation.code))
    header = recognise(table, (remembered, organisation.columns), said_now)
    report = _begin(table, header)
    digest = _digest(table, header, organisation, create=asked.create)

    def begin(tx: Tx) -> datetime | None:
        column_names.remember(tx, organisation.code, said_now, now)
        return received.imported_at(tx, digest)

    already = transact(begin)
    if already is not None and not asked.again:
        report.already = already
        return report
    intake = Intake(
        counter,
        organisation,
        report,
        senders=transact(lambda tx: senders_of(tx, organisation.label, organisation.services)),
        people=transact(KnownPeople.load),
        now=now,
        create=asked.create,
        file=digest,
    )
    rows = lines.read(table, header)
    while batch := list(islice(rows, _BATCH)):
        intake.take(transact, batch)
        if progress is not None:
            progress(len(batch))
    transact(lambda tx: _remember(tx, report, digest, now))
    return report


def _begin(table: Table, header: Header) -> FileReport:
    report = FileReport(path=table.path, flow=FLOW)
    report.total = sum(1 for row in table.rows() if row.line > header.line)
    report.notes.extend(table.notes)
    report.columns = {
        column.name: header.headings[place] for place, column in header.columns.items()
    }
    if header.unknown:
        listed = ", ".join(map(quoted, header.unknown))
        report.notes.append(f"Colonnes non reconnues, laissées de côté{NBSP}: {listed}.")
    return report


def _remember(tx: Tx, report: FileReport, digest: str, now: datetime) -> None:
    received.remember(
        tx,
        sha256=digest,
        name=report.path.name,
        flow=FLOW,
        ali_id=None,
        generated=now,
        now=now,
        report=report.as_dict(),
    )


def _digest(table: Table, header: Header, organisation: Organisation, *, create: bool) -> str:
    """The same file, from the same organisation, read the same way."""
    said = (
        organisation.code,
        create,
        sorted((place, column.name) for place, column in header.columns.items()),
        table.sha256,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
