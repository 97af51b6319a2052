"""What screens show of séances and of their lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from rules.access.grants import Right
from workflow.access.perimeter import Reader, visible
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.reading import answers
from workflow.reading.answers import Answer
from workflow.seances.commands import UnknownSeance
from workflow.seances.yearly.meetings import GIVEN_UP
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Personne, Seance, SeanceService, Service

_SEANCE, _PASSAGE, _DOSSIER = table(Seance), table(Passage), table(Dossier)
_PERSONNE, _SERVICE, _SITS = table(Personne), table(Service), table(SeanceService)
_NEXT = _SEANCE.alias("next")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeanceLine:
    """A séance in a list. ``genre`` is icl or ep; ``lines`` counts the open and the ended ones,
    those that were taken off or postponed aside. ``after`` is the séance right after which it is
    held, ``followed_by`` the one that is held right after it."""

    id: int
    version: int
    genre: str
    circonscription: str | None
    held: datetime
    place: str | None
    state: str
    replaced_by: int | None
    after: int | None
    followed_by: int | None
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """A line of a séance's tableau."""

    id: int
    dossier_id: int
    nom: str
    prenom: str
    nature: str
    state: str
    issue: str | None
    methode: str | None
    open: bool
    service: str | None
    answers: tuple[Answer, ...]


_GONE = ("reporte", "retire")


def seances(
    store: Store,
    *,
    genre: str | None = None,
    circonscription: str | None = None,
    state: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 50,
) -> list[SeanceLine]:
    """Up to ``most`` séances in the order of their dates. ``since`` is included, not ``until``."""
    where: list[ColumnElement[bool]] = []
    if genre is not None:
        where.append(_SEANCE.c.genre == genre)
    if circonscription is not None:
        where.append(_SEANCE.c.circonscription == circonscription)
    if state is not None:
        where.append(_SEANCE.c.state == state)
    if since is not None:
        where.append(_SEANCE.c.held_at >= to_micros(since))
    if until is not None:
        where.append(_SEANCE.c.held_at < to_micros(until))
    query = lines().where(*where).order_by(_SEANCE.c.held_at, _SEANCE.c.id).limit(most)
    with store.read() as connection:
        return [line(row) for row in connection.execute(query)]


def opened(
    store: Store, reader: Reader, *, since: datetime, until: datetime
) -> Mapping[int, SeanceLine]:
    """The séances between these instants that are open to the reader, by number."""
    query = (
        lines()
        .where(
            _SEANCE.c.held_at >= to_micros(since),
            _SEANCE.c.held_at < to_micros(until),
            visible(reader, Right.SEANCE),
        )
        .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
    )
    with store.read() as connection:
        return {row.id: line(row) for row in connection.execute(query)}


def seance(store: Store, seance_id: int) -> tuple[SeanceLine, list[TableLine], list[str]]:
    """A séance, its lines in the order of their inscription, and the services that sit in it.

    Raises UnknownSeance.
    """
    table_lines = (
        select(_PASSAGE, _PERSONNE.c.nom, _PERSONNE.c.prenom, _SERVICE.c.libelle)
        .join_from(_PASSAGE, _DOSSIER)
        .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .where(_PASSAGE.c.seance_id == seance_id)
        .order_by(_PASSAGE.c.id)
    )
    sitting = (
        select(_SERVICE.c.libelle)
        .join(_SITS, _SITS.c.service_id == _SERVICE.c.id)
        .where(_SITS.c.seance_id == seance_id)
        .order_by(_SERVICE.c.id)
    )
    with store.read() as connection:
        row = connection.execute(lines().where(_SEANCE.c.id == seance_id)).first()
        if row is None:
            raise UnknownSeance(seance_id)
        given = answers.of_lines(connection, _PASSAGE.c.seance_id == seance_id)
        return (
            line(row),
            [
                TableLine(
                    id=line.id,
                    dossier_id=line.dossier_id,
                    nom=line.nom,
                    prenom=line.prenom,
                    nature=line.nature,
                    state=line.state,
                    issue=line.issue,
                    methode=line.methode,
                    open=bool(line.open),
                    service=line.libelle,
                    answers=given.get(line.id, ()),
                )
                for line in connection.execute(table_lines)
            ],
            list(connection.execute(sitting).scalars()),
        )


def lines() -> Select[Any]:
    """The séances with what their ``line`` says."""
    counted = (
        select(func.count())
        .where(_PASSAGE.c.seance_id == _SEANCE.c.id, _PASSAGE.c.state.not_in(_GONE))
        .scalar_subquery()
    )
    # Few are held right after another: they are gathered once, not looked for at each séance.
    after = (
        select(_NEXT.c.a_la_suite_de.label("first"), func.min(_NEXT.c.id).label("following"))
        .where(_NEXT.c.a_la_suite_de.is_not(None), _NEXT.c.state.not_in(GIVEN_UP))
        .group_by(_NEXT.c.a_la_suite_de)
        .subquery("after")
    )
    return (
        select(_SEANCE, counted.label("lines"), after.c.following)
        .select_from(_SEANCE)
        .outerjoin(after, after.c.first == _SEANCE.c.id)
    )


def line(row: Row[Any]) -> SeanceLine:
    """A séance as its row has it."""
    return SeanceLine(
        id=row.id,
        version=row.version,
        genre=row.genre,
        circonscription=row.circonscription,
        held=from_micros(row.held_at),
        place=row.lieu,
        state=row.state,
        replaced_by=row.remplacee_par,
        after=row.a_la_suite_de,
        followed_by=row.following,
        lines=row.lines,
    )
