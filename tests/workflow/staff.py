"""Agents for the tests: said by the département, or written by hand."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rules.actors import Actor, Role
from rules.agents import AWAY, CREATED, HABILITATED, PREFERRED
from rules.situation import Act
from rules.telling import MAIL
from tests.workflow.build import World
from workflow.agents.commands import AgentCommand, AgentOutcome, perform

MANAGER = Actor(name="direction", role=Role.MANAGER)
ADMINISTRATOR = Actor(name="administration", role=Role.ADMINISTRATEUR)
CHANNELS = (MAIL, "discussion")


def say(
    world: World,
    event: str,
    agent: int | None = None,
    actor: Actor = ADMINISTRATOR,
    version: int | None = None,
    key: str | None = None,
    **data: object,
) -> AgentOutcome:
    """An act on an agent."""
    act = Act(event=event, actor=actor, occurred=world.now, known=world.now, data=data)
    command = AgentCommand(act=act, agent_id=agent, channels=CHANNELS)
    return perform(world.store, world.rulebook, replace(command, expected_version=version, key=key))


def hire(world: World, name: str, *roles: Mapping[str, Any]) -> int:
    """An agent of that name, habilitated since January for each role."""
    number = say(world, CREATED, nom=name, courriel=f"{name.lower()}@cd93.example").agent_id
    for role in roles:
        say(world, HABILITATED, number, **{"du": "2026-01-01", **role})
    return number


def away(world: World, agent: int, du: str, au: str, suppleant: int | None = None) -> int:
    """An absence; its number."""
    asked: dict[str, Any] = {} if suppleant is None else {"suppleant": suppleant}
    made = say(world, AWAY, agent, du=du, au=au, **asked).made
    assert made is not None
    return made


def prefer(world: World, agent: int, rythme: str, canal: str = MAIL) -> None:
    """How often they are told by a channel."""
    say(world, PREFERRED, agent, canal=canal, rythme=rythme)
