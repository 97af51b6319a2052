"""Who stands behind a house address on a given day: the agents habilitated for it, or whoever is
told in the place of those who are away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from rules.actors import Role
from rules.telling import MAIL, Rhythm
from workflow.database.store import Store
from workflow.tables.agents import Absence, Agent, Habilitation, Preference
from workflow.tables.columns import table

_AGENT, _HABILITATION = table(Agent), table(Habilitation)
_ABSENCE, _PREFERENCE = table(Absence), table(Preference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel by which somebody is told, and how often."""

    channel: str = MAIL
    rhythm: Rhythm = Rhythm.IMMEDIAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An agent who can be told: their number, their address, the ways they chose."""

    id: int
    email: str
    ways: tuple[Way, ...] = (Way(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What an agent is habilitated for, as far as messages go."""

    agent: int
    role: Role
    service: int | None = None
    circonscription: str | None = None


class Directory:
    """The active agents of a day. ``substitutes`` has the absent ones, with who is told in their
    place, None when nobody is."""

    def __init__(
        self,
        agents: Iterable[Told],
        capacities: Sequence[Capacity],
        substitutes: Mapping[int, int | None],
    ) -> None:
        self._agents = {one.id: one for one in agents}
        self._by_mail = {one.email: one for one in self._agents.values()}
        self._capacities = capacities
        self._substitutes = substitutes

    @classmethod
    def of(cls, store: Store, day: date) -> "Directory":
        """The directory of that local day, as the registry has it now."""
        with store.read() as connection:
            return cls(_agents(connection), _capacities(connection, day), _absent(connection, day))

    def behind(self, recipient: str) -> list[Told]:
        """Those who are told of what is addressed to ``service:N``, ``responsable:N``, ``role:R``
        or ``role:R:PLACE``, each once; none for another address. Those of a place come before those
        of all of them, who are told only when nobody of the place can be."""
        found: list[Told] = []
        for habilitated in self._habilitated(recipient):
            for agent in habilitated:
                told = self.stands_in(agent)
                if told is not None and told not in found:
                    found.append(told)
            if found:
                break
        return found

    def agent(self, number: int) -> Told | None:
        """The agent of that number, in office."""
        return self._agents.get(number)

    def known_by(self, address: str) -> Told | None:
        """The agent whose address it is."""
        return self._by_mail.get(address.lower())

    def stands_in(self, agent: int) -> Told | None:
        """The agent, or whoever is there in their place, however many are away in between; None
        when nobody is."""
        passed: set[int] = set()
        current: int | None = agent
        while current is not None and current not in passed:
            if current not in self._substitutes:
                return self._agents.get(current)
            passed.add(current)
            current = self._substitutes[current]
        return None

    def _habilitated(self, recipient: str) -> Iterator[list[int]]:
        """The numbers of the agents, nearest first."""
        kind, _, rest = recipient.partition(":")
        if kind == "service" and rest.isdigit():
            yield self._of_service(Role.REFERENT, int(rest))
        elif kind == "responsable" and rest.isdigit():
            yield self._of_service(Role.RESPONSABLE_SERVICE, int(rest))
        elif kind == "role":
            role, _, place = rest.partition(":")
            if place:
                yield self._of_office(role, place)
            yield self._of_office(role, None)

    def _of_service(self, role: Role, service: int) -> list[int]:
        return [c.agent for c in self._capacities if c.role is role and c.service == service]

    def _of_office(self, role: str, place: str | None) -> list[int]:
        return [
            one.agent
            for one in self._capacities
            if one.role == role and one.circonscription == place
        ]


def _agents(connection: Connection) -> Iterator[Told]:
    ways: dict[int, list[Way]] = {}
    for row in connection.execute(select(_PREFERENCE).order_by(_PREFERENCE.c.canal)):
        way = Way(channel=row.canal, rhythm=Rhythm(row.rythme))
        ways.setdefault(row.agent_id, []).append(way)
    query = select(_AGENT.c.id, _AGENT.c.email).where(_AGENT.c.actif == 1)
    for key, email in connection.execute(query):
        yield Told(id=key, email=email, ways=tuple(ways.get(key, [Way()])))


def _capacities(connection: Connection, day: date) -> list[Capacity]:
    query = (
        select(_HABILITATION)
        .where(
            _HABILITATION.c.recoit == 1,
            _HABILITATION.c.du <= day.isoformat(),
            or_(_HABILITATION.c.au.is_(None), _HABILITATION.c.au >= day.isoformat()),
        )
        .order_by(_HABILITATION.c.agent_id, _HABILITATION.c.id)
    )
    return [
        Capacity(
            agent=row.agent_id,
            role=Role(row.role),
            service=row.service_id,
            circonscription=row.circonscription,
        )
        for row in connection.execute(query)
    ]


def _absent(connection: Connection, day: date) -> dict[int, int | None]:
    """Of two absences of a day, the one told last counts; one that names somebody comes first."""
    query = (
        select(_ABSENCE)
        .where(_ABSENCE.c.du <= day.isoformat(), _ABSENCE.c.au >= day.isoformat())
        .order_by(_ABSENCE.c.suppleant_id.is_not(None), _ABSENCE.c.id)
    )
    return {row.agent_id: row.suppleant_id for row in connection.execute(query)}
