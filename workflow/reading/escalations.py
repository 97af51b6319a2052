"""What went up because nobody did it in time: open, in hand, settled, within a perimeter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, tuple_

from rules.access.grants import Right
from rules.deadlines.derivation import Status
from rules.deadlines.rule import Level
from rules.escalations import HIGHEST_FIRST, Standing
from workflow.access.perimeter import Reader, judged
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.reading import deadlines
from workflow.reading.cursors import Cursor
from workflow.reading.deadlines import DeadlineLine
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Seance
from workflow.tables.trail import DeadlineRow, TakenEscalation

_DEADLINE, _TAKEN = table(DeadlineRow), table(TakenEscalation)
_DOSSIER, _SEANCE = table(Dossier), table(Seance)
_LISTED = "escalades"
_STANDS = {
    Standing.OUVERTE: and_(_DEADLINE.c.closed_at.is_(None), _TAKEN.c.lineage.is_(None)),
    Standing.PRISE: and_(_DEADLINE.c.closed_at.is_(None), _TAKEN.c.lineage.is_not(None)),
    Standing.REGLEE: _DEADLINE.c.closed_at.is_not(None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which escalations are asked for; None: whatever it is. ``taken_by``: a name;
    ``circonscription``: of what they are about, as ``Tally`` counts them."""

    standing: Standing | None = None
    taken_by: str | None = None
    rule: str | None = None
    circonscription: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationLine:
    """A deadline that went up. ``level``: the highest that it reached, ``since``: when it first
    went up; ``state`` that of the dossier or of the séance that it is about, None when it is about
    neither; ``circonscription`` where it is."""

    deadline: DeadlineLine
    level: Level
    since: datetime
    standing: Standing
    taken_by: str | None
    taken: datetime | None
    state: str | None
    circonscription: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some escalations. ``following``: from where the next ones are listed, None when there are
    none."""

    lines: tuple[EscalationLine, ...]
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many escalations of a rule are open there, and of these in hand. ``circonscription``
    None: nobody knows where, or nowhere."""

    circonscription: str | None
    rule: str
    number: int
    taken: int


def listing(
    store: Store, asked: Asked, *, reader: Reader, after: str | None = None, most: int = 50
) -> Page:
    """Up to ``most`` escalations that the reader opens, the highest first, then the oldest; those
    after the cursor ``after``. Raises BadCursor."""
    order = (_DEADLINE.c.height, _DEADLINE.c.up_since, _DEADLINE.c.id)
    where = [judged(reader, Right.ESCALADE), *_among(asked)]
    if after is not None:
        cursor = Cursor.read(after, _LISTED, False, (int, int, int))
        where.append(tuple_(*order) > tuple_(*cursor.key))
    query = (
        deadlines.lines()
        .add_columns(*order[:2], _TAKEN.c.taken_by, _TAKEN.c.taken_at)
        .add_columns(func.coalesce(_DOSSIER.c.state, _SEANCE.c.state).label("its_state"))
        .outerjoin(_TAKEN, _TAKEN.c.lineage == _DEADLINE.c.lineage)
        .outerjoin(_DOSSIER, _DOSSIER.c.id == _DEADLINE.c.dossier_id)
        .where(*where)
        .order_by(*order)
        .limit(most + 1)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    following = None
    if len(rows) > most:
        last = rows[most - 1]
        key = (last.height, last.up_since, last.id)
        following = Cursor(sort=_LISTED, backwards=False, key=key).write()
    return Page(lines=tuple(_line(row) for row in rows[:most]), following=following)


def tallies(store: Store, *, reader: Reader) -> list[Tally]:
    """Those that the reader opens and are not settled, by circonscription and rule."""
    query = (
        select(
            *(_DEADLINE.c.circonscription, _DEADLINE.c.rule),
            func.count().label("number"),
            func.count(_TAKEN.c.lineage).label("taken"),
        )
        .outerjoin_from(_DEADLINE, _TAKEN, _TAKEN.c.lineage == _DEADLINE.c.lineage)
        .where(*_among(Asked()), _DEADLINE.c.closed_at.is_(None), judged(reader, Right.ESCALADE))
        .group_by(_DEADLINE.c.circonscription, _DEADLINE.c.rule)
    )
    with store.read() as connection:
        found = [
            Tally(circonscription=place, rule=rule, number=int(number), taken=taken)
            for place, rule, number, taken in connection.execute(query)
        ]
    return sorted(found, key=lambda one: (one.circonscription or "", one.rule))


def _among(asked: Asked) -> list[ColumnElement[bool]]:
    where = [
        _DEADLINE.c.height.is_not(None),
        _DEADLINE.c.status != Status.REMPLACEE.value,
    ]
    if asked.standing is not None:
        where.append(_STANDS[asked.standing])
    if asked.taken_by is not None:
        where.append(_TAKEN.c.taken_by == asked.taken_by)
    if asked.rule is not None:
        where.append(_DEADLINE.c.rule == asked.rule)
    if asked.circonscription is not None:
        where.append(_DEADLINE.c.circonscription == asked.circonscription)
    return where


def _line(row: Row[Any]) -> EscalationLine:
    if row.closed_at is not None:
        standing = Standing.REGLEE
    else:
        standing = Standing.OUVERTE if row.taken_by is None else Standing.PRISE
    return EscalationLine(
        deadline=deadlines.line(row),
        level=HIGHEST_FIRST[row.height],
        since=from_micros(row.up_since),
        standing=standing,
        taken_by=row.taken_by,
        taken=instant_or_none(row.taken_at),
        state=row.its_state,
        circonscription=row.circonscription,
    )
