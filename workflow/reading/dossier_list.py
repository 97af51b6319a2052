"""The list of dossiers: within a perimeter, filtered, sorted, page after page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
)

from rules.access.grants import Right
from rules.deadlines.derivation import Status
from rules.subjects import SubjectKind
from workflow.access.perimeter import Reader, is_wide, seen, visible
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.dossier_filters import Asked, changed, conditions, nearest, running
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne, Service
from workflow.tables.trail import DeadlineRow, FactRow

_DOSSIER, _PERSONNE, _SERVICE = table(Dossier), table(Personne), table(Service)
_DEADLINE, _FACT = table(DeadlineRow), table(FactRow)
_SOONER = _DEADLINE.alias("sooner")

COUNTED = 2_000
"""How far a filter is counted; as many dossiers are sorted by looking at each."""
_STEPS = 3
"""How many deadlines are looked at for one dossier, at first."""


class Sort(StrEnum):
    """In which order dossiers are listed; equals are in the order of their numbers. ``ECHEANCE``:
    by the nearest deadline, those that have none last. ``ANCIENNETE``: since they are there."""

    ECHEANCE = "echeance"
    NUMERO = "numero"
    NOM = "nom"
    ANCIENNETE = "anciennete"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """A dossier in a list. ``since``: when it entered its state. ``due`` is the nearest open
    deadline of the dossier or of its person, and ``late`` whether it is past: a closed dossier may
    still await the answer to a recours."""

    id: int
    version: int
    personne_id: int
    nom: str
    prenom: str
    matricule: str | None
    numero_demande_rsa: str | None
    state: str
    since: datetime
    rank: int | None
    service: str | None
    circonscription: str | None
    droit: str
    closed: datetime | None
    due: datetime | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some dossiers of a list. ``following``: from where the next ones are listed, None when there
    are none."""

    lines: tuple[DossierLine, ...]
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many dossiers a filter has; ``more``: at least one more than that."""

    number: int
    more: bool


def listing(
    store: Store,
    asked: Asked,
    *,
    reader: Reader,
    now: datetime,
    sort: Sort = Sort.NUMERO,
    backwards: bool = False,
    after: str | None = None,
    most: int = 50,
    count: Count | None = None,
) -> Page:
    """Up to ``most`` dossiers that the reader opens, those after the cursor ``after``; ``count``
    is what ``counted`` said of them, if it was asked. Nothing is
    listed twice nor left out between two pages, whatever is equal. ``backwards``: the last first,
    but those without a deadline, which stay last. Raises BadCursor."""
    cursor = None if after is None else Cursor.read(after, sort, backwards, _KINDS[sort])
    with store.read() as connection:
        wanted = _Wanted(connection, asked, reader, now)
        if sort is Sort.ECHEANCE:
            rows = _by_deadline(connection, wanted, cursor, backwards, most + 1, count)
        else:
            query = _sorted(wanted, sort, cursor, backwards)
            rows = list(connection.execute(query.limit(most + 1)))
    shown = rows[:most]
    following = None
    if len(rows) > most:
        key = tuple(shown[-1]._mapping[name] for name in _KEYS[sort])
        following = Cursor(sort=sort, backwards=backwards, key=key).write()
    return Page(lines=tuple(_line(row, to_micros(now)) for row in shown), following=following)


def after_number(number: int) -> str:
    """The cursor of a list by number that begins after that one."""
    return Cursor(sort=Sort.NUMERO, backwards=False, key=(number,)).write()


def counted(
    store: Store, asked: Asked, *, reader: Reader, now: datetime, most: int = COUNTED
) -> Count:
    """How many dossiers of the filter the reader opens, counted up to ``most``."""
    with store.read() as connection:
        return _Wanted(connection, asked, reader, now).counted(connection, most)


_KEYS: Mapping[Sort, tuple[str, ...]] = {
    Sort.ECHEANCE: ("due_at", "id"),
    Sort.NUMERO: ("id",),
    Sort.NOM: ("nom", "prenom", "id"),
    Sort.ANCIENNETE: ("born_at", "id"),
}
_KINDS: Mapping[Sort, tuple[type, ...]] = {
    Sort.ECHEANCE: (int, int),
    Sort.NUMERO: (int,),
    Sort.NOM: (str, str, int),
    Sort.ANCIENNETE: (int, int),
}
_COLUMNS: Mapping[Sort, tuple[ColumnElement[Any], ...]] = {
    Sort.NUMERO: (_DOSSIER.c.id,),
    Sort.NOM: (_PERSONNE.c.nom, _PERSONNE.c.prenom, _DOSSIER.c.id),
    Sort.ANCIENNETE: (_DOSSIER.c.born_at, _DOSSIER.c.id),
}
_SINCE = func.coalesce(
    select(func.max(_FACT.c.occurred_at))
    .where(
        _FACT.c.personne_id == _DOSSIER.c.personne_id,
        _FACT.c.code == literal("etat:") + _DOSSIER.c.state,
        _FACT.c.kind == SubjectKind.DOSSIER.value,
        _FACT.c.subject_id == _DOSSIER.c.id,
        _FACT.c.annulled_by.is_(None),
    )
    .correlate_except(_FACT)
    .scalar_subquery(),
    _DOSSIER.c.born_at,
)


class _Wanted:
    """The dossiers that are asked for."""

    def __init__(self, connection: Connection, asked: Asked, reader: Reader, now: datetime) -> None:
        wide = is_wide(connection, reader, Right.DOSSIER)
        perimeter = (seen if wide else visible)(reader, Right.DOSSIER)
        self._where = [perimeter, *conditions(asked, now)]
        self._news = None if asked.changed_since is None else changed(asked.changed_since)

    def among(self, query: Select[Any]) -> Select[Any]:
        return query.where(*self._where)

    def counted(self, connection: Connection, most: int) -> Count:
        every = self.among(select(_DOSSIER.c.id)) if self._news is None else self._one_by_one()
        some = every.limit(most + 1).subquery()
        found = int(connection.execute(select(func.count()).select_from(some)).scalar_one())
        return Count(number=min(found, most), more=found > most)

    def _one_by_one(self) -> Select[Any]:
        """The numbers of those that changed, each looked up by its own: they are few, and a
        database that joins them reads every dossier of the perimeter."""
        assert self._news is not None
        news = self._news.distinct().subquery("news")
        its = self.among(select(_DOSSIER.c.id).where(_DOSSIER.c.id == news.c.subject_id))
        return select(news.c.subject_id).where(its.correlate(news).scalar_subquery().is_not(None))

    def dues(self) -> CTE:
        """All of them, each with its nearest deadline: for few."""
        every = self.among(select(_DOSSIER.c.id, nearest().label("due")))
        return every.cte("few").prefix_with("MATERIALIZED", dialect="postgresql")

    def lines(self, due: ColumnElement[Any]) -> Select[Any]:
        return self.among(_lines(due))


def _lines(due: ColumnElement[Any]) -> Select[Any]:
    columns = (
        "id",
        "version",
        "personne_id",
        "state",
        "rank",
        "circonscription",
        "droit",
        "closed_at",
    )
    return (
        select(
            *(_DOSSIER.c[name] for name in (*columns, "born_at")),
            *(_PERSONNE.c[name] for name in ("nom", "prenom", "numero_caf")),
            *(_PERSONNE.c.numero_demande_rsa, _SERVICE.c.libelle),
            *(_SINCE.label("since"), due.label("due_at")),
        )
        .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
    )


def _sorted(wanted: _Wanted, sort: Sort, cursor: Cursor | None, backwards: bool) -> Select[Any]:
    columns = _COLUMNS[sort]
    query = wanted.lines(nearest())
    if cursor is not None:
        query = query.where(_beyond(columns, cursor.key, backwards))
    return query.order_by(*_in_order(columns, backwards))


def _by_deadline(
    connection: Connection,
    wanted: _Wanted,
    cursor: Cursor | None,
    backwards: bool,
    most: int,
    count: Count | None,
) -> list[Row[Any]]:
    """Those whose nearest deadline comes next; then, by number, those that have none."""
    few = not (count or wanted.counted(connection, COUNTED)).more
    found: list[Row[Any]] = []
    if cursor is None or cursor.key[0] is not None:
        if few:
            found = list(connection.execute(_among_few(wanted, cursor, backwards).limit(most)))
        else:
            found = _along_deadlines(connection, wanted, cursor, backwards, most)
        cursor = None
    if len(found) < most:
        query = _none_among_few(wanted) if few else _without_deadline(wanted)
        if cursor is not None:
            query = query.where(_beyond((_DOSSIER.c.id,), cursor.key[1:], backwards))
        query = query.order_by(*_in_order((_DOSSIER.c.id,), backwards))
        found += connection.execute(query.limit(most - len(found)))
    return found


def _along_deadlines(
    connection: Connection, wanted: _Wanted, cursor: Cursor | None, backwards: bool, most: int
) -> list[Row[Any]]:
    """Of many dossiers, the first ones are met soon by going along the deadlines in their order:
    some of these at once, more when too many were a second one of somebody met before."""
    steps = most * _STEPS
    while True:
        walk = _walk(wanted, cursor, backwards).limit(steps).cte("walk")
        fenced = walk.prefix_with("MATERIALIZED", dialect="postgresql")
        columns = (fenced.c.due_at, fenced.c.id)
        query = (
            _lines(fenced.c.due_at)
            .join(fenced, fenced.c.id == _DOSSIER.c.id)
            .where(_is_nearest(fenced))
            .order_by(*_in_order(columns, backwards))
            .limit(most)
        )
        found = list(connection.execute(query))
        if len(found) == most:
            return found
        walked = connection.execute(select(func.count()).select_from(fenced)).scalar_one()
        if walked < steps:
            return found
        steps *= _STEPS


def _walk(wanted: _Wanted, cursor: Cursor | None, backwards: bool) -> Select[Any]:
    columns = (_DEADLINE.c.due_at, _DOSSIER.c.id)
    query = wanted.among(
        select(*columns, _DEADLINE.c.id.label("deadline_id")).join_from(
            _DEADLINE, _DOSSIER, and_(running(), _DEADLINE.c.due_at.is_not(None))
        )
    )
    if cursor is not None:
        query = query.where(_beyond(columns, cursor.key, backwards))
    return query.order_by(*_in_order(columns, backwards))


def _without_deadline(wanted: _Wanted) -> Select[Any]:
    dated = exists().where(running(), _DEADLINE.c.due_at.is_not(None))
    return wanted.lines(null()).where(~dated.correlate_except(_DEADLINE))


def _among_few(wanted: _Wanted, cursor: Cursor | None, backwards: bool) -> Select[Any]:
    """Of few dossiers, the nearest deadline of each is looked up, and they are sorted."""
    few = wanted.dues()
    columns = (few.c.due, _DOSSIER.c.id)
    query = _lines(few.c.due).join(few, few.c.id == _DOSSIER.c.id)
    query = query.where(few.c.due.is_not(None))
    if cursor is not None:
        query = query.where(_beyond(columns, cursor.key, backwards))
    return query.order_by(*_in_order(columns, backwards))


def _none_among_few(wanted: _Wanted) -> Select[Any]:
    few = wanted.dues()
    query = _lines(null()).join(few, few.c.id == _DOSSIER.c.id)
    return query.where(few.c.due.is_(None))


def _is_nearest(walk: CTE) -> ColumnElement[bool]:
    """The dossier has no other deadline before that one."""
    sooner = exists().where(
        _SOONER.c.personne_id == _DOSSIER.c.personne_id,
        _SOONER.c.status == Status.OUVERTE.value,
        or_(
            _SOONER.c.dossier_id == _DOSSIER.c.id,
            and_(_SOONER.c.kind == SubjectKind.PERSONNE.value, _DOSSIER.c.closed_at.is_(None)),
        ),
        tuple_(_SOONER.c.due_at, _SOONER.c.id) < tuple_(walk.c.due_at, walk.c.deadline_id),
    )
    return ~sooner.correlate_except(_SOONER)


def _beyond(
    columns: Sequence[ColumnElement[Any]], key: Sequence[Any], backwards: bool
) -> ColumnElement[bool]:
    here, there = tuple_(*columns), tuple_(*(literal(one) for one in key))
    return here < there if backwards else here > there


def _in_order(
    columns: Sequence[ColumnElement[Any]], backwards: bool
) -> Sequence[ColumnElement[Any]]:
    return [one.desc() for one in columns] if backwards else list(columns)


def _line(row: Row[Any], now: int) -> DossierLine:
    return DossierLine(
        id=row.id,
        version=row.version,
        personne_id=row.personne_id,
        nom=row.nom,
        prenom=row.prenom,
        matricule=row.numero_caf,
        numero_demande_rsa=row.numero_demande_rsa,
        state=row.state,
        since=from_micros(row.since),
        rank=row.rank,
        service=row.libelle,
        circonscription=row.circonscription,
        droit=row.droit,
        closed=instant_or_none(row.closed_at),
        due=instant_or_none(row.due_at),
        late=row.due_at is not None and row.due_at <= now,
    )
