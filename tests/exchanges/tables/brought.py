"""Tables written by an organisation, brought to the counter, and what is told of their lines."""

from collections.abc import Mapping
from pathlib import Path

from exchanges.counter import Organisation
from exchanges.imports import import_files
from exchanges.reports import FileReport
from exchanges.tables.table_import import Asked
from tests.exchanges.office import IMPORTED, Office
from tests.exchanges.tables.files import text_file

WHO = "Nom;Prénom;Date de naissance"
ZOE = "NOM1;Zoé;31/01/1985"


def agency(office: Office) -> Organisation:
    return Organisation(
        code="ft", label="France Travail Bobigny", services=(office.france_travail,)
    )


def bring_in(
    office: Office,
    text: str,
    *,
    name: str = "suivi.csv",
    organisation: Organisation | None = None,
    columns: Mapping[str, str] | None = None,
    create: bool = False,
    again: bool = False,
    trial: bool = False,
) -> FileReport:
    path = text_file(office.folder / name, text)
    return take(
        office,
        path,
        Asked(
            organisation=organisation or agency(office),
            columns=columns,
            create=create,
            again=again,
        ),
        trial=trial,
    )


def take(office: Office, path: Path, asked: Asked, *, trial: bool = False) -> FileReport:
    office.world.wait(days=0)
    (report,) = import_files(
        office.store, office.counter, [path], now=office.world.now, tables=asked, trial=trial
    )
    return report


def oriented(office: Office) -> None:
    """Somebody whom webRSA orients to France Travail, and the day of the table."""
    office.stock(
        IMPORTED,
        office.person(1, office.orientation(office.france_travail, "2026-01-20")),
    )
    office.world.wait(days=18)


def reasons(report: FileReport) -> list[tuple[int, str, str]]:
    return [(bad.line, one.field, one.reason) for bad in report.bad for one in bad.problems]
