"""A small world for the tests of the registry: places, services, people, and real acts.

Everything that happens goes through the command path, so that a dossier « in a state » got there
as a real one would. Time is the world's own: acts happen now, and the tests move it on.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from entrypoints.configuration.settings import load
from rules.actors import WEBRSA, Actor, Genre, Role
from rules.facts import Fact
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from states.decision import Way
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.acts import admissions, commands, corrections, dossier_locks
from workflow.acts.commands import Command
from workflow.acts.recording import Outcome
from workflow.database.statements import Statement
from workflow.database.store import Store
from workflow.people import words
from workflow.reading.day_filters import Day, Near
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand, SeanceOutcome
from workflow.sweep import ticks
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Personne, Seance, Service
from workflow.tables.trail import DeadlineRow
from workflow.trail import facts, verification

HERE, ELSEWHERE = "93-01", "93-02"
ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION, ALI_ELSEWHERE = 1, 2, 3, 4, 5
SERVICES: Mapping[int, tuple[Genre, tuple[str, ...]]] = {
    ALI: (Genre.ALI, (HERE,)),
    FRANCE_TRAVAIL: (Genre.FRANCE_TRAVAIL, ()),
    SERVICE_SOCIAL: (Genre.SERVICE_SOCIAL, (HERE,)),
    ASSOCIATION: (Genre.ASSOCIATION, (HERE,)),
    ALI_ELSEWHERE: (Genre.ALI, (ELSEWHERE,)),
}
CHAIN = {"version": 0, "seq": 0, "head": ""}


def referent(service: int) -> Actor:
    """An agent of that service."""
    return Actor(
        name=f"agent {service}",
        role=Role.REFERENT,
        service_id=service,
        genre=SERVICES[service][0],
    )


BAT = Actor(name="bat", role=Role.BAT)
BOP = Actor(name="bop", role=Role.BOP)
EP = Actor(name="ep", role=Role.EP)
PRESIDENT = Actor(name="président", role=Role.PRESIDENT)
AGENTS = {service: referent(service) for service in SERVICES}
AGENT_ALI, AGENT_FT = AGENTS[ALI], AGENTS[FRANCE_TRAVAIL]
AGENT_SSD = AGENTS[SERVICE_SOCIAL]
ALL_ACTORS: Sequence[Actor] = (*AGENTS.values(), BAT, BOP, EP, PRESIDENT, WEBRSA)


@cache
def rulebook_of_the_house() -> Rulebook:
    """The rules of the configuration that the project ships."""
    path = Path(__file__).resolve().parents[2] / "config.yaml"
    return load(path, {}).rulebook


def with_parameters(rulebook: Rulebook, **choices: Any) -> Rulebook:
    """The same rules under other choices of procedure, in force for ever."""
    chosen = replace(rulebook.parameters[-1], valid_from=None, valid_to=None, **choices)
    return replace(rulebook, parameters=(chosen,))


def paris(text: str) -> datetime:
    """« 2026-03-02 10:00 » in Paris; nine o'clock when no hour is given."""
    naive = datetime.fromisoformat(text if " " in text else f"{text} 09:00")
    return naive.replace(tzinfo=rulebook_of_the_house().calendar.tz)


