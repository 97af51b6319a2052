"""An agent as the registry has them, and what is written of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from rules.actors import Role
from rules.agents import NEVER, Habilitation
from rules.telling import MAIL, Rhythm
from workflow.database.statements import (
    Statement,
    insert_into,
    insert_returning_id,
    update_by_id,
)
from workflow.database.store import Tx
from workflow.tables import agents
from workflow.tables.columns import table

_AGENT, _HABILITATION = table(agents.Agent), table(agents.Habilitation)
_ABSENCE, _PREFERENCE = table(agents.Absence), table(agents.Preference)
_CAPACITY = ("role", "service_id", "circonscription", "du", "au")

_INSERT = insert_returning_id(agents.Agent, "nom", "email", "actif", "version", "seq", "head")
_READ = Statement(
    select(_AGENT.c.nom, _AGENT.c.email, _AGENT.c.actif).where(_AGENT.c.id == bindparam("id"))
)
_UPDATE = update_by_id(agents.Agent, "nom", "email", "actif")
_OF_MAIL = Statement(select(_AGENT.c.id).where(_AGENT.c.email == bindparam("email")))
_HELD = Statement(
    select(*(_HABILITATION.c[name] for name in ("id", *_CAPACITY)))
    .where(_HABILITATION.c.agent_id == bindparam("agent"))
    .order_by(_HABILITATION.c.id)
)
_HABILITATE = insert_returning_id(agents.Habilitation, "agent_id", *_CAPACITY, "recoit")
_END = update_by_id(agents.Habilitation, "au")
_AWAY = Statement(
    select(_ABSENCE.c.id, _ABSENCE.c.du).where(_ABSENCE.c.agent_id == bindparam("agent"))
)
_LEAVE = insert_returning_id(agents.Absence, "agent_id", "du", "au", "suppleant_id")
_RETURN = update_by_id(agents.Absence, "au")
_CHANNELS = Statement(
    select(_PREFERENCE.c.canal).where(_PREFERENCE.c.agent_id == bindparam("agent"))
)
_PREFER = insert_into(agents.Preference, "agent_id", "canal", "rythme")
_FORGET = Statement(
    _PREFERENCE.delete().where(
        _PREFERENCE.c.agent_id == bindparam("agent"), _PREFERENCE.c.canal == bindparam("canal")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An agent who is there: their name, address, whether in office, what they hold, the first day
    of each absence by its number, the channels that they chose."""

    id: int
    name: str
    email: str
    active: bool
    held: tuple[Habilitation, ...]
    absences: Mapping[int, date]
    channels: frozenset[str]


def read(tx: Tx, number: int) -> Known | None:
    """The agent of that number."""
    row = tx.one(_READ, {"id": number})
    if row is None:
        return None
    of = {"agent": number}
    return Known(
        id=number,
        name=row[0],
        email=row[1],
        active=bool(row[2]),
        held=held(tx, number),
        absences={key: date.fromisoformat(start) for key, start in tx.all(_AWAY, of)},
        channels=frozenset(canal for (canal,) in tx.all(_CHANNELS, of)),
    )


def held(tx: Tx, number: int) -> tuple[Habilitation, ...]:
    """What an agent was ever habilitated for."""
    return tuple(
        Habilitation(
            id=key,
            role=Role(role),
            service=service,
            circonscription=place,
            start=date.fromisoformat(start),
            end=None if end is None else date.fromisoformat(end),
        )
        for key, role, service, place, start, end in tx.all(_HELD, {"agent": number})
    )


def in_office(tx: Tx, number: int) -> bool:
    """Whether an active agent bears that number."""
    row = tx.one(_READ, {"id": number})
    return row is not None and bool(row[2])


def holder_of(tx: Tx, email: str) -> int | None:
    """The agent of an address."""
    row = tx.one(_OF_MAIL, {"email": email.lower()})
    return None if row is None else int(row[0])


def create(tx: Tx, values: Mapping[str, object]) -> int:
    """A new agent."""
    return tx.insert(
        _INSERT,
        {
            "nom": values["nom"],
            "email": str(values["courriel"]).lower(),
            "actif": 1,
            "version": 0,
            "seq": 0,
            "head": "",
        },
    )


def change(tx: Tx, known: Known, values: Mapping[str, object]) -> None:
    """What the form says anew."""
    tx.write(
        _UPDATE,
        {
            "of_id": known.id,
            "nom": values.get("nom", known.name),
            "email": str(values.get("courriel", known.email)).lower(),
            "actif": int(bool(values.get("actif", known.active))),
        },
    )


def habilitate(tx: Tx, known: Known, asked: Habilitation, *, told: bool) -> int:
    """A capacity more; ``told``: its messages reach them."""
    return tx.insert(
        _HABILITATE,
        {
            "agent_id": known.id,
            "role": asked.role.value,
            "service_id": asked.service,
            "circonscription": asked.circonscription,
            "du": asked.start.isoformat(),
            "au": None if asked.end is None else asked.end.isoformat(),
            "recoit": int(told),
        },
    )


def end(tx: Tx, habilitation: int, last: date) -> None:
    """The last day of a capacity."""
    tx.write(_END, {"of_id": habilitation, "au": last.isoformat()})


def leave(tx: Tx, known: Known, values: Mapping[str, object]) -> int:
    """An absence, and who is told meanwhile."""
    return tx.insert(
        _LEAVE,
        {
            "agent_id": known.id,
            "du": str(values["du"]),
            "au": str(values["au"]),
            "suppleant_id": values.get("suppleant"),
        },
    )


def come_back(tx: Tx, absence: int, last: date) -> None:
    """The last day of an absence; before its first one it never takes place."""
    tx.write(_RETURN, {"of_id": absence, "au": last.isoformat()})


def prefer(tx: Tx, known: Known, channel: str, rhythm: str) -> None:
    """How often they are told by a channel. The first choice leaves the mail as it was: told as
    things happen."""
    if not known.channels and channel != MAIL:
        tx.write(_PREFER, {"agent_id": known.id, "canal": MAIL, "rythme": Rhythm.IMMEDIAT.value})
    tx.write(_FORGET, {"agent": known.id, "canal": channel})
    if rhythm != NEVER:
        tx.write(_PREFER, {"agent_id": known.id, "canal": channel, "rythme": rhythm})
