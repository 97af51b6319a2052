"""How many, where, since how long: what a manager looks at, within their perimeter. No agent is
counted anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.sql.elements import True_

from rules.access.grants import Right
from rules.deadlines.derivation import Status
from workflow.access.perimeter import Reader, visible
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Seance
from workflow.tables.trail import DeadlineRow

_DOSSIER, _DEMANDE = table(Dossier), table(Demande)
_PASSAGE, _SEANCE, _DEADLINE = table(Passage), table(Seance), table(DeadlineRow)

AGES = (15, 30, 61, 92)
"""The days that part the ages of requests: under two weeks, a month, two, three, and beyond."""

_TO_COME = ("programmee", "preparee", "arretee", "ouverte")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many deadlines of a rule were judged, and of these met in time."""

    rule: str
    in_time: int
    judged: int

    def below(self, target: int | None) -> bool:
        """Whether the exact share is under that target, in percent."""
        return target is not None and 100 * self.in_time < target * self.judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A séance to come and its open lines."""

    id: int
    genre: str
    circonscription: str | None
    held: datetime
    lines: int


def standing(store: Store, *, reader: Reader) -> Mapping[tuple[str | None, str], int]:
    """The open dossiers by circonscription and state."""
    query = (
        select(_DOSSIER.c.circonscription, _DOSSIER.c.state, func.count())
        .where(_DOSSIER.c.closed_at.is_(None), visible(reader, Right.DOSSIER))
        .group_by(_DOSSIER.c.circonscription, _DOSSIER.c.state)
    )
    with store.read() as connection:
        return {(place, state): int(n) for place, state, n in connection.execute(query)}


def ages(
    store: Store, *, reader: Reader, now: datetime, circonscription: str | None = None
) -> Sequence[int]:
    """How many requests are open for less than each of ``AGES`` days, then for more."""
    opened = _DEMANDE.c.opened_at
    edges = [to_micros(now - timedelta(days=days)) for days in AGES]
    bounds = zip(edges, [None, *edges[:-1]], strict=True)
    classes = [
        opened > after if before is None else and_(opened > after, opened <= before)
        for after, before in bounds
    ]
    classes.append(opened <= edges[-1])
    query = (
        select(*(func.sum(case((one, 1), else_=0)) for one in classes))
        .select_from(_DEMANDE)
        .where(_DEMANDE.c.closed_at.is_(None))
    )
    theirs = visible(reader, Right.DOSSIER)
    if circonscription is not None:
        theirs = and_(theirs, _DOSSIER.c.circonscription == circonscription)
    if not isinstance(theirs, True_):
        query = query.join(_DOSSIER, _DOSSIER.c.id == _DEMANDE.c.dossier_id).where(theirs)
    with store.read() as connection:
        return [int(one or 0) for one in connection.execute(query).one()]


def kept(
    store: Store,
    *,
    reader: Reader,
    since: datetime,
    until: datetime,
    now: datetime,
    circonscription: str | None = None,
) -> list[Kept]:
    """The deadlines that were due between two instants (the first included) and are judged by now,
    by rule. Those that were past when they were entered are nobody's lateness."""
    due, status = _DEADLINE.c.due_at, _DEADLINE.c.status
    met = status == Status.TENUE.value
    missed = and_(status == Status.OUVERTE.value, due <= to_micros(now))
    in_time = and_(met, func.coalesce(_DEADLINE.c.met_in_time, 1) == 1)
    query = (
        select(_DEADLINE.c.rule, func.sum(case((in_time, 1), else_=0)).label("met"), func.count())
        .where(
            *(due >= to_micros(since), due < to_micros(until), or_(met, missed)),
            *(_DEADLINE.c.born_late == 0, visible(reader, Right.ESCALADE)),
        )
        .group_by(_DEADLINE.c.rule)
        .order_by(_DEADLINE.c.rule)
    )
    if circonscription is not None:
        query = query.where(_DEADLINE.c.circonscription == circonscription)
    with store.read() as connection:
        return [
            Kept(rule=rule, in_time=int(met), judged=int(judged))
            for rule, met, judged in connection.execute(query)
        ]


def load(store: Store, *, reader: Reader, now: datetime, most: int = 12) -> list[Load]:
    """The next séances, each with its open lines."""
    lines = (
        select(func.count())
        .where(_PASSAGE.c.seance_id == _SEANCE.c.id, _PASSAGE.c.open == 1)
        .correlate_except(_PASSAGE)
        .scalar_subquery()
    )
    query = (
        select(
            *(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at")),
            lines.label("lines"),
        )
        .where(
            _SEANCE.c.state.in_(_TO_COME),
            _SEANCE.c.held_at > to_micros(now),
            visible(reader, Right.SEANCE),
        )
        .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
        .limit(most)
    )
    with store.read() as connection:
        return [
            Load(
                id=row.id,
                genre=row.genre,
                circonscription=row.circonscription,
                held=from_micros(row.held_at),
                lines=int(row.lines),
            )
            for row in connection.execute(query)
        ]
