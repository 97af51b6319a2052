"""``/api/seances``: one put on the programme; what may be done of each, and the acts themselves."""

from fastapi import APIRouter, Depends, Response

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Fields, SeanceDone, Ways
from entrypoints.web.api.protocol.acting import Event, act_of, known
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.parameters import Key, Of, Version, etag
from entrypoints.web.api.protocol.refusing import ACTS_REFUSED, ONCE_REFUSED
from entrypoints.web.desks.seances import acts
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from states.page import Machine
from workflow.reading import seances
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand

router = APIRouter(prefix="/seances", route_class=Operation, tags=["Séances"])

_BIRTH = "programmer"


@router.post(
    "",
    response_model=SeanceDone,
    responses=ONCE_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Mettre une séance au programme",
)
def programme(visit: Here, response: Response, fields: Fields, key: Key = None) -> Json:
    """Les champs sont ceux de « seance programmer »."""
    visit.enter(Right.PROGRAMME)
    act = act_of(visit, _BIRTH, dict(fields.root))
    done = conduct.perform(visit.store, visit.rulebook, SeanceCommand(act=act, key=key))
    etag(response, done.version)
    return forms_of_acts.seance_outcome(forms_of(visit), done)


@router.get("/{numero}/actes", response_model=Ways, summary="Ce qui peut être fait d’une séance")
def ways(visit: Here, response: Response, number: Of) -> Json:
    """Chaque acte de son état, les champs qu’il demande et, s’il n’est pas possible, toutes les
    raisons."""
    visit.open(Right.SEANCE, number)
    version = seances.seance(visit.store, number)[0].version
    found = tuple(acts.ways(visit, number))
    etag(response, version)
    return {"version": version, "actes": forms_of_acts.ways([(Machine.SEANCE, found)])}


@router.post(
    "/{numero}/actes/{acte}",
    response_model=SeanceDone,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Faire un acte d’une séance",
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
    """Comme pour un dossier : le corps porte les champs ; tout est fait, ou rien."""
    command = _command(visit, number, acte, fields, version, key)
    done = conduct.perform(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return forms_of_acts.seance_outcome(forms_of(visit), done)


@router.post(
    "/{numero}/actes/{acte}/essai",
    response_model=SeanceDone,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer un acte d’une séance, sans rien écrire",
)
def rehearse(visit: Here, number: Of, acte: Event, fields: Fields, version: Version) -> Json:
    """Ce que l’acte changerait : les lignes, les échéances, les convocations."""
    command = _command(visit, number, acte, fields, version, None)
    done = conduct.rehearse(visit.store, visit.rulebook, command)
    return forms_of_acts.seance_outcome(forms_of(visit), done)


def _command(
    visit: Visit, number: int, event: str, fields: Fields, version: int | None, key: str | None
) -> SeanceCommand:
    """The command, upon a séance that is opened. Raises Closed."""
    visit.open(Right.SEANCE, number)
    if not known(Machine.SEANCE, event):
        raise Closed((OUTSIDE,))
    acts.check(visit, number, event)
    return SeanceCommand(
        act=act_of(visit, event, dict(fields.root)),
        seance_id=number,
        expected_version=version,
        key=key,
    )
