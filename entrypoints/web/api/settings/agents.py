"""``/api/agents``: who may act as what, from when to when; how they come in."""

from enum import StrEnum

from fastapi import APIRouter, Depends, Response

from entrypoints.forms.agents import agent as agent_form
from entrypoints.forms.registry import Json
from entrypoints.gate import gate_of
from entrypoints.post import chosen_by_agents
from entrypoints.web.api.answers.acts import Fields
from entrypoints.web.api.answers.directories import AccountDone, Staff, StaffDone, StaffList
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.paging import Cursor, Limit, linked
from entrypoints.web.api.protocol.parameters import Key, Of, Version, YesNo, etag
from entrypoints.web.api.protocol.refusing import ACTS_REFUSED, BODY_REFUSED, ONCE_REFUSED
from entrypoints.web.desks.settings.agents import opened
from entrypoints.web.visitors.visits import Visit
from rules import agents as of_agents
from rules.access.grants import Right
from rules.accounts import acts as of_accounts
from workflow.accounts.keeping import keep
from workflow.agents import commands as agent_commands
from workflow.agents.commands import AgentCommand
from workflow.reading import agents
from workflow.reading.agents import Wanted
from workflow.reading.cursors import paged

router = APIRouter(prefix="/agents", route_class=Operation, tags=["Agents"])


class AgentAct(StrEnum):
    """What may be done of an agent."""

    MODIFIER = "modifier"
    HABILITER = "habiliter"
    DESHABILITER = "deshabiliter"
    ABSENCE = "absence"
    RETOUR = "retour"
    PREFERENCE = "preference"


class AccountAct(StrEnum):
    """What may be done of the account of an agent."""

    INVITER = "inviter"
    REINITIALISER = "reinitialiser"
    VERROUILLER = "verrouiller"
    DEVERROUILLER = "deverrouiller"
    FERMER_SESSIONS = "fermer-sessions"


_OF_AGENTS = {
    AgentAct.MODIFIER: of_agents.CHANGED,
    AgentAct.HABILITER: of_agents.HABILITATED,
    AgentAct.DESHABILITER: of_agents.ENDED,
    AgentAct.ABSENCE: of_agents.AWAY,
    AgentAct.RETOUR: of_agents.BACK,
    AgentAct.PREFERENCE: of_agents.PREFERRED,
}
_OF_ACCOUNTS = {
    AccountAct.INVITER: of_accounts.INVITED,
    AccountAct.REINITIALISER: of_accounts.RESET,
    AccountAct.VERROUILLER: of_accounts.LOCKED,
    AccountAct.DEVERROUILLER: of_accounts.UNLOCKED,
    AccountAct.FERMER_SESSIONS: of_accounts.REVOKED,
}


@router.get("", response_model=StaffList, summary="Lister les agents")
def staff(
    visit: Here,
    response: Response,
    tous: YesNo = False,
    limite: Limit = 50,
    apres: Cursor = None,
) -> Json:
    """Ceux qui sont en fonction ; ceux de son service, pour qui le dirige."""
    visit.enter(Right.AGENTS)
    day = None if tous else visit.rulebook.local_day(visit.now)
    wanted = Wanted(service=visit.actor.service_id, day=day)
    listed = agents.listing(visit.store, wanted, after=apres, most=limite + 1)
    found = paged(listed, limite, agents.cursor)
    return {
        "agents": [agent_form(one) for one in found.lines],
        "suite": linked(visit, response, found.following),
    }


@router.get("/{numero}", response_model=Staff, summary="Lire un agent")
def agent(visit: Here, response: Response, number: Of) -> Json:
    """Ses habilitations, ses absences, comment il est prévenu."""
    found = opened(visit, number)
    etag(response, found.version)
    return agent_form(found)


@router.post(
    "",
    response_model=StaffDone,
    responses=ONCE_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Créer un agent",
)
def create(visit: Here, response: Response, fields: Fields, key: Key = None) -> Json:
    """Il n’est habilité à rien encore. Les champs sont ceux de « agent creer »."""
    visit.enter(Right.AGENTS)
    act = act_of(visit, of_agents.CREATED, dict(fields.root))
    return _agent(visit, response, AgentCommand(act=act, key=key))


@router.post(
    "/{numero}/actes/{acte}",
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
    opened(visit, number)
    command = AgentCommand(
        act=act_of(visit, _OF_AGENTS[acte], dict(fields.root)),
        agent_id=number,
        channels=chosen_by_agents(visit.assembly.settings),
        expected_version=version,
        key=key,
    )
    return _agent(visit, response, command)


@router.post(
    "/{numero}/compte/{acte}",
    response_model=AccountDone,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Inviter un agent, verrouiller son compte, fermer ses sessions",
)
def keep_account(visit: Here, number: Of, acte: AccountAct, fields: Fields) -> Json:
    """Les champs sont ceux de la commande du même nom. L’adresse d’un lien n’est dite qu’ici ; un
    nouveau lien remplace l’ancien."""
    visit.enter(Right.COMPTES)
    opened(visit, number)
    act = act_of(visit, _OF_ACCOUNTS[acte], dict(fields.root))
    done = keep(gate_of(visit.assembly), act, number)
    address = f"{visit.assembly.configured.web.address}/compte/lien/{done.token}"
    return {
        "agent": done.agent,
        "lien": None if done.token is None else address,
        "jusqu_au": forms_of(visit).instant(done.expires),
        "sessions_fermees": done.closed,
    }


def _agent(visit: Visit, response: Response, command: AgentCommand) -> Json:
    done = agent_commands.perform(visit.store, visit.rulebook, command)
    etag(response, done.version)
    return {
        "agent": done.agent_id,
        "version": done.version,
        "fait": done.made,
        "deja_fait": done.repeated,
    }
