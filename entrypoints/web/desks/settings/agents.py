"""An agent, as whoever keeps agents opens them: the pages and the API open the same."""

from entrypoints.web.visitors.visits import Closed, Visit
from rules.access.grants import Right
from rules.access.policy import OUTSIDE
from rules.actors import Role
from rules.agents import CREATED
from rules.subjects import Subject, SubjectKind
from workflow.reading import agents, journal
from workflow.reading.agents import AgentLine


def opened(visit: Visit, number: int) -> AgentLine:
    """The agent; one of another service is not there for whoever heads a service, but for one whom
    they have just created. Raises Closed."""
    visit.enter(Right.AGENTS)
    found = agents.agent(visit.store, number)
    own = visit.actor.service_id
    if found is None or (
        visit.actor.role is Role.RESPONSABLE_SERVICE
        and all(one.service_id != own for one in found.habilitations)
        and not _is_new(visit, found)
    ):
        raise Closed((OUTSIDE,))
    return found


def _is_new(visit: Visit, agent: AgentLine) -> bool:
    """Whether they created the agent and nobody has habilitated them yet."""
    subject = Subject(SubjectKind.AGENT, agent.id)
    return not agent.habilitations and bool(
        journal.entries(visit.store, subject=subject, act=CREATED, actor=visit.actor.name, most=1)
    )
