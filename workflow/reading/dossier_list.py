"""The list of dossiers: within a perimeter, filtered, sorted, page after page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.access.perimeter import Reader, alike
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.dossier_filters import Asked
from workflow.reading.dossier_pages import (
    Asking,
    Key,
    Run,
    along,
    gathered,
    given,
    placed,
)
from workflow.reading.dossier_pages import Sort as Sort
from workflow.reading.wanted_dossiers import GATHERED, Count, by_several_ways, count

COUNTED = 2_000
"""How far a filter is counted."""

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
    are none. ``count``: how many there are in all, when that was found on the way."""

    lines: tuple[DossierLine, ...]
    following: str | None
    count: Count | None = None


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
    key = None if after is None else Cursor.read(after, sort, backwards, _KINDS[sort]).key
    with store.read() as view:
        asking = Asking(
            asked=asked.alike,
            reader=alike(reader),
            sort=sort,
            backwards=backwards,
            inside=key is not None,
            most=most + 1,
            dialect=view.dialect.name,
        )
        found, number = _found(view, asking, asked, now, key)
    shown = found[:most]
    following = None
    if len(found) > most:
        last = tuple(getattr(shown[-1], name) for name in _KEYS[sort])
        following = Cursor(sort=sort, backwards=backwards, key=last).write()
    return Page(
        lines=tuple(_line(row, to_micros(now)) for row in shown),
        following=following,
        count=None if number is None else Count.of(number, COUNTED),
    )


def after_number(number: int) -> str:
    """The cursor of a list by number that begins after that one."""
    return Cursor(sort=Sort.NUMERO, backwards=False, key=(number,)).write()


def counted(
    store: Store, asked: Asked, *, reader: Reader, now: datetime, most: int = COUNTED
) -> Count:
    """How many dossiers of the filter the reader opens, counted up to ``most``."""
    with store.read() as view:
        return Count.of(count(view, asked, alike(reader), now, most), most)


def _found(
    view: Connection, asking: Asking, asked: Asked, now: datetime, key: Key | None
) -> tuple[list[Any], int | None]:
    """The first ones, and how many they are when that is known: few are gathered, when no index
    holds them in their order; many are met soon in that order."""
    few, number = asked.of_some, None
    if asking.sort is Sort.NOM and by_several_ways(asking.asked, asking.reader):
        number = count(view, asked, asking.reader, now, GATHERED)
        few = number <= GATHERED
    if few:
        told = given(placed(key, asking.backwards))
        rows = gathered(asking).rows(view, **asked.given(now), **told)
        number = rows[0].gathered
        if number <= GATHERED:
            return [row for row in rows if row.id is not None], number
    found: list[Any] = []
    for run, begun in _runs(asking.sort, key):
        if len(found) < asking.most:
            inside = replace(asking, inside=begun is not None)
            found += along(inside, run).rows(view, **asked.given(now), **given(begun))
    return found[: asking.most], number


def _runs(sort: Sort, key: Key | None) -> Iterator[tuple[Run, Key | None]]:
    """The runs of a list and where each begins: by deadline, those that have one; then, by number,
    those that have none."""
    if sort is not Sort.ECHEANCE:
        yield Run.WHOLE, key
    elif key is None or key[0] is not None:
        yield Run.DATED, key
        yield Run.UNDATED, None
    else:
        yield Run.UNDATED, key[1:]


def _line(row: Any, now: int) -> DossierLine:
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
