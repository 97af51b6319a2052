"""The tableau of a séance that travels as a workbook: sent, taken back. The pages and the API send
and take back the same."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Response

from entrypoints.web.desks.downloads import TABLES, download
from entrypoints.web.desks.seances.opening import Opened, writes
from entrypoints.web.visitors.visits import Closed, Visit
from exchanges.tableau.export import export_tableau
from exchanges.tableau.intake import import_tableau
from exchanges.tableau.reports import TableauReport
from exchanges.tableau.sealing import WeakPassword
from exchanges.tables.reader import Format
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.refusals import Refusal, Refused
from workflow.reading.tableau import open_to

SEND, TAKE_BACK = "exporter_tableau", "reprendre_tableau"


def as_workbook(visit: Visit, found: Opened, password: str | None) -> Response:
    """The workbook, its lines counted in the access log. Raises Closed, Refused."""
    shown = open_to(visit.store, visit.rulebook, found.id, visit.bearer)
    visit.open(Right.EXPORT_TABLEAU, found.id, lines=sum(not one.gone for one in shown.lines))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tableau.xlsx"
        try:
            export_tableau(
                visit.store,
                visit.rulebook,
                path,
                found.id,
                viewer=found.mine,
                now=visit.now,
                password=password,
                reader=visit.bearer,
            )
        except WeakPassword as weak:
            raise Refused(SEND, (_weak(weak),)) from weak
        content = path.read_bytes()
    day = visit.rulebook.local_day(found.line.held).isoformat()
    return download(content, f"tableau-{found.id}-{day}.xlsx", TABLES[Format.XLSX])


def taken_back(
    visit: Visit, found: Opened, content: bytes, *, trial: bool, password: str | None
) -> TableauReport:
    """What the workbook changes, cell by cell; what changed meanwhile is not overwritten. Raises
    Closed, UnreadableFile, Refused."""
    if not writes(visit, found):
        raise Closed((OUTSIDE,))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tableau.xlsx"
        path.write_bytes(content)
        return import_tableau(
            visit.store,
            visit.rulebook,
            path,
            found.id,
            by=visit.actor,
            now=visit.now,
            trial=trial,
            password=password,
        )


def _weak(weak: WeakPassword) -> Refusal:
    return Refusal(code="mot_de_passe_faible", sentence=str(weak), field="mot_de_passe")
