"""``/api/offres`` and ``/api/agents``: the offer of accompagnement, and who may act as what."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from entrypoints.forms.agents import agent as agent_form
from entrypoints.forms.offers import offer as offer_form
from entrypoints.forms.registry import Json
from entrypoints.post import chosen_by_agents
from entrypoints.web.api.acting import ACTS_REFUSED, act_of
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.leaves import LEGIBLE
from entrypoints.web.api.answers.work import OfferDone, Offers, Staff, StaffDone, StaffList
from entrypoints.web.api.callers import (
    Here,
    Key,
    Of,
    Operation,
    Version,
    YesNo,
    etag,
    forms_of,
    json_only,
)
from entrypoints.web.api.paging import Limit
from entrypoints.web.visits import Closed, Visit
from rules import agents as of_agents
from rules import offers as of_offers
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.actors import Role
from workflow.agents import commands as agent_commands
from workflow.agents.commands import AgentCommand
from workflow.organisations import offers as offer_commands
from workflow.organisations.offers import OfferCommand
from workflow.reading import agents, offers
from workflow.reading.agents import AgentLine, Wanted

router = APIRouter(route_class=Operation, tags=["Offre et agents"])

Code = Annotated[str | None, Query(min_length=1, max_length=60, pattern=LEGIBLE)]


class OfferAct(StrEnum):
    """What may be done of an offer that is published."""

    METTRE_A_JOUR = "mettre-a-jour"
    RETIRER = "retirer"


class AgentAct(StrEnum):
    """What may be done of an agent."""

    MODIFIER = "modifier"
    HABILITER = "habiliter"
    DESHABILITER = "deshabiliter"
    ABSENCE = "absence"
    RETOUR = "retour"
    PREFERENCE = "preference"


_OF_OFFERS = {
    OfferAct.METTRE_A_JOUR: of_offers.UPDATED,
    OfferAct.RETIRER: of_offers.WITHDRAWN,
}
_OF_AGENTS = {
    AgentAct.MODIFIER: of_agents.CHANGED,
    AgentAct.HABILITER: of_agents.HABILITATED,
    AgentAct.DESHABILITER: of_agents.ENDED,
    AgentAct.ABSENCE: of_agents.AWAY,
    AgentAct.RETOUR: of_agents.BACK,
    AgentAct.PREFERENCE: of_agents.PREFERRED,
}
_CREATED_REFUSED: dict[int | str, dict[str, Any]] = {
    status: {} for status in ACTS_REFUSED if status not in (412, 428)
}


@router.get("/offres", response_model=Offers, summary="Lister l’offre d’accompagnement")
def offered(
    visit: Here,
    circonscription: Code = None,
    genre: Code = None,
    retirees: YesNo = False,
    limite: Limit = 50,
) -> Json:
    """L’offre est ouverte à tous les acteurs. « version » est à rendre dans « If-Match »."""
    visit.enter(Right.OFFRE)
    found = offers.listing(
        visit.store,
        circonscription=circonscription,
        genre=genre,
        withdrawn=retirees,
        most=limite + 1,
    )
    forms = forms_of(visit)
    return {
        "offres": [offer_form(forms, one) for one in found[:limite]],
        "tronque": len(found) > limite,
    }


@router.post(
    "/offres",
    response_model=OfferDone,
    responses=_CREATED_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Publier une offre",
)
def publish(visit: Here, response: Response, fields: Fields, key: Key = None) -> Json:
    """Les champs sont ceux de « offre publier »."""
    visit.enter(Right.OFFRE)
    act = act_of(visit, of_offers.PUBLISHED, dict(fields.root))
    return _offer(visit, response, OfferCommand(act=act, key=key))


@router.post(
    "/offres/{numero}/actes/{acte}",
    response_model=OfferDone,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Mettre à jour une offre, la retirer",
)
def keep_up(
    visit: Here,
    response: Response,
    number: Of,
    acte: OfferAct,
    fields: Fields,
    version: Version,
    key: Key = None,
) -> Json:
    """Sans aucun champ, une mise à jour confirme ce qui est dit."""
    visit.enter(Right.OFFRE)
    act = act_of(visit, _OF_OFFERS[acte], dict(fields.root))
    command = OfferCommand(act=act, offer_id=number, expected_version=version, key=key)
    return _offer(visit, response, command)


@router.get("/agents", response_model=StaffList, summary="Lister les agents")
def staff(visit: Here, tous: YesNo = False, limite: Limit = 50) -> Json:
    """Ceux qui sont en fonction ; ceux de son service, pour qui le dirige."""
    visit.enter(Right.AGENTS)
    day = None if tous else visit.rulebook.local_day(visit.now)
    wanted = Wanted(service=visit.actor.service_id, day=day)
    found = agents.listing(visit.store, wanted, most=limite + 1)
    return {
        "agents": [agent_form(one) for one in found[:limite]],
        "tronque": len(found) > limite,
    }


@router.get("/agents/{numero}", response_model=Staff, summary="Lire un agent")
def agent(visit: Here, response: Response, number: Of) -> Json:
    """Ses habilitations, ses absences, comment il est prévenu."""
    found = _opened(visit, number)
    etag(response, found.version)
    return agent_form(found)


@router.post(
    "/agents",
    response_model=StaffDone,
    responses=_CREATED_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Créer un agent",
)
def create(visit: Here, response: Response, fields: Fields, key: Key = None) -> Json:
    """Il n’est habilité à rien encore. Les champs sont ceux de « agent creer »."""
    visit.enter(Right.AGENTS)
    act = act_of(visit, of_agents.CREATED, dict(fields.root))
    return _agent(visit, response, AgentCommand(act=act, key=key))


@router.post(
    "/agents/{numero}/actes/{acte}",
    response_model=StaffDone,
    responses=ACTS_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Habiliter un agent, dire son absence",
)
def tell(
    visit: Here,
    response: Response,
    number: Of,
    acte: AgentAct,
    fields: Fields,
    version: Version,
    key: Key = None,
) -> Json:
    """Les champs sont ceux de la commande du même nom."""
    _opened(visit, number)
    command = AgentCommand(
        act=act_of(visit, _OF_AGENTS[acte], dict(fields.root)),
        agent_id=number,
        channels=chosen_by_agents(visit.assembly.settings),
        expected_version=version,
        key=key,
    )
    return _agent(visit, response, command)


def _offer(visit: Visit, response: Response, command: OfferCommand) -> Json:
    done = offer_commands.perform(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return {"offre": done.offer_id, "version": done.version, "deja_fait": done.repeated}


def _agent(visit: Visit, response: Response, command: AgentCommand) -> Json:
    done = agent_commands.perform(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return {
        "agent": done.agent_id,
        "version": done.version,
        "fait": done.made,
        "deja_fait": done.repeated,
    }


def _opened(visit: Visit, number: int) -> AgentLine:
    """The agent; one of another service is not there for whoever heads a service. Raises
    Closed."""
    visit.enter(Right.AGENTS)
    found = agents.agent(visit.store, number)
    own = visit.actor.service_id
    elsewhere = visit.actor.role is Role.RESPONSABLE_SERVICE and (
        found is None or all(one.service_id != own for one in found.habilitations)
    )
    if found is None or elsewhere:
        raise Closed((OUTSIDE,))
    return found
