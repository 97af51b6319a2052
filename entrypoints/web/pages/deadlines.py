"""``/echeances/{number}``: one deadline, how its date was counted, the dates that it had."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from entrypoints.web.rendering.counting import counted
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from entrypoints.words.acts import LEVELS, event_label
from entrypoints.words.times import ADJUSTED
from rules.access.grants import Right
from rules.fields import GREATEST
from rules.subjects import SubjectKind
from workflow.reading import deadlines, lineages, workload
from workflow.reading.deadlines import DeadlineLine

router = APIRouter(prefix="/echeances")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_TOLD = {
    "dit": "dite",
    "tu": "non dite, un niveau plus haut parlait",
    "recapitulatif": "dite dans un récapitulatif",
}


@router.get("/{number}")
def show(visit: Here, number: Number) -> Response:
    """The deadline of a dossier or of a séance that is open to them."""
    visit.enter(Right.DOSSIER)
    line, rungs = deadlines.deadline(visit.store, number)
    back = _open(visit, line)
    return page(
        visit,
        "deadline.html",
        line=line,
        back=back,
        counted=counted(visit, line),
        generations=lineages.generations(visit.store, line),
        rungs=rungs,
        levels=LEVELS,
        told=_TOLD,
        adjusted=ADJUSTED,
        event_label=event_label,
    )


def _open(visit: Visit, line: DeadlineLine) -> str:
    """Opens it by what it is about, whose page is answered: it shows no more than that does. That
    of a service, of an offer or of a circonscription is open to whom it awaits, and as an
    escalation."""
    if line.subject.kind is SubjectKind.SEANCE:
        visit.open(Right.SEANCE, line.subject.id)
        return f"/seances/{line.subject.id}"
    dossier = deadlines.dossier_of(visit.store, line)
    if dossier is not None:
        visit.open(Right.DOSSIER, dossier)
        return f"/dossiers/{dossier}"
    if workload.awaits(visit.store, visit.rulebook, visit.actor, line.id):
        return "/journee"
    visit.open(Right.ESCALADE, line.id)
    return "/escalades"
