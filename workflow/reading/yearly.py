"""The séances of a year as they are published: where each stands, and what changed of it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from rules.facts import entering
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.reading import seance_list
from workflow.reading.cursors import Page, paged
from workflow.reading.seance_list import BY_DATE
from workflow.seances.yearly.meetings import GIVEN_UP, wanted_day
from workflow.tables.columns import table
from workflow.tables.subjects import Seance
from workflow.tables.trail import FactRow

_SEANCE, _NEXT, _FACT = table(Seance), table(Seance).alias(), table(FactRow)
_BORN, _MOVED = entering("programmee"), "seance_deplacee"
_CONFIRMS = frozenset(entering(state) for state in ("preparee", "arretee", "ouverte"))
_REVISES = (_MOVED, *(entering(state) for state in sorted(GIVEN_UP)))
"""What whoever noted the séance down must note again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlySeance:
    """A séance of the year. ``wanted``: the day for which a programme wanted it; ``left``: the
    instant that its last move left; ``replaced_on``: when the one that replaces it is held.

    ``revision`` counts its moves, and its end when it was given up; ``revised`` is when the last
    of them was known, or the séance itself. ``confirmed``: when it was known that it was being
    prepared, None as long as it is only on the programme.
    """

    id: int
    genre: str
    body: Body
    circonscription: str | None
    held: datetime
    place: str | None
    state: str
    wanted: date | None
    left: datetime | None
    replaced_on: datetime | None
    revision: int
    revised: datetime
    confirmed: datetime | None

    @property
    def given_up(self) -> bool:
        """Whether it was cancelled or postponed."""
        return self.state in GIVEN_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many séances of a month, a circonscription, a kind and a state are held that year."""

    month: int
    circonscription: str | None
    genre: str
    state: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfYear:
    """Which séances of a year: of a kind, of some circonscriptions, in a state; None is any. Those
    of the whole département are those of each circonscription."""

    year: int
    genre: str | None = None
    places: frozenset[str] | None = None
    state: str | None = None

    def counts(self, one: Tally) -> bool:
        """Whether these, of that year, are among them."""
        return (
            self.genre in (None, one.genre)
            and self.state in (None, one.state)
            and (self.places is None or one.circonscription in self.places | {None})
        )


def seances_of(
    store: Store,
    rulebook: Rulebook,
    year: int,
    *,
    genre: str | None = None,
    circonscription: str | None = None,
) -> list[YearlySeance]:
    """The séances held that year, those given up too, by date."""
    places = None if circonscription is None else frozenset({circonscription})
    asked = OfYear(year=year, genre=genre, places=places)
    with store.read() as connection:
        return published(connection, *_where(rulebook, asked))


def tallies(store: Store, rulebook: Rulebook, year: int) -> list[Tally]:
    """How many are held that year, where there are some."""
    ends = [(_begins(rulebook, year, number + 1), number) for number in range(1, 12)]
    month = case(*((_SEANCE.c.held_at < end, number) for end, number in ends), else_=12)
    kept = (_SEANCE.c.circonscription, _SEANCE.c.genre, _SEANCE.c.state)
    told = (
        select(month.label("month"), *kept)
        .where(*_where(rulebook, OfYear(year=year)))
        .subquery("told")
    )
    query = select(*told.c, func.count().label("number")).group_by(*told.c)
    with store.read() as connection:
        return [Tally(**row._mapping) for row in connection.execute(query)]


def listing(
    store: Store,
    rulebook: Rulebook,
    asked: OfYear,
    *,
    month: int = 1,
    after: str | None = None,
    most: int,
) -> Page[YearlySeance]:
    """Those of that month and of the following ones, by date, ``most`` at once. Raises
    BadCursor."""
    where = _where(rulebook, asked, month)
    if after is not None:
        where.append(seance_list.beyond(after))
    with store.read() as connection:
        found = _told(connection, where, most=most + 1)
    return paged(found, most, lambda one: seance_list.cursor(one.held, one.id))


def _where(rulebook: Rulebook, asked: OfYear, month: int = 1) -> list[ColumnElement[bool]]:
    """The séances asked for, from that month on."""
    where: list[ColumnElement[bool]] = [
        _SEANCE.c.held_at >= _begins(rulebook, asked.year, month),
        _SEANCE.c.held_at < _begins(rulebook, asked.year + 1, 1),
    ]
    if asked.genre is not None:
        where.append(_SEANCE.c.genre == asked.genre)
    if asked.places is not None:
        where.append(held_for(asked.places))
    if asked.state is not None:
        where.append(_SEANCE.c.state == asked.state)
    return where


def _begins(rulebook: Rulebook, year: int, month: int) -> int:
    return to_micros(datetime.combine(date(year, month, 1), time(), tzinfo=rulebook.calendar.tz))


def held_for(places: Collection[str]) -> ColumnElement[bool]:
    """The séances of these circonscriptions, those of the whole département included."""
    place = _SEANCE.c.circonscription
    return place.in_(sorted(places)) | place.is_(None)


def published(connection: Connection, *where: ColumnElement[bool]) -> list[YearlySeance]:
    """The séances of which that is true, by date, then by circonscription."""
    found = _told(connection, where)
    return sorted(found, key=lambda one: (one.held, one.circonscription or "", one.id))


def _told(
    connection: Connection, where: Sequence[ColumnElement[bool]], *, most: int | None = None
) -> list[YearlySeance]:
    """The séances of which that is true, by date, up to ``most``."""
    chosen = (
        select(_SEANCE, _NEXT.c.held_at.label("next_held_at"))
        .outerjoin(_NEXT, _NEXT.c.id == _SEANCE.c.remplacee_par)
        .where(*where)
        .order_by(*BY_DATE)
        .limit(most)
    )
    numbers = select(_SEANCE.c.id).where(*where)
    if most is not None:
        numbers = numbers.order_by(*BY_DATE).limit(most)
    told = (
        select(_FACT.c.subject_id, _FACT.c.code, _FACT.c.known_at, _FACT.c.data)
        .where(
            _FACT.c.kind == SubjectKind.SEANCE.value,
            _FACT.c.subject_id.in_(numbers),
            _FACT.c.code.in_((_BORN, *_REVISES, *sorted(_CONFIRMS))),
            _FACT.c.annulled_by.is_(None),
        )
        .order_by(_FACT.c.subject_id, _FACT.c.seq, _FACT.c.rank)
    )
    rows = connection.execute(chosen).all()
    facts: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for fact in connection.execute(told):
        facts.setdefault(fact.subject_id, []).append(fact)
    return [_seance(row, facts.get(row.id, ())) for row in rows]


def _seance(row: Row[Any], told: Sequence[Row[*tuple[Any, ...]]]) -> YearlySeance:
    moves = [json.loads(fact.data) for fact in told if fact.code == _MOVED]
    confirming = [fact.known_at for fact in told if fact.code in _CONFIRMS]
    return YearlySeance(
        id=row.id,
        genre=row.genre,
        body=Body(row.instance),
        circonscription=row.circonscription,
        held=from_micros(row.held_at),
        place=row.lieu,
        state=row.state,
        wanted=wanted_day(row.creneau),
        left=datetime.fromisoformat(moves[-1]["de"]) if moves else None,
        replaced_on=None if row.next_held_at is None else from_micros(row.next_held_at),
        revision=sum(fact.code in _REVISES for fact in told),
        revised=from_micros(max(fact.known_at for fact in told if fact.code not in _CONFIRMS)),
        confirmed=from_micros(min(confirming)) if confirming else None,
    )
