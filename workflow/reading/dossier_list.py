"""The list of dossiers: within a perimeter, filtered, sorted, page after page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    func,
    literal,
    select,
    tuple_,
)

from rules.subjects import SubjectKind
from workflow.access.perimeter import Reader
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.dossier_filters import Asked
from workflow.reading.wanted_dossiers import Count, Wanted
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne, Service
from workflow.tables.trail import FactRow

_DOSSIER, _PERSONNE, _SERVICE = table(Dossier), table(Personne), table(Service)
_FACT = table(FactRow)

COUNTED = 2_000
"""How far a filter is counted."""


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
) -> Page:
    """Up to ``most`` dossiers that the reader opens, those after the cursor ``after``. Nothing is
    listed twice nor left out between two pages, whatever is equal. ``backwards``: the last first,
    but those without a deadline, which stay last. Raises BadCursor."""
    cursor = None if after is None else Cursor.read(after, sort, backwards, _KINDS[sort])
    wanted = Wanted(asked, reader, now)
    found: list[Row[Any]] = []
    with store.read() as connection:
        for run in _runs(sort, cursor):
            query = _page(connection, wanted, run, backwards, most + 1 - len(found))
            found += connection.execute(query)
            if len(found) > most:
                break
    shown = found[:most]
    following = None
    if len(found) > most:
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
        return Wanted(asked, reader, now).counted(connection, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Dossiers that stand one after the other in a list: ``only`` those, in the order of these
    columns, after ``key`` when a page ended among them. ``alike``: a column that is the same of all
    of them, and by which an index holds them in that order."""

    columns: tuple[ColumnElement[Any], ...]
    alike: tuple[ColumnElement[Any], ...] = ()
    only: tuple[ColumnElement[bool], ...] = ()
    key: tuple[Any, ...] | None = None


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
_DUE = _DOSSIER.c.due_at
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
_LINES = (
    select(
        *(_DOSSIER.c[name] for name in ("id", "version", "personne_id", "state", "rank")),
        *(_DOSSIER.c[name] for name in ("circonscription", "droit", "closed_at", "due_at")),
        *(_PERSONNE.c[name] for name in ("nom", "prenom", "numero_caf", "numero_demande_rsa")),
        *(_DOSSIER.c.born_at, _SERVICE.c.libelle, _SINCE.label("since")),
    )
    .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
)


def _runs(sort: Sort, cursor: Cursor | None) -> Iterator[_Run]:
    """By deadline, those that have one; then, by number, those that have none."""
    key = None if cursor is None else cursor.key
    if sort is not Sort.ECHEANCE:
        yield _Run(columns=_COLUMNS[sort], key=key)
        return
    if key is None or key[0] is not None:
        yield _Run(columns=(_DUE, _DOSSIER.c.id), only=(_DUE.is_not(None),), key=key)
        key = None
    rest = None if key is None else key[1:]
    yield _Run(columns=(_DOSSIER.c.id,), alike=(_DUE,), only=(_DUE.is_(None),), key=rest)


def _page(
    connection: Connection, wanted: Wanted, run: _Run, backwards: bool, most: int
) -> Select[Any]:
    """The lines of the first ones of a run, once these are found."""
    where = list(run.only)
    if run.key is not None:
        where.append(_beyond(run.columns, run.key, backwards))
    keys = [column.label(f"key_{n}") for n, column in enumerate(run.columns)]
    every = select(*keys)
    by_name = _PERSONNE.c.nom in run.columns
    if by_name:
        every = every.join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    order = _in_order((*run.alike, *run.columns), backwards)
    first = every.where(*where).order_by(*order).limit(most)
    found = wanted.first(connection, first, indexed=not by_name).subquery()
    page = select(found).order_by(*_in_order(found.c, backwards)).limit(most).cte("page")
    number = page.c[f"key_{len(keys) - 1}"]
    return _LINES.join(page, number == _DOSSIER.c.id).order_by(*_in_order(page.c, backwards))


def _beyond(
    columns: Sequence[ColumnElement[Any]], key: Sequence[Any], backwards: bool
) -> ColumnElement[bool]:
    here, there = tuple_(*columns), tuple_(*(literal(one) for one in key))
    return here < there if backwards else here > there


def _in_order(
    columns: Iterable[ColumnElement[Any]], backwards: bool
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
