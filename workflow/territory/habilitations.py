"""The habilitations of agents for a circonscription that is over: where they hold from then on.

Where one circonscription takes all, the agent is habilitated there too, and keeps the old one,
whose last results may still be to write and whose messages still come. Otherwise somebody says
where.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from rules.actors import SYSTEM, Role
from rules.agents import Habilitation
from rules.redrawing import Redrawing
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.agents import records
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.tables import agents
from workflow.tables.columns import table
from workflow.territory import beside
from workflow.territory.concerned import beginning
from workflow.trail import journal
from workflow.trail.journal import Entry

_AGENT, _HELD = table(agents.Agent), table(agents.Habilitation)
_THERE = Statement(
    select(_HELD.c.id, _HELD.c.agent_id, _HELD.c.recoit)
    .join_from(_HELD, _AGENT, _AGENT.c.id == _HELD.c.agent_id)
    .where(
        _HELD.c.circonscription == bindparam("code"),
        or_(_HELD.c.au.is_(None), _HELD.c.au >= bindparam("day")),
        _AGENT.c.actif == 1,
    )
    .order_by(_HELD.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A habilitation for a circonscription that is over, that its agent has for none of those that
    took its communes. ``after`` None: several did, or none."""

    id: int
    agent_id: int
    role: Role
    before: str
    after: str | None


def found(tx: Tx, redrawing: Redrawing) -> list[Held]:
    """Those of agents in office that hold, on the day of the new map, where nothing is any more."""
    return [
        Held(
            id=number,
            agent_id=agent,
            role=one.role,
            before=code,
            after=redrawing.heir(code),
        )
        for code in redrawing.ended
        for number, agent, _ in tx.all(_THERE, _there(redrawing, code))
        if (one := _to_follow(tx, redrawing, agent, number)) is not None
    ]


def extend(store: Store, rulebook: Rulebook, redrawing: Redrawing, now: datetime) -> int:
    """Habilitates the agents where their circonscription went whole; how many capacities."""
    with store.glance() as tx:
        going = [one for one in found(tx, redrawing) if one.after is not None]
    extended = 0
    for one in going:
        with store.write() as tx:
            extended += _extend(tx, rulebook, redrawing, one, now)
    return extended


def _extend(tx: Tx, rulebook: Rulebook, redrawing: Redrawing, one: Held, now: datetime) -> bool:
    chain = journal.lock(tx, Subject(SubjectKind.AGENT, one.agent_id))
    told = {row[0]: bool(row[2]) for row in tx.all(_THERE, _there(redrawing, one.before))}
    held = _to_follow(tx, redrawing, one.agent_id, one.id)
    known = records.read(tx, one.agent_id)
    if one.id not in told or held is None or known is None:  # ended meanwhile
        return False
    new = _there_too(redrawing, held, str(one.after))
    made = records.habilitate(tx, known, new, told=told[one.id])
    body = {
        "habilitation": made,
        "role": new.role.value,
        "service": new.service,
        "circonscription": new.circonscription,
        "du": new.start.isoformat(),
        "au": None if new.end is None else new.end.isoformat(),
        "recoit": told[one.id],
    }
    journal.append(
        tx,
        chain,
        Entry(
            act=beside.EVENT,
            actor=SYSTEM,
            occurred=beginning(rulebook, redrawing),
            known=now,
            body={"valeurs": body},
            batch=beside.mark(redrawing),
        ),
    )
    return True


def _there(redrawing: Redrawing, code: str) -> dict[str, object]:
    return {"code": code, "day": redrawing.day.isoformat()}


def _to_follow(tx: Tx, redrawing: Redrawing, agent: int, number: int) -> Habilitation | None:
    """That habilitation, when its agent has the like of it nowhere that took its communes."""
    known = records.read(tx, agent)
    held = () if known is None else known.held
    one = next((each for each in held if each.id == number), None)
    if one is None or one.circonscription is None:
        return None
    heirs = redrawing.heirs(one.circonscription)
    there = [_there_too(redrawing, one, heir) for heir in heirs]
    return None if any(each.meets(new) for each in held for new in there) else one


def _there_too(redrawing: Redrawing, one: Habilitation, after: str) -> Habilitation:
    start = max(one.start, redrawing.day)
    return replace(one, id=None, circonscription=after, start=start)
