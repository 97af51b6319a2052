"""Agents written by hand, for the messenger to find."""

from collections.abc import Mapping

from rules.telling import MAIL
from tests.workflow.build import CHAIN, insert
from workflow.database.store import Store
from workflow.tables.agents import Absence, Agent, Habilitation, Preference

BOP, BAT = {"role": "bop"}, {"role": "bat", "circonscription": "93-01"}


def hire(store: Store, name: str, *roles: Mapping[str, str], **ways: str) -> int:
    """An agent of that name, habilitated for these roles, told in these ways: canal=rythme."""
    email = f"{name}@cd93.example"
    number = insert(store, Agent, nom=name, email=email, actif=1, **CHAIN)
    for role in roles:
        kept = {"circonscription": None, "service_id": None, "au": None, **role}
        insert(store, Habilitation, agent_id=number, du="2026-01-01", recoit=1, **kept)
    for channel, rhythm in ways.items():
        insert(store, Preference, agent_id=number, canal=channel, rythme=rhythm)
    return number


def away(store: Store, agent: int, du: str, au: str, suppleant: int | None = None) -> None:
    """An absence."""
    insert(store, Absence, agent_id=agent, du=du, au=au, suppleant_id=suppleant)


def told(store: Store, name: str, *roles: Mapping[str, str], rhythm: str) -> int:
    """An agent who is told by mail, that often."""
    return hire(store, name, *roles, **{MAIL: rhythm})
