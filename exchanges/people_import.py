"""A people file of webRSA taken in, a batch at a time: each person told once by what became of
them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from exchanges.counter import Counter
from exchanges.people_intake import Intake
from exchanges.reports import FileReport
from exchanges.webrsa.filenames import Flow
from exchanges.webrsa.people import read_people
from exchanges.webrsa.problems import UnreadableFile, refuse_future
from exchanges.webrsa.stored import referentiel_of
from workflow.database.store import Transact, Tx
from workflow.files import received
from workflow.organisations import referential
from workflow.people.matching import KnownPeople

_BATCH = 200


def import_people(
    transact: Transact,
    counter: Counter,
    path: Path,
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> FileReport:
    """Takes every person of the file that can be taken. ``progress`` receives increments.

    Raises UnreadableFile before anything is written.
    """
    report = FileReport(path=path, flow=Flow.PEOPLE.value)
    lists = transact(referential.lines_in)
    if not lists:
        raise UnreadableFile(path, "ses codes sont inconnus : importez d’abord le référentiel")
    header = read_people(path)
    refuse_future(path, header.generated_at, now)
    report.total = header.count
    report.already = transact(lambda tx: received.imported_at(tx, header.sha256))
    if report.already is not None:
        return report
    codes = referentiel_of(
        lists,
        ali_id=header.ali_id,
        ali_label=header.ali_label,
        generated_at=header.generated_at,
    )
    unnamed = transact(partial(KnownPeople.load, unnamed=True))
    intake = Intake(counter, replace(header, referentiel=codes), codes, now, unnamed)
    records = intake.file.records()
    while batch := list(islice(records, _BATCH)):
        report.add(transact(partial(intake.take, batch)))
        if progress is not None:
            progress(len(batch))

    def finish(tx: Tx) -> FileReport:
        end = replace(report, gaps=report.gaps + intake.list_absent(tx))
        received.remember(
            tx,
            sha256=header.sha256,
            name=path.name,
            flow=report.flow,
            ali_id=header.ali_id,
            generated=header.generated_at,
            now=now,
            report=end.as_dict(),
        )
        return end

    return transact(finish)
