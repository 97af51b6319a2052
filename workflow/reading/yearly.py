"""The séances of a year as they are published: where each stands, and what changed of it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from rules.facts import entering
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
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


def seances_of(
    store: Store,
    rulebook: Rulebook,
    year: int,
    *,
    genre: str | None = None,
    circonscription: str | None = None,
) -> list[YearlySeance]:
    """The séances held that year, those given up too, by date. Those of the whole département are
    those of each circonscription."""
    first, until = (
        datetime.combine(date(one, 1, 1), time(), tzinfo=rulebook.calendar.tz)
        for one in (year, year + 1)
    )
    where: list[ColumnElement[bool]] = [
        _SEANCE.c.held_at >= to_micros(first),
        _SEANCE.c.held_at < to_micros(until),
    ]
    if genre is not None:
        where.append(_SEANCE.c.genre == genre)
    if circonscription is not None:
        where.append(held_for([circonscription]))
    with store.read() as connection:
        return published(connection, *where)


def held_for(places: Collection[str]) -> ColumnElement[bool]:
    """The séances of these circonscriptions, those of the whole département included."""
    place = _SEANCE.c.circonscription
    return place.in_(sorted(places)) | place.is_(None)


def published(connection: Connection, *where: ColumnElement[bool]) -> list[YearlySeance]:
    """The séances of which that is true, by date."""
    seances = (
        select(_SEANCE, _NEXT.c.held_at.label("next_held_at"))
        .outerjoin(_NEXT, _NEXT.c.id == _SEANCE.c.remplacee_par)
        .where(*where)
    )
    told = (
        select(_FACT.c.subject_id, _FACT.c.code, _FACT.c.known_at, _FACT.c.data)
        .where(
            _FACT.c.kind == SubjectKind.SEANCE.value,
            _FACT.c.subject_id.in_(select(_SEANCE.c.id).where(*where)),
            _FACT.c.code.in_((_BORN, *_REVISES, *sorted(_CONFIRMS))),
            _FACT.c.annulled_by.is_(None),
        )
        .order_by(_FACT.c.subject_id, _FACT.c.seq, _FACT.c.rank)
    )
    rows = connection.execute(seances).all()
    facts: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for fact in connection.execute(told):
        facts.setdefault(fact.subject_id, []).append(fact)
    found = [_seance(row, facts.get(row.id, ())) for row in rows]
    return sorted(found, key=lambda one: (one.held, one.circonscription or "", one.id))


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
