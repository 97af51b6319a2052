"""Who somebody is as an agent, and the acts that they take on themselves, in their capacity."""

from collections.abc import Sequence

from entrypoints.post import chosen_by_agents
from entrypoints.web.forms import acts
from entrypoints.web.forms.acts import Question
from entrypoints.web.forms.overtaken import Overtaken, compared
from entrypoints.web.forms.posted import Posted
from entrypoints.web.visitors.visits import Visit
from rules.agents import FORMS
from rules.subjects import Subject, SubjectKind
from workflow.agents.commands import AgentCommand, perform
from workflow.reading import agents
from workflow.reading.agents import AgentLine


def number_of(visit: Visit) -> int:
    """The number of whoever is logged in."""
    assert visit.signed is not None  # the page is for whoever acts in a capacity
    return visit.signed.agent


def oneself(visit: Visit) -> AgentLine:
    """Whoever is logged in."""
    found = agents.agent(visit.store, number_of(visit))
    assert found is not None  # an account is an agent's, and agents stay
    return found


def overtaken(
    visit: Visit,
    seen: int | None,
    event: str,
    questions: Sequence[Question] = (),
) -> Overtaken | None:
    """What was recorded of them since the version that was seen; none: nothing was."""
    if seen is None:
        return None
    return compared(
        visit,
        Subject(SubjectKind.AGENT, number_of(visit)),
        seen,
        fields=FORMS[event],
        questions=questions,
        events=frozenset({event}),
    )


def act(visit: Visit, event: str, form: Posted) -> None:
    """The act, as « agent … » does it: by the rules of agents, in their own chain. Raises Refused,
    StaleAgent."""
    command = AgentCommand(
        act=acts.act_of(visit, event, form, only=FORMS[event]),
        agent_id=number_of(visit),
        channels=chosen_by_agents(visit.assembly.settings),
        expected_version=form.version,
        key=form.key or None,
    )
    perform(visit.store, visit.rulebook, command)
