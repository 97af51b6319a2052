"""``/seances/{number}/tableau/fichier``: the tableau sent as a workbook, and taken back."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.opening import Number, Opened, open_seance, writes
from entrypoints.web.desks.seances.workbooks import as_workbook, taken_back
from entrypoints.web.forms.posted import FormOf
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from exchanges.tableau.reports import TableauReport
from exchanges.tableau.sealing import SHORTEST
from exchanges.webrsa.problems import UnreadableFile
from rules.access.grants import Right
from rules.access.policy import OUTSIDE, closed
from rules.refusals import Refusal, Refused

router = APIRouter(prefix="/seances/{number}/tableau/fichier")


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
    try:
        return as_workbook(visit, found, form.get("mot_de_passe") or None)
    except Refused as refused:
        return _page(visit, found, refused.refusals)


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
    try:
        report = taken_back(
            visit,
            found,
            uploaded.content,
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
