"""``/api/echeances``: one deadline, how its date was counted, the dates that it had."""

from fastapi import APIRouter

from entrypoints.forms.deadlines import Sheet, sheet
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.trail import ExplainedDeadline
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.parameters import Of
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.deadlines.explanation import explanation
from rules.subjects import SubjectKind
from workflow.reading import deadlines, lineages, workload
from workflow.reading.deadlines import DeadlineLine

router = APIRouter(prefix="/echeances", route_class=Operation, tags=["Échéances"])


@router.get(
    "/{numero}", response_model=ExplainedDeadline, summary="Lire une échéance et son compte"
)
def show(visit: Here, number: Of) -> Json:
    """Le compte jour par jour, par la règle et le calendrier de son temps ; les dates qu’elle a
    eues et l’acte qui a donné chacune ; ses alertes."""
    visit.enter(Right.DOSSIER)
    line, rungs = deadlines.deadline(visit.store, number)
    _open(visit, line)
    law = lineages.law(visit.store, visit.rulebook, line)
    shown = Sheet(
        line=line,
        law=law,
        explained=explanation(line.anchor, law.delay, law.calendar, line.adjustments),
        generations=lineages.generations(visit.store, line),
        rungs=rungs,
    )
    return sheet(forms_of(visit), shown)


def _open(visit: Visit, line: DeadlineLine) -> None:
    """Opens it by what it is about: it tells no more than that does. Raises Closed."""
    if line.subject.kind is SubjectKind.SEANCE:
        visit.open(Right.SEANCE, line.subject.id)
        return
    dossier = deadlines.dossier_of(visit.store, line)
    if dossier is not None:
        visit.open(Right.DOSSIER, dossier)
    elif not workload.awaits(visit.store, visit.rulebook, visit.actor, line.id):
        visit.open(Right.ESCALADE, line.id)
