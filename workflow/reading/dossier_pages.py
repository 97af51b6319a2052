"""The statements of a page of dossiers: the first ones of an order, and what is told of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
)

from rules.subjects import SubjectKind
from workflow.access.perimeter import Reader
from workflow.database.composed import Composed, later
from workflow.reading.dossier_filters import Asked
from workflow.reading.wanted_dossiers import GATHERED, KEPT, Wanted, spelled
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne, Service
from workflow.tables.trail import FactRow

_DOSSIER, _PERSONNE, _SERVICE = table(Dossier), table(Personne), table(Service)
_FACT = table(FactRow)
_FAR = 2**62
"""Beyond every instant: where those that have no deadline stand among the others."""


class Sort(StrEnum):
    """In which order dossiers are listed; equals are in the order of their numbers. ``ECHEANCE``:
    by the nearest deadline, those that have none last. ``ANCIENNETE``: since they are there."""

    ECHEANCE = "echeance"
    NUMERO = "numero"
    NOM = "nom"
    ANCIENNETE = "anciennete"


class Run(Enum):
    """Dossiers that stand one after the other in a list, and that an index holds so."""

    WHOLE = "whole"
    DATED = "dated"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the statement of a page is composed of; ``inside``: the page begins after a key."""

    asked: Asked
    reader: Reader
    sort: Sort
    backwards: bool
    inside: bool
    most: int
    dialect: str


Key = Sequence[Any]

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


@lru_cache(maxsize=KEPT)
def along(asking: Asking, run: Run) -> Composed:
    """The first ones of a run: of each way, by an index of dossiers in that order; or as they are
    met along the names of people."""
    wanted, backwards = Wanted(asking.asked, asking.reader), asking.backwards
    every = _first(_columns(asking.sort, run, _DOSSIER.c), asking)
    if run is not Run.WHOLE:
        dated = _DOSSIER.c.due_at.is_not(None)
        every = every.where(dated if run is Run.DATED else ~dated)
    if run is Run.UNDATED:  # its index holds them by the date that they have not
        every = every.order_by(None).order_by(
            *_in_order((_DOSSIER.c.due_at, _DOSSIER.c.id), backwards)
        )
    if asking.sort is Sort.NOM:
        every = every.join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
    met = asking.sort is Sort.NOM and wanted.by_several_ways
    found = (wanted.met(every) if met else wanted.each(every)).subquery()
    page = select(found).order_by(*_in_order(found.c, backwards)).limit(spelled(asking.most))
    return Composed(_told(page, backwards), asking.dialect)


@lru_cache(maxsize=KEPT)
def gathered(asking: Asking) -> Composed:
    """The first ones of all those that are wanted, gathered to be counted and sorted. Always a row:
    how many they are, then the line of one; no line when they are more than are gathered."""
    some = Wanted(asking.asked, asking.reader).gathered()
    every = select(func.count().label("gathered")).select_from(some).cte("every")
    page = _first(_columns(asking.sort, Run.WHOLE, some.c, asking.backwards), asking)
    page = page.where(select(every.c.gathered).scalar_subquery() <= spelled(GATHERED))
    if asking.sort is Sort.NOM:
        page = page.join_from(some, _PERSONNE, _PERSONNE.c.id == some.c.personne_id)
    line = _told(page, asking.backwards).subquery("line")
    lines = select(every.c.gathered, *line.c).select_from(every.outerjoin(line, true()))
    return Composed(lines.order_by(*_in_order(_keys(line), asking.backwards)), asking.dialect)


def given(key: Key | None) -> Mapping[str, object]:
    """Where a page begins, by name."""
    return {f"after_{rank}": one for rank, one in enumerate(key or ())}


def placed(key: Key | None, backwards: bool) -> Key | None:
    """The same key among those that are gathered, where the lack of a deadline has its place."""
    far = -_FAR if backwards else _FAR
    return None if key is None else [far if one is None else one for one in key]


def _columns(
    sort: Sort, run: Run, of: Any, backwards: bool = False
) -> tuple[ColumnElement[Any], ...]:
    """What a run is sorted by, of the columns of dossiers."""
    match sort:
        case Sort.NOM:
            return _PERSONNE.c.nom, _PERSONNE.c.prenom, of.id
        case Sort.ANCIENNETE:
            return of.born_at, of.id
        case Sort.ECHEANCE if run is Run.WHOLE:
            far = literal_column(str(-_FAR if backwards else _FAR), BigInteger)
            return func.coalesce(of.due_at, far), of.id
        case Sort.ECHEANCE if run is Run.DATED:
            return of.due_at, of.id
        case _:
            return (of.id,)


def _first(columns: Sequence[ColumnElement[Any]], asking: Asking) -> Select[Any]:
    """The keys of the first ones in the order of these columns."""
    first = select(*(column.label(f"key_{rank}") for rank, column in enumerate(columns)))
    if asking.inside:
        key = (later(f"after_{rank}", one.type) for rank, one in enumerate(columns))
        here, there = tuple_(*columns), tuple_(*key)
        first = first.where(here < there if asking.backwards else here > there)
    return first.order_by(*_in_order(columns, asking.backwards)).limit(spelled(asking.most))


def _told(first: Select[Any], backwards: bool) -> Select[Any]:
    """The lines of the dossiers of which these are the keys: the number is the last of a key."""
    page = first.cte("page")
    keys = _keys(page)
    lines = _LINES.add_columns(*keys).join(page, keys[-1] == _DOSSIER.c.id)
    return lines.order_by(*_in_order(keys, backwards))


def _keys(page: FromClause) -> list[ColumnElement[Any]]:
    return [one for one in page.c if one.name.startswith("key_")]


def _in_order(
    columns: Iterable[ColumnElement[Any]], backwards: bool
) -> Sequence[ColumnElement[Any]]:
    return [one.desc() for one in columns] if backwards else list(columns)
