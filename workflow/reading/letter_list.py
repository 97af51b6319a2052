"""The letters as an office follows them: by what the post did, by kind, by batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, select

from rules.access.grants import Right
from workflow.access.perimeter import Reader, visible
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.letters import LetterLine, lines
from workflow.tables.columns import table
from workflow.tables.letters import Letter, LetterBatch
from workflow.tables.subjects import Dossier, Personne

_LETTER, _BATCH = table(Letter), table(LetterBatch)
_DOSSIER, _PERSONNE = table(Dossier), table(Personne)


class Where(StrEnum):
    """How far the post has it, by its days alone."""

    A_POSTER = "a_poster"
    POSTEE = "postee"
    RECUE = "recue"
    REVENUE = "revenue"
    ANNULEE = "annulee"


_PLACE = case(
    (_LETTER.c.annulled_at.is_not(None), Where.ANNULEE.value),
    (_LETTER.c.revenue_le.is_not(None), Where.REVENUE.value),
    (_LETTER.c.recue_le.is_not(None), Where.RECUE.value),
    (_LETTER.c.envoyee_le.is_not(None), Where.POSTEE.value),
    else_=Where.A_POSTER.value,
)
_LEAVING = and_(_LETTER.c.annulled_at.is_(None), _LETTER.c.envoyee_le.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters of the list; None asks nothing."""

    where: Where | None = None
    kind: str | None = None
    batch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some letters, the latest first; ``following``: the cursor of the next page."""

    lines: tuple[LetterLine, ...]
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many letters of a kind the post has so far."""

    kind: str
    where: Where
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """Letters made together. ``letters``: how many still count, ``waiting``: how many have not
    left."""

    id: int
    made: datetime
    by: str
    seance_id: int | None
    letters: int
    waiting: int


def listing(
    store: Store,
    tz: tzinfo,
    asked: Asked,
    *,
    reader: Reader,
    after: str | None = None,
    most: int = 50,
) -> Page:
    """The letters that the reader opens. Raises BadCursor."""
    where = [visible(reader, Right.LETTRE), *_asked(asked)]
    if after is not None:
        where.append(_LETTER.c.id < Cursor.read(after, _SORT, True, (int,)).key[0])
    with store.read() as connection:
        found = lines(connection, tz, where, most + 1, newest=True)
    shown = tuple(found[:most])
    following = None
    if len(found) > most:
        following = Cursor(sort=_SORT, backwards=True, key=(shown[-1].letter.id,)).write()
    return Page(lines=shown, following=following)


def tallies(store: Store, *, reader: Reader) -> list[Tally]:
    """How many of each kind, wherever the post has them."""
    query = (
        select(_LETTER.c.modele, _PLACE.label("place"), func.count().label("number"))
        .where(visible(reader, Right.LETTRE))
        .group_by(_LETTER.c.modele, _PLACE)
        .order_by(_LETTER.c.modele)
    )
    with store.read() as connection:
        return [
            Tally(kind=row.modele, where=Where(row.place), number=row.number)
            for row in connection.execute(query)
        ]


def batches(
    store: Store, *, reader: Reader, number: int | None = None, most: int = 10
) -> list[BatchLine]:
    """The batches of which letters have not left, the latest first; or that one."""
    waiting = func.sum(case((_LEAVING, 1), else_=0))
    counted = func.sum(case((_LETTER.c.annulled_at.is_(None), 1), else_=0))
    query = (
        select(
            *(_BATCH.c[name] for name in ("id", "made_at", "made_by", "seance_id")),
            counted.label("letters"),
            waiting.label("waiting"),
        )
        .join_from(_BATCH, _LETTER, _LETTER.c.lot_id == _BATCH.c.id)
        .where(visible(reader, Right.LETTRE))
        .group_by(_BATCH.c.id, _BATCH.c.made_at, _BATCH.c.made_by, _BATCH.c.seance_id)
        .order_by(_BATCH.c.id.desc())
        .limit(most)
    )
    query = query.having(waiting > 0) if number is None else query.where(_BATCH.c.id == number)
    with store.read() as connection:
        return [
            BatchLine(
                id=row.id,
                made=from_micros(row.made_at),
                by=row.made_by,
                seance_id=row.seance_id,
                letters=int(row.letters),
                waiting=int(row.waiting),
            )
            for row in connection.execute(query)
        ]


def of_batch(store: Store, number: int, *, reader: Reader) -> list[int]:
    """The letters of a batch that the reader opens and that still count."""
    query = select(_LETTER.c.id).where(
        _LETTER.c.lot_id == number,
        _LETTER.c.annulled_at.is_(None),
        visible(reader, Right.LETTRE),
    )
    with store.read() as connection:
        return list(connection.execute(query.order_by(_LETTER.c.id)).scalars())


def names(store: Store, dossiers: Sequence[int], *, reader: Reader) -> dict[int, str]:
    """Whose these dossiers are, of those that the reader opens."""
    query = (
        select(_DOSSIER.c.id, _PERSONNE.c.nom, _PERSONNE.c.prenom)
        .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .where(_DOSSIER.c.id.in_(dossiers), visible(reader, Right.DOSSIER))
    )
    with store.read() as connection:
        return {row.id: f"{row.prenom} {row.nom}" for row in connection.execute(query)}


_SORT = "numero"


def _asked(asked: Asked) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.where is Where.A_POSTER:
        conditions.append(_LEAVING)
    elif asked.where is not None:
        conditions.append(_PLACE.in_([asked.where.value]))
    if asked.kind is not None:
        conditions.append(_LETTER.c.modele == asked.kind)
    if asked.batch is not None:
        conditions.append(_LETTER.c.lot_id == asked.batch)
    return conditions
