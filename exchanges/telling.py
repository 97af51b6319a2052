"""Facts that a file tells of somebody, entered by the path of an act; known ones are recognised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from rules.actors import Actor, Role, Who
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from states.page import Exit
from workflow.acts import commands, fact_entry
from workflow.acts.commands import Command
from workflow.acts.fact_entry import AGENT, AmbiguousFact, Entry
from workflow.acts.service_views import service
from workflow.database.store import Tx
from workflow.people import matching
from workflow.people.matching import KnownDossier
from workflow.trail import facts


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """A fact that was refused, and one reason; ``refusal`` when it is the procedure's."""

    entry: Entry
    reason: str
    refusal: Refusal | None = None


@dataclass(slots=True, kw_only=True)
class Answer:
    """What became of the facts of one person: the events of those entered, the codes of those that
    were known, the reasons of those refused."""

    acts: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[NotTaken] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """In whose name a file tells facts: ``office`` as an import, ``agents`` as the services that
    the file speaks for."""

    office: Actor
    agents: Mapping[int, Actor]

    def of(self, exit: Exit, dossier: KnownDossier) -> Actor:
        """An agent of the service that follows the person, where the act is an agent's; the import
        for what anybody may tell of anybody. What a service alone may tell of its own people is
        refused to another."""
        agents = AGENT & set(exit.who)
        own = self.agents.get(dossier.service_id or 0)
        if own is not None and agents:
            return own
        if self.agents and agents and Who.BOP not in exit.who:
            return next(iter(self.agents.values()))
        return self.office


def senders_of(tx: Tx, label: str, services: Sequence[int]) -> Senders:
    """Who acts when a file of that organisation is imported."""
    name = f"import {label}"
    return Senders(
        office=Actor(name=name, role=Role.IMPORT),
        agents={
            number: Actor(
                name=name,
                role=Role.REFERENT,
                service_id=number,
                genre=None if (found := service(tx, number)) is None else found.genre,
            )
            for number in services
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells facts, in the transactions of one file."""

    rulebook: Rulebook
    now: datetime
    batch: str
    senders: Senders

    def tell(self, tx: Tx, personne_id: int, entries: Iterable[Entry]) -> Answer:
        """Enters the facts of somebody, in order; the person is locked."""
        answer = Answer()
        dossiers = matching.dossiers_of(tx, personne_id)
        known = facts.of_personne(tx, personne_id)
        for entry in sorted(entries, key=fact_entry.order_of):
            if fact_entry.already(known, entry, self.rulebook.calendar.tz):
                answer.known.append(entry.code)
            elif not dossiers:
                reason = "cette personne n’a pas de dossier : importez-la de webRSA"
                answer.refused.append(NotTaken(entry=entry, reason=reason))
            elif self._enter(tx, entry, dossiers, answer):
                dossiers = matching.dossiers_of(tx, personne_id)
        return answer

    def _enter(
        self, tx: Tx, entry: Entry, dossiers: Sequence[KnownDossier], answer: Answer
    ) -> bool:
        """One fact; whether it was taken."""
        last = dossiers[-1]
        earlier = earlier_dossier(entry.day, dossiers, self.rulebook.calendar.tz)
        if earlier is not None:
            reason = (
                f"ce jour-là, la personne était dans le dossier n° {earlier}, clos depuis "
                f"(celui d’aujourd’hui est le n° {last.id})"
            )
            answer.refused.append(NotTaken(entry=entry, reason=reason))
            return False
        try:
            exit = fact_entry.way_in(last.state, entry.code, set(entry.values), file=True)
        except AmbiguousFact as ambiguous:
            answer.refused.append(NotTaken(entry=entry, reason=str(ambiguous)))
            return False
        if exit is None:
            exit = fact_entry.any_way(entry.code)  # the machine says why it is not possible there
        by, tz = self.senders.of(exit, last), self.rulebook.calendar.tz
        act = fact_entry.act_of(exit, entry, by, known=self.now, tz=tz)
        command = Command(dossier_id=last.id, act=act, batch=self.batch)
        try:
            commands.carry_out(tx, self.rulebook, command)
        except Refused as refused:
            answer.refused.extend(
                NotTaken(
                    entry=entry,
                    reason=" ".join(filter(None, (one.sentence, one.remedy))),
                    refusal=one,
                )
                for one in refused.refusals
            )
            return False
        answer.acts.append(exit.event)
        return True


def earlier_dossier(day: date, dossiers: Sequence[KnownDossier], tz: tzinfo) -> int | None:
    """The closed dossier in which the person was that day, when today's is another."""
    *before, last = dossiers
    if day >= last.born.astimezone(tz).date():
        return None
    then = (one.id for one in reversed(before) if one.born.astimezone(tz).date() <= day)
    return next(then, None)
