"""``/api/seances``: the year, a séance, its lines, its agenda, what it awaits."""

from datetime import date

from fastapi import APIRouter, Response

from entrypoints.forms import agenda as forms_of_agenda
from entrypoints.forms import completeness as forms_of_completeness
from entrypoints.forms import tableau as forms_of_tableau
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.seances import (
    AgendaSheet,
    Completeness,
    Seances,
    SeanceSheet,
    Tableau,
)
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of
from entrypoints.web.api.protocol.days import InQuery, midnight, morning
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Of, etag
from rules.access.grants import Right
from workflow.reading import agendas, completeness, participants, seance_list, seances, tableau

router = APIRouter(prefix="/seances", route_class=Operation, tags=["Séances"])


@router.get("", response_model=Seances, summary="Lister les séances")
def listed(
    visit: Here,
    response: Response,
    du: InQuery = None,
    au: InQuery = None,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Celles qui sont ouvertes à qui demande, dans l’ordre des dates : entre deux jours compris ;
    sinon, celles de l’année."""
    visit.enter(Right.SEANCE)
    tz, forms = visit.rulebook.calendar.tz, forms_of(visit)
    year = visit.rulebook.local_day(visit.now).year
    first, last = du or date(year, 1, 1), au or date(year, 12, 31)
    found = seance_list.listing(
        visit.store,
        visit.bearer,
        since=morning(first, tz),
        until=midnight(last, tz),
        after=apres,
        most=limite,
    )
    return {
        "du": first.isoformat(),
        "au": last.isoformat(),
        "seances": [forms.seance(one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


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
