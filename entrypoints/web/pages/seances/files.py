"""``/seances/{number}/tableau/fichier``: the tableau sent as a workbook, and taken back."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Response

from entrypoints.web.pages.seances.opening import Number, Opened, open_seance, writes
from entrypoints.web.posted import FormOf
from entrypoints.web.rendering import page
from entrypoints.web.visits import Closed, Here, Visit
from exchanges.tableau.export import export_tableau
from exchanges.tableau.intake import import_tableau
from exchanges.tableau.reports import TableauReport
from exchanges.tableau.sealing import SHORTEST, WeakPassword
from exchanges.webrsa.problems import UnreadableFile
from rules.access.grants import Right
from rules.access.policy import OUTSIDE, closed
from rules.refusals import Refusal, Refused
from workflow.reading.tableau import open_to

router = APIRouter(prefix="/seances/{number}/tableau/fichier")

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def ask(visit: Here, number: Number) -> Response:
    """What would leave, under which password; and where a file that comes back is given."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    return _page(visit, found)


@router.post("/exporter")
def export(visit: Here, number: Number, form: FormOf) -> Response:
    """The workbook, its lines counted in the access log."""
    found = open_seance(visit, number)
    shown = open_to(visit.store, visit.rulebook, number, visit.bearer)
    visit.open(Right.EXPORT_TABLEAU, number, lines=sum(not one.gone for one in shown.lines))
    password = form.get("mot_de_passe") or None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tableau.xlsx"
        try:
            export_tableau(
                visit.store,
                visit.rulebook,
                path,
                number,
                viewer=found.mine,
                now=visit.now,
                password=password,
                reader=visit.bearer,
            )
        except WeakPassword as weak:
            return _page(visit, found, (_on("mot_de_passe", str(weak)),))
        except Refused as refused:
            return _page(visit, found, refused.refusals)
        content = path.read_bytes()
    day = visit.rulebook.local_day(found.line.held).isoformat()
    return Response(
        content,
        media_type=_TYPE,
        headers={"Content-Disposition": f'attachment; filename="tableau-{number}-{day}.xlsx"'},
    )


@router.post("/reprendre")
def take_back(visit: Here, number: Number, form: FormOf) -> Response:
    """What the file changes, cell by cell; nothing that changed meanwhile is overwritten."""
    found = open_seance(visit, number)
    visit.enter(Right.LIGNE)
    if not writes(visit, found):
        raise Closed((OUTSIDE,))
    uploaded = form.files.get("fichier")
    if uploaded is None:
        return _page(visit, found, (_on("fichier", "Choisissez le classeur rempli."),))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tableau.xlsx"
        path.write_bytes(uploaded.content)
        try:
            report = import_tableau(
                visit.store,
                visit.rulebook,
                path,
                number,
                by=visit.actor,
                now=visit.now,
                trial=bool(form.get("essai")),
                password=form.get("mot_de_passe_recu") or None,
            )
        except UnreadableFile as unreadable:
            return _page(visit, found, (_on("fichier", f"{uploaded.name} : {unreadable.reason}."),))
        except Refused as refused:
            return _page(visit, found, refused.refusals)
    return _page(visit, found, report=report, name=uploaded.name)


def _on(field: str, sentence: str) -> Refusal:
    return Refusal(code="fichier", sentence=sentence, remedy="", field=field)


def _page(
    visit: Visit,
    found: Opened,
    refusals: Sequence[Refusal] = (),
    *,
    report: TableauReport | None = None,
    name: str = "",
) -> Response:
    return page(
        visit,
        "seances/file.html",
        status=422 if refusals else 200,
        found=found,
        shut=closed(visit.bearer, Right.EXPORT_TABLEAU),
        shortest=SHORTEST,
        report=report,
        name=name,
        writes=writes(visit, found),
        refusals=refusals,
    )
