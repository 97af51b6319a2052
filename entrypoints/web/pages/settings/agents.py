"""``/parametres/agents``: who may act as what, from when to when; how they come in."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from fastapi import Query as InQuery

from entrypoints.gate import gate_of
from entrypoints.post import chosen_by_agents
from entrypoints.web.desks.settings.agents import opened
from entrypoints.web.forms import acts
from entrypoints.web.forms.overtaken import compared
from entrypoints.web.forms.posted import FormOf, found_again, go, new_key
from entrypoints.web.pages.settings import keeping
from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Closed, Here, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE, closed
from rules.accounts import acts as accounts_acts
from rules.actors import Role
from rules.agents import AWAY, BACK, CHANGED, CREATED, ENDED, FORMS, HABILITATED, LABELS, PREFERRED
from rules.fields import GREATEST
from rules.refusals import Refusal, Refused
from rules.subjects import Subject, SubjectKind
from workflow.accounts.keeping import Kept, keep
from workflow.agents.commands import AgentCommand, StaleAgent, perform
from workflow.reading import accounts, agents
from workflow.reading.accounts import AccountLine
from workflow.reading.agents import AgentLine, Wanted
from workflow.reading.cursors import BadCursor, paged

router = APIRouter(prefix="/parametres/agents")

Number = Annotated[int, Path(ge=1, le=GREATEST)]

_ROWS = 50
Words = Annotated[str, InQuery(alias="mots", max_length=100)]
After = Annotated[str | None, InQuery(alias="apres", max_length=400)]
_EVENTS = {
    "modifier": CHANGED,
    "habiliter": HABILITATED,
    "deshabiliter": ENDED,
    "absence": AWAY,
    "retour": BACK,
    "preference": PREFERRED,
}
_ACCOUNT = {
    "inviter": accounts_acts.INVITED,
    "reinitialiser": accounts_acts.RESET,
    "verrouiller": accounts_acts.LOCKED,
    "deverrouiller": accounts_acts.UNLOCKED,
    "fermer-sessions": accounts_acts.REVOKED,
}


@router.get("")
def show(
    visit: Here,
    words: Words = "",
    role: Role | Literal[""] = "",
    tous: Literal["", "oui"] = "",
    after: After = None,
) -> Response:
    """The agents in office, each with what they are habilitated for; those of their service, for
    whoever heads it."""
    visit.enter(Right.AGENTS)
    wanted = Wanted(
        words=words,
        role=role or None,
        service=visit.actor.service_id,
        day=None if tous else visit.rulebook.local_day(visit.now),
    )
    try:
        listed = agents.listing(visit.store, wanted, after=after, most=_ROWS + 1)
    except BadCursor:
        return go(visit, "/parametres/agents")
    found = paged(listed, _ROWS, agents.cursor)
    return page(
        visit,
        "settings/agents.html",
        query=Query.of(visit.request),
        agents=found.lines,
        following=found.following,
        accounts=_accounts(visit, found.lines),
        roles=keeping.role_choices(visit),
        creates=not keeping.shut(visit, CREATED, None),
        places=visit.places,
    )


@router.get("/creer")
def ask_to_create(visit: Here) -> Response:
    """The form of a new agent."""
    visit.enter(Right.AGENTS)
    return _form(visit, None, CREATED, typed=found_again(visit))


@router.post("/creer")
def create(visit: Here, form: FormOf) -> Response:
    """A new agent, who may act as nothing yet."""
    visit.enter(Right.AGENTS)
    act = acts.act_of(visit, CREATED, form, only=FORMS[CREATED])
    try:
        done = perform(visit.store, visit.rulebook, AgentCommand(act=act, key=form.key or None))
    except Refused as refused:
        return _form(visit, None, CREATED, typed=form.values, refusals=refused.refusals)
    return go(
        visit,
        f"/parametres/agents/{done.agent_id}",
        "L’agent est créé.",
        more="Habilitez-le, puis invitez-le.",
    )


@router.get("/{number}")
def sheet(visit: Here, number: Number) -> Response:
    """An agent: habilitations, absences, how they are told, their account."""
    agent = opened(visit, number)
    return _sheet(visit, agent)


@router.get("/{number}/{what}")
def ask(visit: Here, number: Number, what: str) -> Response:
    """The form of an act on an agent."""
    agent = opened(visit, number)
    return _form(visit, agent, _event(what), typed=found_again(visit))


@router.post("/{number}/compte/{what}")
def keep_account(visit: Here, number: Number, what: str, form: FormOf) -> Response:
    """An act on the account; a link that was made is told on the answer, once."""
    visit.enter(Right.COMPTES)
    agent = opened(visit, number)
    if what not in _ACCOUNT:
        raise Closed((OUTSIDE,))
    event = _ACCOUNT[what]
    act = acts.act_of(visit, event, form, only=accounts_acts.FORMS[event])
    try:
        done = keep(gate_of(visit.assembly), act, number)
    except Refused as refused:
        return _sheet(visit, agent, refusals=refused.refusals)
    if done.token is not None:
        return _sheet(visit, agent, made=done)
    return go(visit, f"/parametres/agents/{number}", f"{accounts_acts.LABELS[event]} : c’est fait.")


@router.post("/{number}/{what}")
def act(visit: Here, number: Number, what: str, form: FormOf) -> Response:
    """The act on the agent."""
    agent, event = opened(visit, number), _event(what)
    command = AgentCommand(
        act=acts.act_of(visit, event, form, only=FORMS[event]),
        agent_id=number,
        channels=chosen_by_agents(visit.assembly.settings),
        expected_version=form.version,
        key=form.key or None,
    )
    try:
        perform(visit.store, visit.rulebook, command)
    except Refused as refused:
        return _form(visit, agent, event, typed=form.values, refusals=refused.refusals)
    except StaleAgent as stale:
        return _form(visit, agent, event, typed=form.values, seen=stale.seen)
    return go(visit, f"/parametres/agents/{number}", f"{LABELS[event]} : c’est fait.")


def _event(what: str) -> str:
    if what not in _EVENTS:
        raise Closed((OUTSIDE,))
    return _EVENTS[what]


def _accounts(visit: Visit, of: Sequence[AgentLine]) -> Mapping[int, AccountLine]:
    if closed(visit.bearer, Right.COMPTES):
        return {}
    numbers = [one.id for one in of]
    found = accounts.listing(visit.store, visit.now, most=len(numbers), agents=numbers)
    return {one.agent: one for one in found}


def _sheet(
    visit: Visit,
    agent: AgentLine,
    *,
    made: Kept | None = None,
    refusals: Sequence[Refusal] = (),
) -> Response:
    keeps = not closed(visit.bearer, Right.COMPTES)
    return page(
        visit,
        "settings/agent.html",
        status=422 if refusals else 200,
        agent=agent,
        may={what for what, event in _EVENTS.items() if not keeping.shut(visit, event, agent)},
        account=_accounts(visit, [agent]).get(agent.id),
        keeps=keeps,
        sessions=accounts.sessions(visit.store, agent.id) if keeps else [],
        link=None
        if made is None
        else f"{visit.assembly.configured.web.address}/compte/lien/{made.token}",
        expires=None if made is None else made.expires,
        refusals=refusals,
        places=visit.places,
    )


def _form(
    visit: Visit,
    agent: AgentLine | None,
    event: str,
    *,
    typed: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
    seen: int | None = None,
) -> Response:
    fields = keeping.fields_of(visit, event, agent)
    questions = acts.questions(
        visit, fields, typed=typed, refusals=refusals, options=keeping.options(visit, agent)
    )
    stale = None
    if seen is not None and agent is not None:
        stale = compared(
            visit,
            Subject(SubjectKind.AGENT, agent.id),
            seen,
            fields=fields,
            questions=questions,
            events=frozenset({event}),
        )
    return page(
        visit,
        "settings/agent_act.html",
        status=409 if stale else 422 if refusals else 200,
        title=LABELS[event],
        agent=agent,
        questions=questions if stale is None else stale.questions,
        refusals=refusals,
        shut=keeping.shut(visit, event, agent),
        stale=stale,
        key=new_key(),
    )
