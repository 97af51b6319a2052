"""The stage: the registry, the files and the virtual clock that the agents of the demo share."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from entrypoints.configuration.settings import Settings
from entrypoints.demo.accounts import DemoAccount
from entrypoints.letterpress import HousePress
from exchanges.counter import Counter
from exchanges.import_news import announce
from exchanges.imports import import_files
from exchanges.reports import OUTCOMES, FileReport
from exchanges.tables.intake import FLOW as TABLE
from exchanges.tables.table_import import Asked
from rules.actors import Actor, Genre, Role
from rules.days.calendar import Unit
from rules.refusals import Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.wording import quantity
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.accounts import records
from workflow.accounts.gate import Gate
from workflow.accounts.hashing import Hashing
from workflow.acts import commands
from workflow.acts.commands import Command
from workflow.acts.receiving import received
from workflow.acts.recording import Outcome
from workflow.database.store import Store
from workflow.files.gaps import NATURES
from workflow.reading import standings
from workflow.reading.standings import Line, SeanceStanding, ServiceStanding, Standing
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, SeanceOutcome
from workflow.sweep import ticks


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything an agent needs. ``now`` is the virtual clock; ``chance`` the only dice.

    ``motive`` is webRSA's number of a motive, ``referents`` somebody's number in each service,
    ``month`` that of the last lists. Agents remember who did not come once (``missed``), whose
    saisine lacked a piece (``completed``) or the avis of the service d’accueil (``unheard``), which
    service sent which table (``sent``), until when a saisine waits (``late``) and which will lack a
    piece (``lacking``), who contests (``contesting``), whose mailbox is ``full``, which séances are
    ``complete``; ``happened`` are the days whose event took place, ``turns`` in which order
    dossiers and lines came. ``names`` is who works in each service, ``accounts`` who may come in.
    """

    store: Store
    settings: Settings
    press: HousePress | None
    counter: Counter
    folder: Path
    chance: Random
    now: datetime
    refused: Tally[str] = field(default_factory=Tally)
    told: list[str] = field(default_factory=list)
    dossiers: list[Standing] = field(default_factory=list)
    services: list[ServiceStanding] = field(default_factory=list)
    missed: set[int] = field(default_factory=set)
    completed: set[int] = field(default_factory=set)
    unheard: set[int] = field(default_factory=set)
    sent: set[tuple[int, int | None]] = field(default_factory=set)
    late: dict[int, date] = field(default_factory=dict)
    lacking: set[int] = field(default_factory=set)
    contesting: list[int] = field(default_factory=list)
    full: set[str] = field(default_factory=set)
    complete: set[int] = field(default_factory=set)
    motive: int = 0
    month: int = 0
    referents: dict[int | None, int] = field(default_factory=dict)
    designated: set[int] = field(default_factory=set)
    happened: set[date] = field(default_factory=set)
    turns: dict[tuple[int, ...], int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    accounts: list[DemoAccount] = field(default_factory=list)

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force."""
        return self.settings.rulebook

    @property
    def gate(self) -> Gate:
        """What opens accounts."""
        return Gate(
            store=self.store,
            rulebook=self.rulebook,
            lasting=self.settings.lasting,
            hashing=Hashing(self.settings.cost),
        )

    @property
    def today(self) -> date:
        """The virtual day."""
        return self.now.date()

    def at(self, hour: int, minute: int = 0) -> None:
        """The same day, later."""
        self.now = datetime.combine(self.today, time(hour, minute), tzinfo=self.now.tzinfo)

    def look(self) -> None:
        """Reads again who stands where; agents of the day work from this list."""
        with self.store.read() as connection:
            self.dossiers = standings.open_dossiers(connection)
            self.services = standings.services(connection)

    def standing(self, *states: str, days: int = 0) -> Iterator[Standing]:
        """The dossiers of the morning's list in these states for that many worked days."""
        for one in self.dossiers:
            if one.state in states and self.worked_since(one.since) >= days:
                yield one

    def worked_since(self, instant: datetime) -> int:
        """The worked days since an instant."""
        calendar = self.rulebook.calendar
        day = self.rulebook.local_day(instant)
        return 0 if day >= self.today else calendar.count(day, self.today, Unit.JOUR_OUVRE)

    def turn(self, *key: int) -> int:
        """The rank at which a dossier, or one of its lines, first came up: unlike its number, it is
        the same on every database (a trial that is undone uses up numbers of PostgreSQL)."""
        return self.turns.setdefault(key, len(self.turns) + 1)

    def referent(self, one: Standing) -> Actor:
        """The agent of the dossier's service."""
        return self.agent_of(one.service_id, one.genre)

    def agent_of(self, service_id: int | None, genre: Genre | None) -> Actor:
        """The agent of a service."""
        name = self.names.get(service_id or 0, "")
        return Actor(name=name, role=Role.REFERENT, service_id=service_id, genre=genre)

    def act(
        self,
        dossier_id: int,
        event: str,
        actor: Actor,
        *,
        passage_id: int | None = None,
        on: date | None = None,
        **data: object,
    ) -> Outcome | None:
        """One act by the command path, ``on`` an earlier day when that is when its paper came in; a
        refusal is counted and shown at the end."""
        self.now += timedelta(seconds=20)
        act = Act(event=event, actor=actor, occurred=self.now, known=self.now, data=data)
        act = received(self.rulebook, act, on or self.today)
        command = Command(dossier_id=dossier_id, act=act, passage_id=passage_id)
        try:
            return commands.perform(self.store, self.rulebook, command)
        except Refused as refused:
            self.refused.update(refusal.code for refusal in refused.refusals)
            return None

    def account(self, name: str) -> int:
        """The number of the account of whoever bears that name."""
        mail = next(one.email for one in self.accounts if one.name == name)
        with self.store.glance() as tx:
            holder = records.by_mail(tx, mail)
        assert holder is not None  # it was opened when the story began
        return holder.account

    def designate(self, dossier_id: int, actor: Actor) -> None:
        """The service names somebody of its own as référent of the dossier, once."""
        referent = self.referents.get(actor.service_id)
        if referent is not None and dossier_id not in self.designated:
            self.designated.add(dossier_id)
            self.act(dossier_id, "reaffecter", actor, referent=referent)

    def seance(
        self, event: str, actor: Actor, seance_id: int | None = None, **data: object
    ) -> SeanceOutcome | None:
        """One act of a séance."""
        self.now += timedelta(seconds=20)
        act = Act(event=event, actor=actor, occurred=self.now, known=self.now, data=data)
        try:
            return conduct.perform(
                self.store, self.rulebook, SeanceCommand(act=act, seance_id=seance_id)
            )
        except Refused as refused:
            self.refused.update(refusal.code for refusal in refused.refusals)
            return None

    def programme(self, until: datetime) -> list[SeanceStanding]:
        """The séances up to an instant."""
        with self.store.read() as connection:
            return standings.seances_until(connection, until)

    def lines(self, seance_id: int) -> list[Line]:
        """The open lines of a séance."""
        with self.store.read() as connection:
            return standings.open_lines(connection, seance_id)

    def sitting(self, seance_id: int) -> list[Actor]:
        """An agent of each service that sits in a séance."""
        with self.store.read() as connection:
            found = standings.sitting(connection, seance_id)
        return [self.agent_of(*service) for service in found]

    def next_seance(self, genre: str, circonscription: str | None) -> SeanceStanding | None:
        """The next séance there whose agenda is still open."""
        ahead = (
            seance
            for seance in self.programme(self.now + timedelta(days=120))
            if seance.genre == genre
            and seance.circonscription == circonscription
            and seance.state in ("programmee", "preparee")
            and seance.held.date() > self.today
            and seance.id not in self.complete
        )
        return next(ahead, None)

    def other_service(self, one: Standing) -> ServiceStanding | None:
        """Another service, of another kind, competent where the person lives."""
        choices = [
            service
            for service in self.services
            if service.genre is not one.genre
            and service.id != one.service_id
            and service.type_orientation is not None
            and _serves(service, one)
        ]
        return self.chance.choice(choices) if choices else None

    def type_of(self, service_id: int | None) -> int | None:
        """The type of orientation of a service."""
        found = (one.type_orientation for one in self.services if one.id == service_id)
        return next(found, None)

    def decided(self, one: Standing) -> dict[str, Any]:
        """What a decision says: the type of the wished service and, when the person has moved away
        from it, one of the same kind that serves them now."""
        wished = next((s for s in self.services if s.id == one.service_souhaite), None)
        if wished is None or _serves(wished, one):
            return {"type_orientation": self.type_of(one.service_souhaite)}
        near = (s for s in self.services if s.genre is wished.genre and _serves(s, one))
        host = next(near, wished)
        return {"type_orientation": host.type_orientation, "service": host.id}

    def where(self, dossier_id: int) -> Standing | None:
        """Where a dossier stood this morning."""
        return next((one for one in self.dossiers if one.dossier_id == dossier_id), None)

    def tick(self) -> ticks.Report:
        """A sweep of the scheduler at the virtual instant."""
        return ticks.sweep(self.store, self.rulebook, now=self.now, by="demo")

    def receive(self, *paths: Path) -> None:
        """Files of webRSA arrive and are imported."""
        self._told_of(import_files(self.store, self.counter, paths, now=self.now))

    def receive_table(self, path: Path, organisation: str) -> None:
        """A table of an organisation arrives, with people whom nobody knows yet."""
        asked = Asked(organisation=self.counter.organisations[organisation], create=True)
        self._told_of(import_files(self.store, self.counter, [path], now=self.now, tables=asked))

    def _told_of(self, reports: Iterable[FileReport]) -> None:
        """What came of the files is recounted, and told to the BOP."""
        taken = list(reports)
        for report in taken:
            self.tell(told_of(report))
        announce(self.store, taken, self.now)

    def tell(self, what: str) -> None:
        """Something that the summary will recount, with its day."""
        self.told.append(f"{self.today:%d/%m/%Y}  {what}")


def _serves(service: ServiceStanding, one: Standing) -> bool:
    return not service.circonscriptions or one.circonscription in service.circonscriptions


def told_of(report: FileReport) -> str:
    """An import in one line."""
    if not report.people:
        return f"référentiel lu ({report.total} codes) : {report.path.name}"
    people = [quantity(count, *OUTCOMES[name]) for name, count in report.people.items()]
    acts = [
        f"{PROCEDURE.label(Machine.DOSSIER, event) or event} ({count})"
        for event, count in report.acts.items()
    ]
    gaps = [f"écart : « {NATURES[nature]} » ({count})" for nature, count in report.gaps.items()]
    what = "tableau de France Travail" if report.flow == TABLE else "fichier de webRSA"
    return f"{what} lu, {', '.join([*people, *acts, *gaps])}"
