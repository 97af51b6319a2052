"""The statements of a day's list: each is written once for all of whom the same is awaited."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from rules.subjects import SubjectKind
from workflow.database.queries import Query
from workflow.reading.day_filters import Awaited, Filter
from workflow.reading.duties import Reason, followed
from workflow.reading.profiled import WITH_SEANCE
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne, Seance, Service
from workflow.tables.trail import DeadlineRow

_DEADLINE, _SEANCE = table(DeadlineRow), table(Seance)
_NOW_OPEN = table(Dossier).alias("now_open")
_WHO, _FOLLOWS = table(Personne).alias("who"), table(Service).alias("follows")
_IN_ORDER = (_DEADLINE.c.due_at.asc().nulls_last(), _DEADLINE.c.id)

_SHAPES = 512
"""How many statements are kept: as many as there are offices, by the filters that they use."""


class Beyond(Enum):
    """From where a list begins: the start, the instant ``now``, the row of that date (``due``) and
    number (``id``), or of that number among those without a date."""

    NOTHING = "nothing"
    NOW = "now"
    DATED = "dated"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Which deadlines a statement lists, in which dialect: those that are ``awaited``, opened from
    ``since`` on; of one circonscription (``place``) or of one séance when it has such a parameter;
    ``most`` of them."""

    dialect: str
    since: int | None
    awaited: tuple[Awaited, ...]
    of_a_place: bool = False
    of_a_seance: bool = False
    beyond: Beyond = Beyond.NOTHING
    most: int = 1

    def holds(self, one: Awaited) -> ColumnElement[bool]:
        """Whether a deadline is listed, for that reason."""
        return and_(followed(self.since), one.holds(self.dialect), *self._among())

    @property
    def first(self) -> Select[Any]:
        """The first ones, by number, with their date and whom they are about: the first ones of
        each reason, that an index finds in their order; nothing more is read of any other."""
        columns = select(*(_DEADLINE.c[name] for name in ("id", "due_at", "personne_id")))
        each = columns.where(*self._beyond()).order_by(*_IN_ORDER).limit(self.most)
        some = union_all(
            columns.where(false()),
            *(select(each.where(self.holds(one)).subquery()) for one in self.awaited),
        ).subquery()
        return select(some).order_by(some.c.due_at.asc().nulls_last(), some.c.id).limit(self.most)

    def _among(self) -> Iterator[ColumnElement[bool]]:
        if self.of_a_place:
            yield _DEADLINE.c.circonscription == bindparam("place")
        if self.of_a_seance:
            yield _DEADLINE.c.kind == SubjectKind.SEANCE.value
            yield _DEADLINE.c.subject_id == bindparam("seance")

    def _beyond(self) -> Iterator[ColumnElement[bool]]:
        due, number = _DEADLINE.c.due_at, _DEADLINE.c.id
        match self.beyond:
            case Beyond.NOW:
                yield due > bindparam("now")
            case Beyond.DATED:
                last = tuple_(bindparam("due", type_=due.type), bindparam("id", type_=number.type))
                yield or_(due.is_(None), tuple_(due, number) > last)
            case Beyond.UNDATED:
                yield and_(due.is_(None), number > bindparam("id"))


@lru_cache(maxsize=_SHAPES)
def page(listed: Listed, looked_at: tuple[Awaited, ...], *, surrounded: bool) -> Query:
    """The deadlines of a page, in order, with whom they are about; ``lacks``: whether what they
    wait for misses, of those that are ``looked_at``. ``surrounded`` by those of the same people,
    whichever page lists them: ``here`` says which are the page's own."""
    first = listed.first.cte("first")
    shown: Select[Any] = select(first.c.id, literal_column("1").label("here"))
    if surrounded:
        every = union_all(shown, _of_the_same_people(listed, first)).subquery()
        shown = select(every.c.id, func.max(every.c.here).label("here")).group_by(every.c.id)
    here = shown.subquery("shown").c.here
    awaited = or_(here == 1, *map(listed.holds, listed.awaited)) if surrounded else true()
    lacks = or_(false(), *(one.holds(listed.dialect) for one in looked_at))
    return Query(
        _lines()
        .add_columns(lacks.label("lacks"), here)
        .join(here.table, here.table.c.id == _DEADLINE.c.id)
        .where(awaited)
        .order_by(*_IN_ORDER)
    )