@dataclass(slots=True, kw_only=True)
class World:
    """A registry, its rules, and what time it is there."""

    store: Store
    rulebook: Rulebook = field(default_factory=rulebook_of_the_house)
    now: datetime = field(default_factory=lambda: paris("2026-03-02 09:00"))
    people: int = 0

    # --- time

    def wait(self, *, days: int = 0, hours: float = 0) -> "World":
        """Later."""
        self.now = self.now + timedelta(days=days, hours=hours)
        return self

    def until(self, text: str) -> "World":
        """That day; nine o'clock when no hour is given."""
        self.now = paris(text)
        return self

    def tick(self, by: str = "planificateur") -> ticks.Report:
        """One sweep, now."""
        return ticks.sweep(self.store, self.rulebook, now=self.now, by=by)

    # --- people and dossiers

    def person(self, circonscription: str = HERE, ville: str | None = None) -> int:
        """Somebody, unknown to every service yet."""
        self.people += 1
        said = {"nom": "NOM-SECRET", "prenom": "PRENOM-SECRET"}
        number = insert(
            self.store,
            Personne,
            **said,
            webrsa_id=9_000 + self.people,
            date_naissance="1980-01-01",
            adresse="1 RUE SECRETE",
            ville=ville,
            droit="ouvert",
            circonscription=circonscription,
            **CHAIN,
        )
        with self.store.write() as tx:
            words.enter(tx, number, said)
        return number

    def dossier(
        self,
        event: str = "importer_accompagne",
        *,
        service: int | None = ALI,
        circonscription: str = HERE,
        personne: int | None = None,
        rank: int | None = 1,
        origine: str = "manuelle",
        occurred: datetime | None = None,
    ) -> int:
        """A dossier born by that event, with the deadlines that its birth opens."""
        if personne is None:
            personne = self.person(circonscription)
        known = {"service": service, "rang": rank, "origine": origine, "type_orientation": 5}
        asked = {one.name for one in PROCEDURE.births[Machine.DOSSIER][event].asks}
        form = {name: value for name, value in known.items() if name in asked and value is not None}
        with self.store.write() as tx:
            return admissions.admit(
                tx,
                self.rulebook,
                replace(self.asked(event, WEBRSA, form), occurred=occurred or self.now),
                personne_id=personne,
                circonscription=circonscription,
                droit="ouvert",
                occurred={},
            ).dossier_id

    def act(
        self,
        dossier: int,
        event: str,
        actor: Actor,
        *,
        expected_version: int | None = None,
        key: str | None = None,
        passage: int | None = None,
        **data: Any,
    ) -> Outcome:
        """An act on a dossier or on its line, now. Raises what the command path raises."""
        return commands.perform(
            self.store,
            self.rulebook,
            Command(
                dossier_id=dossier,
                passage_id=passage,
                act=self.asked(event, actor, data),
                expected_version=expected_version,
                key=key,
            ),
        )

    def correct(self, dossier: int, actor: Actor = BOP, motif: str = "erreur") -> Outcome:
        """The last act of the dossier, undone."""
        act = self.asked(corrections.CORRECTION, actor, {"motif": motif} if motif else {})
        return corrections.correct(self.store, self.rulebook, Command(dossier_id=dossier, act=act))

    def asked(self, event: str, actor: Actor, data: Mapping[str, object] | None) -> Act:
        """That act, now."""
        return Act(event=event, actor=actor, occurred=self.now, known=self.now, data=data)

    def ways(self, dossier: int, actor: Actor) -> list[tuple[Machine, Way]]:
        """What the actor may do next with the dossier and its line, now."""
        command = Command(dossier_id=dossier, act=self.asked("", actor, None))
        return [
            (machine, way)
            for machine, found in commands.possible(self.store, self.rulebook, command)
            for way in found
        ]

    def day(self, actor: Actor) -> Day:
        """What is awaited of the actor now; near is within five working days."""
        near = Near.of(self.rulebook, self.now, 5)
        return Day(store=self.store, rulebook=self.rulebook, actor=actor, near=near)

    # --- séances

    def seance(
        self,
        day: str | date,
        *,
        genre: str = "icl",
        circonscription: str | None = HERE,
        heure: str | None = None,
        **data: Any,
    ) -> int:
        """A séance on the programme, at the first half hour from 9:30 that is free that day."""
        if heure is None:
            same = self.rows(Seance, genre=genre, circonscription=circonscription)
            taken = {f"{self.held(row['id']):%Y-%m-%d %H:%M}" for row in same}
            hours = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(570, 1440, 30))
            heure = next(hour for hour in hours if f"{day} {hour}" not in taken)
        if circonscription is not None:
            data["circonscription"] = circonscription
        actor = BOP if genre == "ep" else BAT
        data |= {"genre": genre, "date_seance": str(day), "heure": heure}
        return self.convene(None, "programmer", actor, **data).seance_id

    def convene(
        self,
        seance: int | None,
        event: str,
        actor: Actor = BAT,
        *,
        expected_version: int | None = None,
        key: str | None = None,
        **data: Any,
    ) -> SeanceOutcome:
        """An act of a séance, now."""
        return conduct.perform(
            self.store,
            self.rulebook,
            SeanceCommand(
                seance_id=seance,
                act=self.asked(event, actor, data),
                expected_version=expected_version,
                key=key,
            ),
        )

    def sit(self, seance: int, actor: Actor = BAT) -> None:
        """Brings a séance on the programme to its opening, on its own day and hour."""
        self.convene(seance, "preparer", actor)
        self.convene(seance, "arreter", actor)
        self.now = max(self.now, self.held(seance))
        self.convene(seance, "ouvrir", actor)

    def held(self, seance: int) -> datetime:
        """The instant of a séance."""
        with self.store.write() as tx:
            view = dossier_locks.seance(tx, seance)
        assert view is not None
        return view.held.astimezone(self.rulebook.calendar.tz)

    # --- looking

    def state(self, dossier: int) -> str:
        """The state of a dossier."""
        return str(self.row(Dossier, dossier)["state"])

    def row(self, model: type[SQLModel], key: int) -> dict[str, Any]:
        """The row of that number."""
        (found,) = self.rows(model, id=key)
        return found

    def rows(self, model: type[SQLModel], **where: object) -> list[dict[str, Any]]:
        """The rows with these values, in the order in which they were written."""
        return rows_of(self.store, model, **where)

    def deadline(self, rule: str, **where: object) -> dict[str, Any]:
        """The only current deadline of that rule with these values."""
        (found,) = [
            row
            for row in self.rows(DeadlineRow, rule=rule, **where)
            if row["status"] != "remplacee"
        ]
        return found

    def facts(self, dossier: int) -> list[Fact]:
        """The facts of a dossier that still count, in order."""
        with self.store.write() as tx:
            return facts.of_subject(tx, Subject(SubjectKind.DOSSIER, dossier))

    def entered(self, dossier: int) -> list[str]:
        """The states that the dossier entered, in order."""
        return [fact.state for fact in self.facts(dossier) if fact.state is not None]

    def flaws(self) -> list[str]:
        """What a verification of the journal finds."""
        return [flaw.sentence for flaw in verification.verify(self.store).flaws]


