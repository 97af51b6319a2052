"""Who stands where, and since when: the open dossiers, the lines of a séance, the séances."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from rules.actors import Genre
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Seance, SeanceService, Service
from workflow.tables.trail import FactRow

_DOSSIER, _DEMANDE, _SERVICE = table(Dossier), table(Demande), table(Service)
_PASSAGE, _SEANCE, _FACT = table(Passage), table(Seance), table(FactRow)
_SITS = table(SeanceService)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An open dossier, the instant it entered its state, and where its request goes."""

    dossier_id: int
    personne_id: int
    state: str
    since: datetime
    rank: int | None
    service_id: int | None
    genre: Genre | None
    type_orientation: int | None
    circonscription: str | None
    droit: str
    service_souhaite: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open line of a séance."""

    passage_id: int
    dossier_id: int
    nature: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceStanding:
    """A séance and where it stands."""

    id: int
    genre: str
    circonscription: str | None
    held: datetime
    state: str


def open_dossiers(connection: Connection) -> list[Standing]:
    """Every open dossier, oldest first in its state."""
    since = (
        select(func.max(_FACT.c.occurred_at))
        .where(
            _FACT.c.kind == SubjectKind.DOSSIER.value,
            _FACT.c.subject_id == _DOSSIER.c.id,
            _FACT.c.code.startswith("etat:"),
            _FACT.c.annulled_by.is_(None),
        )
        .scalar_subquery()
        .label("since")
    )
    columns = (
        *("id", "personne_id", "state", "rank", "service_id"),
        *("type_orientation", "circonscription", "droit"),
    )
    rows = connection.execute(
        select(
            *(_DOSSIER.c[name] for name in columns),
            _SERVICE.c.genre,
            _DEMANDE.c.service_souhaite,
            since,
        )
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .outerjoin(
            _DEMANDE, and_(_DEMANDE.c.dossier_id == _DOSSIER.c.id, _DEMANDE.c.closed_at.is_(None))
        )
        .where(_DOSSIER.c.closed_at.is_(None))
        .order_by(since, _DOSSIER.c.id)
    )
    return [
        Standing(
            dossier_id=row.id,
            personne_id=row.personne_id,
            state=row.state,
            since=from_micros(row.since),
            rank=row.rank,
            service_id=row.service_id,
            genre=None if row.genre is None else Genre(row.genre),
            type_orientation=row.type_orientation,
            circonscription=row.circonscription,
            droit=row.droit,
            service_souhaite=row.service_souhaite,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStanding:
    """An active service référent and where it works (no circonscription: everywhere)."""

    id: int
    genre: Genre
    type_orientation: int | None
    circonscriptions: frozenset[str]
    email: str | None


def services(connection: Connection) -> list[ServiceStanding]:
    """The active services whose genre is known."""
    rows = connection.execute(
        select(
            *(_SERVICE.c[name] for name in ("id", "genre", "type_orientation", "email")),
            _SERVICE.c.circonscriptions,
        )
        .where(_SERVICE.c.active == 1, _SERVICE.c.genre.is_not(None))
        .order_by(_SERVICE.c.id)
    )
    return [
        ServiceStanding(
            id=row.id,
            genre=Genre(row.genre),
            type_orientation=row.type_orientation,
            circonscriptions=frozenset(json.loads(row.circonscriptions)),
            email=row.email,
        )
        for row in rows
    ]


def sitting(connection: Connection, seance_id: int) -> list[tuple[int, Genre]]:
    """The services that sit in a séance."""
    rows = connection.execute(
        select(_SERVICE.c.id, _SERVICE.c.genre)
        .join_from(_SITS, _SERVICE)
        .where(_SITS.c.seance_id == seance_id)
        .order_by(_SERVICE.c.id)
    )
    return [(row.id, Genre(row.genre)) for row in rows]


def open_lines(connection: Connection, seance_id: int) -> list[Line]:
    """The open lines of a séance, in the order of their inscription."""
    rows = connection.execute(
        select(_PASSAGE.c.id, _PASSAGE.c.dossier_id, _PASSAGE.c.nature, _PASSAGE.c.state)
        .where(_PASSAGE.c.seance_id == seance_id, _PASSAGE.c.open == 1)
        .order_by(_PASSAGE.c.id)
    )
    return [
        Line(passage_id=row.id, dossier_id=row.dossier_id, nature=row.nature, state=row.state)
        for row in rows
    ]


def seances_until(connection: Connection, instant: datetime) -> list[SeanceStanding]:
    """The séances up to an instant, oldest first."""
    rows = connection.execute(
        select(
            *(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state"))
        )
        .where(_SEANCE.c.held_at <= to_micros(instant))
        .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
    )
    return [
        SeanceStanding(
            id=row.id,
            genre=row.genre,
            circonscription=row.circonscription,
            held=from_micros(row.held_at),
            state=row.state,
        )
        for row in rows
    ]
