"""The acts on agents: created, habilitated, away, told otherwise; each in the agent's own chain."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules import agents, fields, keepers
from rules.actors import Role
from rules.agents import FORMS, Habilitation
from rules.keepers import Keeping
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.telling import MAIL
from workflow.acts import named
from workflow.acts.commands import journal_refusal
from workflow.acts.drafts import plain
from workflow.acts.receipts import Repeatable, once
from workflow.acts.service_views import service
from workflow.agents import records
from workflow.agents.records import Known
from workflow.database.store import Store, Tx
from workflow.trail import journal
from workflow.trail.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCommand:
    """What is asked of an agent; ``agent_id`` None creates one. ``channels``: the codes of those
    that the département has opened. The rest is as in ``commands.Command``."""

    act: Act
    agent_id: int | None = None
    channels: Collection[str] = ()
    expected_version: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOutcome(Repeatable):
    """The agent, and the version of its form. ``made``: the number of the habilitation or of the
    absence that was told."""

    agent_id: int
    version: int
    made: int | None = None


class UnknownAgent(LookupError):
    """No agent bears that number."""

    def __init__(self, agent_id: int) -> None:
        self.agent_id = agent_id
        super().__init__(f"L’agent n° {agent_id} n’existe pas.")


class StaleAgent(Exception):
    """Somebody else changed the agent since the operator read it."""

    def __init__(self, agent_id: int, *, seen: int, found: int) -> None:
        self.agent_id, self.seen, self.found = agent_id, seen, found
        super().__init__(
            f"L’agent n° {agent_id} a changé depuis que vous l’avez lu. Rien n’a été enregistré : "
            "relisez-le, puis recommencez."
        )


def perform(store: Store, rulebook: Rulebook, command: AgentCommand) -> AgentOutcome:
    """Carries the command out in one transaction.

    Raises Refused (journalled when the agent exists), StaleAgent or UnknownAgent.
    """
    whose = ("agent", command.agent_id)
    try:
        with store.write() as tx:
            return once(
                tx,
                command.key,
                command.act,
                whose,
                AgentOutcome,
                lambda: _carry_out(tx, rulebook, command),
            )
    except Refused as refused:
        if command.agent_id is not None:
            with store.write() as tx:
                subject = Subject(SubjectKind.AGENT, command.agent_id)
                journal_refusal(tx, subject, command.act, refused)
        raise


def _carry_out(tx: Tx, rulebook: Rulebook, command: AgentCommand) -> AgentOutcome:
    act = replace(command.act, occurred=command.act.occurred.astimezone(rulebook.calendar.tz))
    known = None if command.agent_id is None else _known(tx, command)
    values, refusals = fields.read(FORMS[act.event], act.data or {})
    asked = _habilitation(act, known, values)
    refusals += _objections(tx, command, known, asked, values)
    if refusals:
        raise Refused(act.event, tuple(refusals))
    number, made = _write(tx, act, known, asked, values)
    told = {field.name: field for field in FORMS[act.event]}
    chain = journal.append(
        tx,
        journal.lock(tx, Subject(SubjectKind.AGENT, number)),
        Entry(
            act=act.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"valeurs": {n: plain(v) for n, v in values.items() if not told[n].personal}},
            personal={n: v for n, v in values.items() if told[n].personal},
        ),
    )
    return AgentOutcome(agent_id=number, version=chain.version, made=made)


def _known(tx: Tx, command: AgentCommand) -> Known:
    """The agent, its row locked. Raises UnknownAgent, StaleAgent."""
    assert command.agent_id is not None
    try:
        chain = journal.lock(tx, Subject(SubjectKind.AGENT, command.agent_id))
    except journal.UnknownSubject:
        raise UnknownAgent(command.agent_id) from None
    if command.expected_version not in (None, chain.version):
        seen = command.expected_version or 0
        raise StaleAgent(command.agent_id, seen=seen, found=chain.version)
    found = records.read(tx, command.agent_id)
    assert found is not None
    return found


def _habilitation(
    act: Act, known: Known | None, values: Mapping[str, object]
) -> Habilitation | None:
    """The capacity that the act is about: the one described, or the one that it ends."""
    if act.event == agents.ENDED and known is not None:
        number = values.get("habilitation")
        return next((one for one in known.held if one.id == number), None)
    role, start = values.get("role"), values.get("du")
    if act.event != agents.HABILITATED or not isinstance(start, date) or role is None:
        return None
    held_by, place, last = (values.get(n) for n in ("service", "circonscription", "au"))
    return Habilitation(
        id=None,
        role=Role(str(role)),
        service=held_by if isinstance(held_by, int) else None,
        circonscription=None if place is None else str(place),
        start=start,
        end=last if isinstance(last, date) else None,
    )


def _objections(
    tx: Tx,
    command: AgentCommand,
    known: Known | None,
    asked: Habilitation | None,
    values: Mapping[str, object],
) -> Iterator[Refusal]:
    act = command.act
    yield from keepers.objections(
        Keeping(
            event=act.event,
            actor=act.actor,
            agent=None if known is None else known.id,
            held=() if known is None else known.held,
            about=asked,
            works_in=_works_in(tx, asked),
            in_office=agents.ACTIF.name in values,
        )
    )
    if act.event in (agents.CREATED, agents.CHANGED):
        yield from _identity(tx, known, values)
    elif known is None:
        return
    elif act.event == agents.HABILITATED:
        yield from _capacity(tx, known, asked, values)
    elif act.event == agents.ENDED:
        yield from _end(asked, values)
    elif act.event == agents.AWAY:
        yield from _absence(tx, known, values)
    elif act.event == agents.BACK:
        number = values.get("absence")
        if isinstance(number, int) and number not in known.absences:
            yield agents.not_of_the_agent("L’absence", number, "absence")
    elif act.event == agents.PREFERRED:
        yield from _preference(known, command.channels, values)


def _works_in(tx: Tx, asked: Habilitation | None) -> frozenset[str]:
    """Where the service of the habilitation works; nothing: everywhere."""
    found = None if asked is None or asked.service is None else service(tx, asked.service)
    return frozenset() if found is None else found.circonscriptions


def _identity(tx: Tx, known: Known | None, values: Mapping[str, object]) -> Iterator[Refusal]:
    if known is not None and not values:
        yield agents.nothing_to_change()
    address = values.get("courriel")
    holder = None if address is None else records.holder_of(tx, str(address))
    if holder is not None and (known is None or holder != known.id):
        yield agents.address_taken(holder)


def _capacity(
    tx: Tx, known: Known, asked: Habilitation | None, values: Mapping[str, object]
) -> Iterator[Refusal]:
    if not known.active:
        yield agents.not_in_office()
    yield from named.unknown(tx, values)
    if asked is None:
        return
    if asked.service is not None and service(tx, asked.service) is None:
        yield Refusal(
            code="service_inconnu",
            sentence=f"Le service n° {asked.service} n’existe pas.",
            remedy="Choisissez un service du référentiel.",
            field="service",
        )
    yield from agents.impossible(asked, known.held)


def _end(asked: Habilitation | None, values: Mapping[str, object]) -> Iterator[Refusal]:
    number, last = values.get("habilitation"), values.get("au")
    if asked is None and isinstance(number, int):
        yield agents.not_of_the_agent("L’habilitation", number, "habilitation")
    if asked is not None and isinstance(last, date) and last < asked.start:
        yield agents.ends_before_it_begins(asked.start)


def _absence(tx: Tx, known: Known, values: Mapping[str, object]) -> Iterator[Refusal]:
    start, last, other = (values.get(name) for name in ("du", "au", "suppleant"))
    if isinstance(start, date) and isinstance(last, date) and last < start:
        yield agents.ends_before_it_begins(start)
    if isinstance(other, int) and (other == known.id or not records.in_office(tx, other)):
        yield agents.no_such_substitute(other)


def _preference(
    known: Known, opened: Collection[str], values: Mapping[str, object]
) -> Iterator[Refusal]:
    channel, rhythm = values.get("canal"), values.get("rythme")
    if channel is None or rhythm is None:
        return
    if rhythm != agents.NEVER and channel not in opened:
        yield agents.closed_channel(str(channel), opened)
    if rhythm == agents.NEVER and not (known.channels or {MAIL}) - {str(channel)}:
        yield agents.last_channel()


def _write(
    tx: Tx,
    act: Act,
    known: Known | None,
    asked: Habilitation | None,
    values: Mapping[str, object],
) -> tuple[int, int | None]:
    """The agent's number, and that of what was told of them."""
    if known is None:
        return records.create(tx, values), None
    made = None
    last = values.get("au")
    if act.event == agents.CHANGED:
        records.change(tx, known, values)
    elif act.event == agents.HABILITATED and asked is not None:
        made = records.habilitate(tx, known, asked, told=bool(values.get("recoit", True)))
    elif act.event == agents.ENDED and isinstance(last, date):
        records.end(tx, int(str(values["habilitation"])), last)
    elif act.event == agents.AWAY:
        made = records.leave(tx, known, values)
    elif act.event == agents.BACK and isinstance(last, date):
        records.come_back(tx, int(str(values["absence"])), last)
    elif act.event == agents.PREFERRED:
        records.prefer(tx, known, str(values["canal"]), str(values["rythme"]))
    return known.id, made
