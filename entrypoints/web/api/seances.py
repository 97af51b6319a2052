"""``/api/seances``: the year, a séance, its lines, its agenda, what it awaits, its acts."""

from datetime import date

from fastapi import APIRouter, Depends, Response

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms import agenda as forms_of_agenda
from entrypoints.forms import completeness as forms_of_completeness
from entrypoints.forms import tableau as forms_of_tableau
from entrypoints.forms.registry import Json
from entrypoints.web.api.acting import Event, act_of, known
from entrypoints.web.api.answers.acts import Fields, SeanceDone, Ways
from entrypoints.web.api.answers.seances import (
    AgendaSheet,
    Completeness,
    Seances,
    SeanceSheet,
    Tableau,
)
from entrypoints.web.api.callers import (
    Here,
    Key,
    Of,
    Operation,
    Version,
    etag,
    forms_of,
    json_only,
)
from entrypoints.web.api.days import InQuery, midnight, morning
from entrypoints.web.api.refusing import ACTS_REFUSED, ONCE_REFUSED
from entrypoints.web.desks.seances import acts
from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from states.page import Machine
from workflow.reading import agendas, completeness, participants, seances, tableau
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand

router = APIRouter(prefix="/seances", route_class=Operation, tags=["Séances"])

_BIRTH = "programmer"


@router.get("", response_model=Seances, summary="Lister les séances")
def listed(visit: Here, du: InQuery = None, au: InQuery = None) -> Json:
    """Celles qui sont ouvertes à qui demande, dans l’ordre des dates : entre deux jours compris ;
    sinon, celles de l’année."""
    visit.enter(Right.SEANCE)
    tz, forms = visit.rulebook.calendar.tz, forms_of(visit)
    year = visit.rulebook.local_day(visit.now).year
    first, last = du or date(year, 1, 1), au or date(year, 12, 31)
    found = seances.opened(
        visit.store, visit.bearer, since=morning(first, tz), until=midnight(last, tz)
    )
    return {
        "du": first.isoformat(),
        "au": last.isoformat(),
        "seances": [forms.seance(one) for one in found.values()],
    }


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


@router.get("/{numero}", response_model=SeanceSheet, summary="Lire une séance")
def show(visit: Here, response: Response, number: Of) -> Json:
    """Sa version est aussi l’« ETag » de la réponse, à rendre dans « If-Match » pour agir."""
    visit.open(Right.SEANCE, number)
    line, _, sitting = seances.seance(visit.store, number)
    etag(response, line.version)
    return {**forms_of(visit).seance(line), "services": sitting}


@router.get("/{numero}/lignes", response_model=Tableau, summary="Le tableau commun d’une séance")
def lines(visit: Here, number: Of) -> Json:
    """Les lignes qui sont ouvertes à qui demande ; les autres sont comptées, sans plus."""
    visit.open(Right.SEANCE, number)
    visit.enter(Right.LIGNE)
    shown = tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)
    return forms_of_tableau.tableau(forms_of(visit), shown, visit.actor.service_id)


@router.get(
    "/{numero}/ordre-du-jour", response_model=AgendaSheet, summary="L’ordre du jour d’une séance"
)
def agenda(visit: Here, number: Of) -> Json:
    """Arrêté, ou tel que les règles le proposent : qui est examiné, qui est reporté, et pourquoi ;
    les lignes qui ne sont pas ouvertes à qui demande n’y sont pas."""
    visit.open(Right.SEANCE, number)
    visit.enter(Right.LIGNE)
    told = forms_of_agenda.sheet(agendas.agenda(visit.store, visit.rulebook, number))
    shown = tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)
    opened = {one.id for one in shown.lines}
    kept = {
        name: [one for one in told[name] if one["ligne"] in opened]
        for name in ("retenues", "reportees")
    }
    return {**told, **kept}


@router.get(
    "/{numero}/completude", response_model=Completeness, summary="Ce qu’une séance attend encore"
)
def awaited(visit: Here, number: Of) -> Json:
    """De chaque service, et de qui n’a pas répondu à sa convocation ; un service n’y voit que ce
    qu’il doit."""
    visit.open(Right.SEANCE, number)
    mine = visit.actor.service_id
    every = completeness.of_seance(visit.store, visit.rulebook, number)
    silent = participants.silent(visit.store, visit.rulebook, number)
    return forms_of_completeness.form(
        forms_of(visit),
        number,
        [one for one in every if mine in (None, one.service_id)],
        [one for one in silent if mine in (None, one.service_id)],
    )


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
