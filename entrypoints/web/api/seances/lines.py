"""``/api/lignes``: a line of the tableau commun, and what a service that sits may do of it."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms import tableau as forms_of_tableau
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Fields, Tried, Ways
from entrypoints.web.api.answers.lines import LineDone
from entrypoints.web.api.answers.seances import TableauLine as LineAnswer
from entrypoints.web.api.protocol.acting import Event, act_of, known
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.parameters import Key, Of, Version, etag
from entrypoints.web.api.protocol.refusing import ACTS_REFUSED
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.subjects import Subject, SubjectKind
from states.page import Machine
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.reading import tableau
from workflow.reading.tableau import Tableau, TableauLine

router = APIRouter(prefix="/lignes/{numero}", route_class=Operation, tags=["Lignes"])


@router.get("", response_model=LineAnswer, summary="Lire une ligne du tableau commun")
def show(visit: Here, response: Response, number: Of) -> Json:
    """Sa version est celle de son dossier, que porte l’« ETag » de la réponse."""
    shown, line = _opened(visit, number)
    etag(response, line.version)
    return forms_of_tableau.line(forms_of(visit), shown, line)


@router.get("/actes", response_model=Ways, summary="Ce qui peut être fait d’une ligne")
def ways(visit: Here, response: Response, number: Of) -> Json:
    """Répondre « connu » ou « suivi », dire sa priorité, en donner le résultat : les actes de son
    état, les champs de chacun et, s’il n’est pas possible, toutes les raisons."""
    _, line = _opened(visit, number)
    command = Command(dossier_id=line.dossier_id, passage_id=number, act=act_of(visit, "", None))
    found = commands.possible(visit.store, visit.rulebook, command)
    etag(response, line.version)
    of_line = [one for one in found if one[0] is Machine.PASSAGE]
    return {"version": line.version, "actes": forms_of_acts.ways(of_line)}


@router.post(
    "/actes/{acte}",
    response_model=LineDone,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Faire un acte d’une ligne",
)
def perform(
    visit: Here,
    response: Response,
    number: Of,
    acte: Event,
    fields: Fields,
    version: Version,
    key: Key = None,
) -> Json:
    """Ouvert au service qui voit la ligne, même s’il ne suit pas le dossier."""
    done = commands.perform(
        visit.store, visit.rulebook, _command(visit, number, acte, fields, version, key)
    )
    etag(response, done.version)
    return {
        "ligne": number,
        "dossier": done.dossier_id,
        "version": done.version,
        "messages": done.messages,
        "deja_fait": done.repeated,
    }


@router.post(
    "/actes/{acte}/essai",
    response_model=Tried,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer un acte d’une ligne, sans rien écrire",
)
def rehearse(visit: Here, number: Of, acte: Event, fields: Fields, version: Version) -> Json:
    """Ce que l’acte rencontrerait maintenant : toutes les raisons, ou aucune."""
    command = _command(visit, number, acte, fields, version, None)
    refusals = commands.objections(visit.store, visit.rulebook, command)
    return forms_of_acts.tried(refusals)


def _opened(visit: Visit, number: int) -> tuple[Tableau, TableauLine]:
    """The line, and the tableau as far as it is open to them. Raises Closed."""
    visit.enter(Right.LIGNE)
    seance = tableau.seance_of(visit.store, number)
    if seance is None:
        raise Closed((OUTSIDE,))
    shown = tableau.open_to(visit.store, visit.rulebook, seance, visit.bearer)
    line = next((one for one in shown.lines if one.id == number), None)
    if line is None:
        raise Closed((OUTSIDE,))
    visit.open(Right.LIGNE, number, about=Subject(SubjectKind.DOSSIER, line.dossier_id))
    return shown, line


def _command(
    visit: Visit, number: int, event: str, fields: Fields, version: int | None, key: str | None
) -> Command:
    """The command, upon a line that is opened. Raises Closed, also when no line has such an act."""
    _, line = _opened(visit, number)
    if not known(Machine.PASSAGE, event):
        raise Closed((OUTSIDE,))
    return Command(
        dossier_id=line.dossier_id,
        passage_id=number,
        act=act_of(visit, event, dict(fields.root)),
        expected_version=version,
        key=key,
    )
