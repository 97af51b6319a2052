"""The saisines that the BOP has received and has to look at: since when, from whom, with what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_

from rules.access.grants import Right
from rules.subjects import SubjectKind
from workflow.access.perimeter import Reader, visible
from workflow.acts import twins
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import fixed
from workflow.database.store import Store
from workflow.reading.cursors import Cursor, Page, paged
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Personne, Service
from workflow.tables.tableau import Piece
from workflow.tables.trail import FactRow

_DOSSIER, _DEMANDE, _PERSONNE = table(Dossier), table(Demande), table(Personne)
_SERVICE, _PIECE, _FACT = table(Service), table(Piece), table(FactRow)
_DEPOSIT = fixed(
    and_(
        _FACT.c.kind == SubjectKind.DOSSIER.value,
        _FACT.c.code == "saisine_deposee",
        _FACT.c.annulled_by.is_(None),
    )
)
_SORT = "recue"


def _brought(column: ColumnElement[int]) -> ColumnElement[int]:
    """Of the last time that the saisine of a dossier was brought: it may be seized twice."""
    last = (
        select(column)
        .where(_DEPOSIT, _FACT.c.subject_id == _DOSSIER.c.id)
        .order_by(_FACT.c.seq.desc())
        .limit(1)
        .correlate(_DOSSIER)
        .scalar_subquery()
    )
    return func.coalesce(last, _DOSSIER.c.born_at)


_SINCE = _brought(_FACT.c.occurred_at)


class Standing(StrEnum):
    """Where a saisine that was received is: the states of its dossier."""

    A_VERIFIER = "saisine_recue"
    INCOMPLETE = "saisine_incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A saisine. ``received``: the day that counts; ``entered``: when it was recorded here;
    ``twin``: another open request may be the same; ``number``: its own in webRSA."""

    dossier: int
    nom: str
    prenom: str
    matricule: str | None
    service: str | None
    standing: Standing
    channel: str | None
    number: str | None
    urgent: bool
    received: datetime
    entered: datetime
    pieces: int
    twin: bool


def listing(
    store: Store,
    *,
    reader: Reader,
    standing: Standing | None = None,
    after: str | None = None,
    most: int = 50,
) -> Page[Received]:
    """Those that wait for the BOP, or for the service that was asked for something, the oldest
    first. Raises BadCursor."""
    wanted = tuple(Standing) if standing is None else (standing,)
    first = select(_DOSSIER.c.id, _SINCE.label("since")).where(*waiting(wanted, reader))
    if after is not None:
        at, last = Cursor.read(after, _SORT, False, (int, int)).key
        first = first.where(tuple_(_SINCE, _DOSSIER.c.id) > tuple_(at, last))
    with store.read() as connection:
        rows = connection.execute(
            _lines(first.order_by("since", _DOSSIER.c.id).limit(most + 1))
        ).all()
    return paged([_received(row) for row in rows], most, _cursor)


def counts(store: Store, *, reader: Reader) -> dict[Standing, int]:
    """How many of each wait."""
    query = (
        select(_DOSSIER.c.state, func.count().label("number"))
        .where(*waiting(tuple(Standing), reader))
        .group_by(_DOSSIER.c.state)
    )
    with store.read() as connection:
        return {Standing(row.state): row.number for row in connection.execute(query)}


def waiting(wanted: Collection[Standing], reader: Reader) -> tuple[ColumnElement[bool], ...]:
    """The dossiers of the saisines of these standings: what lists and counts all find them by."""
    return (
        _DOSSIER.c.state.in_([one.value for one in wanted]),
        _DOSSIER.c.closed_at.is_(None),
        visible(reader, Right.DOSSIER),
    )


def _lines(first: Select[Any]) -> Select[Any]:
    """The dossiers whose numbers and dates these are, with their request."""
    page = first.cte("page")
    return (
        select(
            *(_DOSSIER.c[name] for name in ("id", "state")),
            *(_PERSONNE.c[name] for name in ("nom", "prenom", "numero_caf", "numero_demande_rsa")),
            *(_DEMANDE.c[name] for name in ("canal", "numero_webrsa", "urgent")),
            *(page.c.since, _brought(_FACT.c.known_at).label("entered")),
            _SERVICE.c.libelle,
            *(_pieces().label("pieces"), twins.any_of(_DEMANDE, _PERSONNE).label("twin")),
        )
        .join_from(page, _DOSSIER, _DOSSIER.c.id == page.c.id)
        .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(
            _DEMANDE,
            and_(_DEMANDE.c.dossier_id == _DOSSIER.c.id, _DEMANDE.c.closed_at.is_(None)),
        )
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .order_by(page.c.since, page.c.id)
    )


def _received(row: Row[Any]) -> Received:
    return Received(
        dossier=row.id,
        nom=row.nom,
        prenom=row.prenom,
        matricule=row.numero_caf or row.numero_demande_rsa,
        service=row.libelle,
        standing=Standing(row.state),
        channel=row.canal,
        number=row.numero_webrsa,
        urgent=bool(row.urgent),
        received=from_micros(row.since),
        entered=from_micros(row.entered),
        pieces=row.pieces,
        twin=bool(row.twin),
    )


def _cursor(one: Received) -> str:
    return Cursor(sort=_SORT, backwards=False, key=(to_micros(one.received), one.dossier)).write()


def _pieces() -> ColumnElement[int]:
    found = select(func.count()).where(
        _PIECE.c.dossier_id == _DOSSIER.c.id, _PIECE.c.removed_at.is_(None)
    )
    return found.correlate_except(_PIECE).scalar_subquery()
