"""``/api/saisines`` and ``/api/recours``: what came in, what is to be answered."""

from datetime import date

from fastapi import APIRouter, Depends, Response

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms import received as forms_of_received
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.acts import Done
from entrypoints.web.api.answers.received import Appeals, Saisines, ToDeposit
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Key, Of, Version, YesNo, etag
from entrypoints.web.api.protocol.refusing import ACTS_REFUSED
from rules.access.grants import Right
from rules.fields import Field, Kind, read
from rules.refusals import Refused
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.receiving import received
from workflow.reading import appeals, saisines
from workflow.reading.saisines import Standing

router = APIRouter(route_class=Operation, tags=["Courrier"])

_DEPOSIT = "deposer_saisine"
_RECEIVED = Field(name="recu_le", label="reçu le", kind=Kind.DATE, past=True)


@router.get("/saisines", response_model=Saisines, summary="Les saisines reçues")
def waiting(
    visit: Here,
    response: Response,
    etat: Standing | None = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Celles qui sont à vérifier ou à compléter, la plus ancienne d’abord."""
    visit.enter(Right.COURRIER_RECU)
    found = saisines.listing(
        visit.store, reader=visit.bearer, standing=etat, after=apres, most=limite
    )
    forms = forms_of(visit)
    return {
        "saisines": [forms_of_received.saisine(forms, one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.post(
    "/dossiers/{numero}/saisines",
    response_model=Done,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Enregistrer une saisine reçue",
)
def record(
    visit: Here,
    response: Response,
    number: Of,
    told: ToDeposit,
    version: Version,
    key: Key = None,
) -> Json:
    """Au jour où elle a été reçue : c’est lui qui compte. Les champs sont ceux de l’acte
    « deposer_saisine »."""
    visit.enter(Right.COURRIER_RECU)
    visit.open(Right.DOSSIER, number)
    values, refusals = read([_RECEIVED], {"recu_le": told.recu_le})
    if refusals:
        raise Refused(_DEPOSIT, tuple(refusals))
    day = values["recu_le"]
    assert isinstance(day, date)  # what the field reads
    command = Command(
        dossier_id=number,
        act=received(visit.rulebook, act_of(visit, _DEPOSIT, dict(told.champs.root)), day),
        expected_version=version,
        key=key,
    )
    done = commands.perform(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return forms_of_acts.outcome(forms_of(visit), done)


@router.get("/recours", response_model=Appeals, summary="Les recours")
def contested(
    visit: Here,
    response: Response,
    termines: YesNo = False,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ceux qui attendent une réponse, ou ceux qui sont terminés ; ce que chacun conteste."""
    visit.enter(Right.COURRIER_RECU, named="les recours")
    found = appeals.listing(
        visit.store, reader=visit.bearer, over=termines, after=apres, most=limite
    )
    forms = forms_of(visit)
    return {
        "recours": [forms_of_received.appeal(forms, one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }
