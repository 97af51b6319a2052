"""``/api/dossiers/{numero}/actes``: what may be done of a dossier, and the acts themselves."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Done, Fields, Motive, Tried, Ways
from entrypoints.web.api.protocol.acting import Event, act_of, known
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.parameters import Key, Of, Version, etag
from entrypoints.web.api.protocol.refusing import ACTS_REFUSED
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from states.page import Machine
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.corrections import CORRECTION, correct
from workflow.reading import dossiers

router = APIRouter(prefix="/dossiers/{numero}", route_class=Operation, tags=["Agir"])


@router.get("/actes", response_model=Ways, summary="Ce qui peut être fait d’un dossier")
def ways(visit: Here, response: Response, number: Of) -> Json:
    """Chaque acte de son état : où il mène, les champs qu’il demande et, s’il n’est pas possible,
    toutes les raisons. Ce qui est dit possible est accepté, par les mêmes gardes."""
    visit.open(Right.DOSSIER, number)
    version = dossiers.dossier(visit.store, number).version
    command = Command(dossier_id=number, act=act_of(visit, "", None))
    found = commands.possible(visit.store, visit.rulebook, command)
    etag(response, version)
    return {"version": version, "actes": forms_of_acts.ways(found)}


@router.post(
    "/actes/{acte}",
    response_model=Done,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Faire un acte",
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
    """Le corps porte les champs de l’acte. Refusé, il rend toutes les raisons (422) et rien n’est
    écrit que le refus, au journal ; si le dossier a changé depuis la lecture, qui, quoi et quand
    (412). Avec une « Idempotency-Key », l’acte renvoyé n’est pas refait."""
    command = _command(visit, number, acte, fields, version, key)
    done = commands.perform(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return forms_of_acts.outcome(forms_of(visit), done)


@router.post(
    "/actes/{acte}/essai",
    response_model=Tried,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer un acte, sans rien écrire",
)
def rehearse(visit: Here, number: Of, acte: Event, fields: Fields, version: Version) -> Json:
    """Ce que l’acte rencontrerait maintenant : toutes les raisons, ou aucune."""
    command = _command(visit, number, acte, fields, version, None)
    refusals = commands.objections(visit.store, visit.rulebook, command)
    return forms_of_acts.tried(refusals)


@router.post(
    "/corrections",
    response_model=Done,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Défaire le dernier acte d’un dossier",
)
def undo(
    visit: Here,
    response: Response,
    number: Of,
    motive: Motive,
    version: Version,
    key: Key = None,
) -> Json:
    """Réservé au bureau de l’orientation ; rien n’est effacé : la correction s’écrit au journal,
    avec son motif."""
    visit.open(Right.DOSSIER, number)
    command = Command(
        dossier_id=number,
        act=act_of(visit, CORRECTION, {"motif": motive.motif}),
        expected_version=version,
        key=key,
    )
    done = correct(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return forms_of_acts.outcome(forms_of(visit), done)


def _command(
    visit: Visit, number: int, event: str, fields: Fields, version: int | None, key: str | None
) -> Command:
    """The command, upon a dossier that is opened. Raises Closed, also when no state of the
    procedure has such an act."""
    visit.open(Right.DOSSIER, number)
    if not any(known(machine, event) for machine in (Machine.DOSSIER, Machine.PASSAGE)):
        raise Closed((OUTSIDE,))
    return Command(
        dossier_id=number,
        act=act_of(visit, event, dict(fields.root)),
        expected_version=version,
        key=key,
    )
