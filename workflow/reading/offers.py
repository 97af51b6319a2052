"""The offers, as every actor may see them, and the share that is up to date."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select

from rules.facts import Fact
from rules.names import said_in
from rules.offers import RULE, Palette, palette
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor, in_order
from workflow.reading.dossiers import instant_of
from workflow.tables.columns import table
from workflow.tables.subjects import Offre, Service
from workflow.trail import facts

_OFFRE, _SERVICE = table(Offre), table(Service)
_SORT = "libelle"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer. ``operator`` is the service's name or what was typed; ``places`` None: nobody
    counts them. Instants are UTC."""

    id: int
    version: int
    libelle: str
    operator: str
    service_id: int | None
    genre: str
    circonscription: str | None
    capacite: int
    places: int | None
    contingent: bool
    published: datetime
    updated: datetime
    withdrawn: datetime | None


def listing(
    store: Store,
    *,
    words: str = "",
    circonscription: str | None = None,
    genre: str | None = None,
    withdrawn: bool = False,
    after: str | None = None,
    most: int = 50,
) -> list[OfferLine]:
    """Up to ``most`` offers, by name: those with these words in their name or in that of who keeps
    them; those of a circonscription include the département's. ``after``: the ``cursor`` of the
    last one that was read. Raises BadCursor."""
    beyond = None if after is None else Cursor.read(after, _SORT, False, (str, int)).key
    where = _where(circonscription)
    if genre is not None:
        where.append(_OFFRE.c.genre == genre)
    if not withdrawn:
        where.append(_OFFRE.c.withdrawn_at.is_(None))
    with store.read() as connection:
        found = [_line(row) for row in connection.execute(_lines().where(*where))]
    named = [one for one in found if said_in(words, one.libelle, one.operator)]
    return in_order(named, _key, beyond)[:most]


def among(store: Store, numbers: Collection[int]) -> Mapping[int, OfferLine]:
    """Those of these numbers, by number, withdrawn or not."""
    with store.read() as connection:
        rows = connection.execute(_lines().where(_OFFRE.c.id.in_(numbers)))
        return {row.id: _line(row) for row in rows}


def cursor(line: OfferLine) -> str:
    """Where the list goes on after that offer."""
    return Cursor(sort=_SORT, backwards=False, key=_key(line)).write()


def share(
    store: Store, rulebook: Rulebook, day: date, circonscription: str | None = None
) -> Palette:
    """The stock at the end of that day, past or present, and how much of it was up to date."""
    with store.glance() as tx:
        found = facts.of_kind(tx, SubjectKind.OFFRE)
    offers: dict[int, list[Fact]] = {}
    for fact in found:
        if circonscription is None or fact.data.get("circonscription") in (None, circonscription):
            offers.setdefault(fact.subject.id, []).append(fact)
    versions = rulebook.rules.get(RULE, ())
    return palette(list(offers.values()), day, versions, rulebook.calendar)


def _key(line: OfferLine) -> tuple[str, int]:
    return line.libelle, line.id


def _lines() -> Select[Any]:
    query = select(_OFFRE, _SERVICE.c.libelle.label("service"))
    return query.outerjoin(_SERVICE, _SERVICE.c.id == _OFFRE.c.service_id)


def _line(row: Row[Any]) -> OfferLine:
    return OfferLine(
        id=row.id,
        version=row.version,
        libelle=row.libelle,
        operator=row.service or row.operateur or "",
        service_id=row.service_id,
        genre=row.genre,
        circonscription=row.circonscription,
        capacite=row.capacite,
        places=row.places,
        contingent=bool(row.contingent),
        published=from_micros(row.published_at),
        updated=from_micros(row.updated_at),
        withdrawn=instant_of(row.withdrawn_at),
    )


def _where(circonscription: str | None) -> list[ColumnElement[bool]]:
    if circonscription is None:
        return []
    here = _OFFRE.c.circonscription == circonscription
    return [or_(here, _OFFRE.c.circonscription.is_(None))]
