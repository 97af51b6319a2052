"""The agents of the lived-in demonstration, one for each role, with an account each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from entrypoints.demo import cast
from rules.accounts.acts import FIRST, INVITED
from rules.actors import Actor, Role
from rules.agents import CREATED, HABILITATED
from rules.situation import Act
from workflow.accounts.choosing import use_link
from workflow.accounts.gate import Gate
from workflow.accounts.keeping import first_administrator, keep
from workflow.agents import commands
from workflow.agents.commands import AgentCommand
from workflow.reading.dossiers import ServiceLine

PASSWORD = "une phrase pour essayer"
"""That of every account of the demonstration, which nobody outside the machine reaches."""

_MACHINE = Actor(name="démonstration", role=Role.ADMINISTRATEUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account that one may try. ``what`` is its role and its service."""

    name: str
    email: str
    what: str


def open_accounts(
    gate: Gate, services: Sequence[ServiceLine], now: datetime
) -> Iterator[DemoAccount]:
    """Creates them all, the administrator first, who invites the others."""
    said = {"nom": cast.ADMINISTRATOR, "courriel": _mail(cast.ADMINISTRATOR)}
    first_administrator(gate, _act(FIRST, now, said, _MACHINE), PASSWORD)
    by = cast.ADMINISTRATEUR
    yield DemoAccount(
        name=cast.ADMINISTRATOR,
        email=_mail(cast.ADMINISTRATOR),
        what=gate.rulebook.words.role(Role.ADMINISTRATEUR),
    )
    for part in cast.PARTS:
        service = cast.of_genre(services, part.genre)
        _open(gate, part, service, by, now)
        where = "" if service is None else f", {service.label}"
        yield DemoAccount(
            name=part.name,
            email=_mail(part.name),
            what=f"{gate.rulebook.words.role(part.role)}{where}",
        )


def _open(
    gate: Gate, part: cast.Part, service: ServiceLine | None, by: Actor, now: datetime
) -> None:
    made = commands.perform(
        gate.store,
        gate.rulebook,
        AgentCommand(act=_act(CREATED, now, {"nom": part.name, "courriel": _mail(part.name)}, by)),
    )
    held: dict[str, object] = {
        "role": part.role.value,
        "du": gate.rulebook.local_day(now),
        "recoit": False,
    }
    if service is not None:
        held["service"] = service.id
    commands.perform(
        gate.store,
        gate.rulebook,
        AgentCommand(act=_act(HABILITATED, now, held, by), agent_id=made.agent_id),
    )
    invited = keep(gate, _act(INVITED, now, {}, by), made.agent_id)
    assert invited.token is not None  # an invitation is a link
    use_link(gate, invited.token, PASSWORD, now)


def _act(event: str, now: datetime, data: Mapping[str, object], by: Actor) -> Act:
    return Act(event=event, actor=by, occurred=now, known=now, data=data)


def _mail(name: str) -> str:
    """« Anne Le Goff »: anne.legoff@demo.example."""
    first, _, last = name.partition(" ")
    plain = f"{first}.{last.replace(' ', '')}".lower()
    return plain.translate(str.maketrans("éèêïî", "eeeii")) + "@demo.example"
