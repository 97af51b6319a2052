"""``/api/session``: coming in, as what one acts, going out; ``/api/moi``: who one is."""

from fastapi import APIRouter, Depends, Request, Response

from entrypoints import clock
from entrypoints.forms.registry import Forms, Json
from entrypoints.gate import gate_of
from entrypoints.web.api.answers.sessions import Chosen, Login, Me, Opened
from entrypoints.web.api.protocol.callers import LoggedIn, Operation, json_only
from entrypoints.web.api.protocol.problems import problem
from entrypoints.web.visitors.browsers import family
from entrypoints.web.visitors.visits import Visit, visit_of
from rules.access.grants import Right
from rules.accounts.acts import NOT_A_CAPACITY, SESSION
from rules.actors import Actor
from rules.refusals import Refused
from workflow.accounts.entering import log_in
from workflow.accounts.sessions import choose, log_out
from workflow.reading import dossiers

router = APIRouter(route_class=Operation, tags=["Session"])


@router.post(
    "/session",
    status_code=201,
    response_model=Opened,
    dependencies=[Depends(json_only)],
    summary="Ouvrir une session",
)
def enter(request: Request, login: Login) -> Json | Response:
    """Le jeton n’est dit qu’ici ; il se donne ensuite dans « Authorization: Bearer … ». Ce qui est
    refusé ne dit ni lequel des deux est faux ni si le compte existe."""
    assembly = request.app.state.assembly
    browser = family(request.headers.get("user-agent", ""))
    try:
        entry = log_in(
            gate_of(assembly), login.adresse, login.mot_de_passe, clock.now(), browser=browser
        )
    except Refused as refused:
        return problem(401, refused.refusals, headers={"WWW-Authenticate": "Bearer"})
    visit = visit_of(request, entry.token)
    return {**_me(visit), "jeton": entry.token, "echecs": entry.failures}


@router.delete("/session", status_code=204, summary="Fermer la session")
def leave(visit: LoggedIn) -> None:
    """Le jeton n’ouvre plus rien."""
    log_out(gate_of(visit.assembly), visit.secret, visit.now)


@router.put(
    "/session/qualite",
    response_model=Me,
    dependencies=[Depends(json_only)],
    summary="Choisir l’habilitation que l’on exerce",
)
def take(visit: LoggedIn, chosen: Chosen) -> Json:
    """L’une de celles que dit « qualites » ; les actes suivants sont faits à ce titre."""
    assert visit.signed is not None  # whoever is logged in
    actor = next(
        (
            one
            for one in visit.signed.actors
            if (one.role.value, one.service_id) == (chosen.role, chosen.service)
        ),
        None,
    )
    if actor is None:
        raise Refused(SESSION, (NOT_A_CAPACITY,))
    choose(gate_of(visit.assembly), visit.secret, actor.role, actor.service_id, visit.now)
    return _me(visit_of(visit.request, visit.secret))


@router.get("/moi", response_model=Me, summary="Qui l’on est, à quel titre, ce que cela ouvre")
def me(visit: LoggedIn) -> Json:
    """Les habilitations du jour et, de celle qui est exercée, les droits qu’elle ouvre."""
    return _me(visit)


def _me(visit: Visit) -> Json:
    signed = visit.signed
    assert signed is not None  # whoever is logged in
    numbers = [one.service_id for one in signed.actors if one.service_id is not None]
    labels = {one.id: one.label for one in dossiers.services(visit.store, numbers)}
    return {
        "agent": signed.agent,
        "nom": signed.name,
        "ferme_le": Forms(visit.rulebook.calendar.tz).instant(signed.closes),
        "qualites": [_capacity(one, labels) for one in signed.actors],
        "qualite": None if signed.actor is None else _capacity(signed.actor, labels),
        "peut_ouvrir": [one.value for one in Right if visit.may(one)],
    }


def _capacity(actor: Actor, labels: dict[int, str]) -> Json:
    places = actor.circonscriptions
    return {
        "role": actor.role.value,
        "service": actor.service_id,
        "libelle_service": None if actor.service_id is None else labels.get(actor.service_id),
        "circonscriptions": None if places is None else sorted(places),
    }