def _of_the_same_people(listed: Listed, first: CTE) -> Select[Any]:
    """Every deadline of these people that runs: which ones are awaited is looked at in their rows,
    that are few."""
    its = _DEADLINE.c.personne_id.in_(select(first.c.personne_id))
    return select(_DEADLINE.c.id, literal_column("0")).where(its, followed(listed.since))


@lru_cache(maxsize=_SHAPES)
def next_due(listed: Listed) -> Query:
    """When the first one is due."""
    first = listed.first.subquery()
    return Query(select(first.c.due_at))


@lru_cache(maxsize=_SHAPES)
def counts(filters: tuple[tuple[Filter | None, Listed], ...]) -> Query:
    """How many there are of each filter, each counted up to its ``most``. What is due today is
    counted among what is due soon, the nearest first."""
    near = next(listed for one, listed in filters if one is Filter.PROCHE).first.cte("near")
    today = near.c.due_at < bindparam("tonight")
    columns = []
    for one, listed in filters:
        if one is Filter.PROCHE:
            some: FromClause = near
        elif one is Filter.JOUR:
            some = select(near.c.id).where(today).subquery()
        else:
            some = _some(listed)
        columns.append(select(func.count()).select_from(some).scalar_subquery())
    return Query(select(*columns))


def _some(listed: Listed) -> FromClause:
    """One reason after the other: where the first has all those that are counted, the others are
    not looked at."""
    none = select(_DEADLINE.c.id).where(false())
    each = (select(_DEADLINE.c.id).where(listed.holds(one)) for one in listed.awaited)
    return union_all(none, *each).limit(listed.most).subquery()


@lru_cache(maxsize=_SHAPES)
def awaits(since: int | None, reasons: tuple[Reason, ...]) -> Query:
    """Whether the deadline ``id`` is awaited for one of these reasons."""
    theirs = or_(false(), *(one.holds for one in reasons))
    it = _DEADLINE.c.id == bindparam("id")
    return Query(select(_DEADLINE.c.id).where(it, followed(since), theirs))


@cache
def _lines() -> Select[Any]:
    """The deadlines with whom they are about: the dossier that opened them, else the one of the
    person that is open now."""
    about = WITH_SEANCE.outerjoin(
        _NOW_OPEN,
        and_(
            _NOW_OPEN.c.personne_id == _DEADLINE.c.personne_id,
            or_(_NOW_OPEN.c.id == _DEADLINE.c.dossier_id, _NOW_OPEN.c.closed_at.is_(None)),
            or_(_DEADLINE.c.dossier_id.is_(None), _NOW_OPEN.c.id == _DEADLINE.c.dossier_id),
        ),
    )
    about = about.outerjoin(_WHO, _WHO.c.id == _DEADLINE.c.personne_id)
    about = about.outerjoin(_FOLLOWS, _FOLLOWS.c.id == _DEADLINE.c.service_id)
    return select(
        *(_DEADLINE.c[name] for name in ("id", "rule", "kind", "subject_id", "due_at")),
        *(_DEADLINE.c[name] for name in ("rule_version", "opened_at", "anchor_at")),
        *(_DEADLINE.c[name] for name in ("status", "born_late", "personne_id", "seance_id")),
        *(_NOW_OPEN.c.id.label("dossier"), _NOW_OPEN.c.version, _NOW_OPEN.c.state.label("stands")),
        *(_WHO.c.nom, _WHO.c.prenom, _WHO.c.numero_caf),
        _FOLLOWS.c.libelle.label("service"),
        *(_SEANCE.c.id.label("seance"), _SEANCE.c.genre, _SEANCE.c.held_at),
        _SEANCE.c.state.label("standing"),
        _DEADLINE.c.circonscription,
    ).select_from(about)
