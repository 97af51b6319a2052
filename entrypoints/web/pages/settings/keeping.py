"""What the pages of agents propose: to each keeper, only what they may give, end and change."""

from collections.abc import Sequence
from dataclasses import replace

from entrypoints.post import chosen_by_agents
from entrypoints.web.forms.acts import Choice
from entrypoints.web.rendering.frame import words_of
from entrypoints.web.visitors.visits import Visit
from rules.actors import Role
from rules.agents import (
    ACTIF,
    CHANGED,
    CIRCONSCRIPTION,
    ENDED,
    FORMS,
    HABILITATION,
    ROLE,
    SERVICE,
    Habilitation,
)
from rules.fields import Field
from rules.keepers import Keeping, given, objections, reaches, works_within
from rules.refusals import Refusal
from rules.wording import day_of_month
from workflow.reading import dossiers
from workflow.reading.agents import AgentLine, HabilitationLine


def shut(visit: Visit, event: str, agent: AgentLine | None) -> tuple[Refusal, ...]:
    """Why no answer to the form of the act would be taken from them; nothing when one may be."""
    if event != ENDED or agent is None or not agent.habilitations:
        return _objections(visit, event, agent)
    each = [_objections(visit, event, agent, one) for one in agent.habilitations]
    return () if () in each else each[0]


def fields_of(visit: Visit, event: str, agent: AgentLine | None) -> tuple[Field, ...]:
    """The fields of the act, as this keeper may answer them: whoever is limited to circonscriptions
    names one, and nobody says of themselves that they leave."""
    asked = FORMS[event]
    if event == CHANGED and agent is not None and agent.id == visit.actor.agent:
        asked = tuple(one for one in asked if one != ACTIF)
    if visit.actor.circonscriptions is None:
        return asked
    named = replace(CIRCONSCRIPTION, label="la circonscription", required=True)
    return tuple(named if one == CIRCONSCRIPTION else one for one in asked)


def role_choices(visit: Visit, roles: Sequence[str] = ROLE.choices) -> list[Choice]:
    """Roles, as the département calls them."""
    return [Choice(value=one, label=words_of(visit).role(one)) for one in roles]


def options(visit: Visit, agent: AgentLine | None) -> dict[str, Sequence[Choice]]:
    """The answers that only these pages know."""
    found: dict[str, Sequence[Choice]] = {
        ROLE.name: role_choices(visit, given(visit.actor)),
        SERVICE.name: _services(visit),
        CIRCONSCRIPTION.name: [
            Choice(value=code, label=label)
            for code, label in visit.places.items()
            if reaches(visit.actor, code)
        ],
        "canal": [
            Choice(value=one, label=one) for one in chosen_by_agents(visit.assembly.settings)
        ],
    }
    if agent is not None:
        found[HABILITATION.name] = _to_end(visit, agent)
        found["absence"] = [
            Choice(
                value=str(one.id), label=f"du {day_of_month(one.start)} au {day_of_month(one.end)}"
            )
            for one in agent.absences
        ]
    return found


def _services(visit: Visit) -> list[Choice]:
    """Those in activity where the keeper is; their own, for whoever heads one."""
    actor = visit.actor
    return [
        Choice(value=str(one.id), label=one.label)
        for one in dossiers.services(visit.store)
        if one.active
        and works_within(actor, one.circonscriptions)
        and actor.service_id in (None, one.id)
    ]


def _to_end(visit: Visit, agent: AgentLine) -> list[Choice]:
    role = words_of(visit).role
    return [
        Choice(value=str(one.id), label=f"{role(one.role)} {one.service or ''}".strip())
        for one in agent.habilitations
        if not _objections(visit, ENDED, agent, one)
    ]


def _objections(
    visit: Visit, event: str, agent: AgentLine | None, about: HabilitationLine | None = None
) -> tuple[Refusal, ...]:
    keeping = Keeping(
        event=event,
        actor=visit.actor,
        agent=None if agent is None else agent.id,
        held=() if agent is None else [_held(one) for one in agent.habilitations],
        about=None if about is None else _held(about),
    )
    return tuple(objections(keeping))


def _held(one: HabilitationLine) -> Habilitation:
    return Habilitation(
        id=one.id,
        role=Role(one.role),
        service=one.service_id,
        circonscription=one.circonscription,
        start=one.start,
        end=one.end,
    )