def settle(store: Store, rulebook: Rulebook | None = None, now: str = "2026-03-02") -> World:
    """Two circonscriptions and five services, nobody yet."""
    places = [
        {"code": code, "libelle": f"Circonscription {code}", **CHAIN} for code in (HERE, ELSEWHERE)
    ]
    services = [
        {
            "id": key,
            "libelle": f"Service {key}",
            "genre": genre.value,
            "circonscriptions": "[" + ",".join(f'"{code}"' for code in territory) + "]",
            "adresse": "2 place de la Mairie",
            "active": 1,
            **CHAIN,
        }
        for key, (genre, territory) in SERVICES.items()
    ]
    with by_hand(store) as connection:
        connection.execute(table(Circonscription).insert(), places)
        connection.execute(table(Service).insert(), services)
    return World(store=store, rulebook=rulebook or rulebook_of_the_house(), now=paris(now))


@contextmanager
def by_hand(store: Store) -> Iterator[sa.Connection]:
    """One transaction of somebody who has the database's password."""
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def insert(store: Store, model: type[SQLModel], **columns: object) -> int:
    """A row written by hand; its number."""
    with by_hand(store) as connection:
        key = connection.execute(table(model).insert().values(**columns)).inserted_primary_key
        assert key is not None
        return int(key[0])


def execute(store: Store, *statements: str) -> None:
    """Statements typed by hand, in one transaction."""
    with by_hand(store) as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def rows_of(store: Store, model: type[SQLModel], **where: object) -> list[dict[str, Any]]:
    """The rows with these values, by primary key."""
    look = _selection(model, tuple((name, value is None) for name, value in where.items()))
    names = table(model).columns.keys()
    with store.glance() as tx:
        return [dict(zip(names, row, strict=True)) for row in tx.all(look, where)]


@cache
def _selection(model: type[SQLModel], where: tuple[tuple[str, bool], ...]) -> Statement:
    """The rows with a value under each of these names, or with none where that is said."""
    owner = table(model)
    wanted = (owner.c[name] == (None if none else sa.bindparam(name)) for name, none in where)
    return Statement(sa.select(owner).where(*wanted).order_by(*owner.primary_key))
