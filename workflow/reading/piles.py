"""What waits for an office besides its deadlines: what piles up and is done in numbers, and the
séances that come next. Each count is that of the list where the pile is dealt with, but that of
selections, which stops at fifty."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal_column, select

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.deadlines.derivation import OPEN
from rules.seances.kinds import Body
from workflow.access.perimeter import visible
from workflow.batches.selection import KEPT
from workflow.database.composed import Composed, later
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.reading import saisines, wanted_dossiers
from workflow.reading.appeals import RULE as APPEAL
from workflow.reading.saisines import Standing
from workflow.reading.wanted_dossiers import Count, spelled
from workflow.tables.batches import Batch
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.post import Gap
from workflow.tables.subjects import Dossier, Seance
from workflow.tables.trail import DeadlineRow

_LETTER, _DOSSIER, _GAP = table(Letter), table(Dossier), table(Gap)
_DEADLINE, _BATCH, _SEANCE = table(DeadlineRow), table(Batch), table(Seance)
_GIVEN_UP = ("annulee", "reportee")

COUNTED = 1_000
"""How far a pile is counted."""


class Pile(StrEnum):
    """What piles up."""

    LETTRES = "lettres"
    SAISINES = "saisines"
    ECARTS = "ecarts"
    RECOURS = "recours"
    LOTS = "lots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Whose day it is: who reads, under which account, when."""

    reader: Bearer
    account: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSeance:
    """A séance to come."""

    id: int
    genre: str
    circonscription: str | None
    held: datetime


def counts(
    store: Store, asker: Asker, piles: Collection[Pile], *, most: int = COUNTED
) -> Mapping[Pile, Count]:
    """How many of each wait for them, up to ``most``, in one statement; nothing of a pile where
    nothing waits."""
    asked = tuple(one for one in Pile if one in piles)
    if not asked:
        return {}
    query = _tallies(asker.reader, asked, most, store.dialect)
    since = to_micros(asker.now - KEPT)
    with store.read() as connection:
        (row,) = query.rows(connection, account=asker.account, since=since)
    return {one: Count.of(found, most) for one, found in zip(asked, row, strict=True) if found}


def decisions_to_come(store: Store, asker: Asker, *, most: int = 3) -> Sequence[NextSeance]:
    """The next séances of the EP that they open, the nearest first."""
    query = (
        select(*(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at")))
        .where(
            _SEANCE.c.instance == Body.DECISION.value,
            _SEANCE.c.state.not_in(_GIVEN_UP),
            _SEANCE.c.held_at >= to_micros(asker.now),
            visible(asker.reader, Right.SEANCE),
        )
        .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
        .limit(most)
    )
    with store.read() as connection:
        return [
            NextSeance(
                id=row.id,
                genre=row.genre,
                circonscription=row.circonscription,
                held=from_micros(row.held_at),
            )
            for row in connection.execute(query)
        ]


@lru_cache(maxsize=wanted_dossiers.KEPT)
def _tallies(reader: Bearer, piles: tuple[Pile, ...], most: int, dialect: str) -> Composed:
    return Composed(select(*(_tally(_waiting(one, reader), most) for one in piles)), dialect)


def _tally(waiting: Select[Any], most: int) -> ScalarSelect[int]:
    some = waiting.correlate(None).limit(spelled(most + 1)).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _waiting(pile: Pile, reader: Bearer) -> Select[Any]:
    """One row for each that waits; a selection, of ``account`` and made ``since`` then."""
    where: tuple[ColumnElement[bool], ...]
    match pile:
        case Pile.LETTRES:
            source = _LETTER
            where = (
                _LETTER.c.annulled_at.is_(None),
                _LETTER.c.envoyee_le.is_(None),
                visible(reader, Right.LETTRE),
            )
        case Pile.SAISINES:
            source = _DOSSIER
            where = saisines.waiting((Standing.A_VERIFIER,), reader)
        case Pile.ECARTS:
            source = _GAP
            where = (_GAP.c.settled_at.is_(None), visible(reader, Right.ECART))
        case Pile.RECOURS:
            source = _DEADLINE
            where = (
                _DEADLINE.c.rule == APPEAL,
                _DEADLINE.c.closed_at.is_(None),
                _DEADLINE.c.status.in_([one.value for one in OPEN]),
                visible(reader, Right.ESCALADE),
            )
        case Pile.LOTS:
            source = _BATCH
            where = (
                _BATCH.c.account_id == later("account"),
                _BATCH.c.made_at >= later("since"),
                _BATCH.c.event.is_not(None),
                _BATCH.c.ended_at.is_(None),
            )
    return select(literal_column("1")).select_from(source).where(*where)
