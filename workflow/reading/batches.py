"""What screens show of selections: whose dossiers they hold, the last ones of an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, case, func, select

from rules.access.grants import Right
from workflow.access.perimeter import Reader, visible
from workflow.batches.selection import KEPT, Standing
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.tables.batches import Batch, BatchLine
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Personne

_BATCH, _LINE = table(Batch), table(BatchLine)
_DOSSIER, _PERSONNE, _PASSAGE = table(Dossier), table(Personne), table(Passage)


_SUMMARY = tuple(_BATCH.c[name] for name in ("id", "made_at", "event", "ended_at"))
_SUMMARIES = (
    select(
        *_SUMMARY,
        func.count().label("lines"),
        func.sum(case((_LINE.c.outcome == Standing.FAIT.value, 1), else_=0)).label("done"),
    )
    .join_from(_BATCH, _LINE, _LINE.c.batch_id == _BATCH.c.id)
    .where(
        _BATCH.c.account_id == bindparam("account"),
        _BATCH.c.made_at >= bindparam("since"),
        _BATCH.c.event.is_not(None),
    )
    .group_by(*_SUMMARY)
    .order_by(_BATCH.c.made_at.desc(), _BATCH.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_LATEST = Query(_SUMMARIES)
_UNFINISHED = Query(_SUMMARIES.where(_BATCH.c.ended_at.is_(None)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The dossier of a line as it now stands: who, where; ``passages``: the states of its open
    lines in séances."""

    nom: str
    prenom: str
    matricule: str | None
    state: str
    service_id: int | None
    circonscription: str | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSummary:
    """A selection in a list. ``event`` None: no act was chosen for it yet."""

    id: int
    made: datetime
    event: str | None
    ended: datetime | None
    lines: int
    done: int


def whose(store: Store, number: int, reader: Reader) -> Mapping[int, Whose]:
    """The dossiers of a selection that the reader opens now, by number."""
    own = select(_LINE.c.dossier_id).where(_LINE.c.batch_id == number)
    query = (
        select(
            *(_DOSSIER.c[name] for name in ("id", "state", "service_id", "circonscription")),
            *(_PERSONNE.c.nom, _PERSONNE.c.prenom, _PERSONNE.c.numero_caf),
        )
        .join_from(_DOSSIER, _PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .where(_DOSSIER.c.id.in_(own), visible(reader, Right.DOSSIER))
    )
    lines = select(_PASSAGE.c.dossier_id, _PASSAGE.c.state).where(
        _PASSAGE.c.dossier_id.in_(own), _PASSAGE.c.open == 1
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
        passages: dict[int, list[str]] = {}
        for dossier, state in connection.execute(lines):
            passages.setdefault(dossier, []).append(state)
    return {
        row.id: Whose(
            nom=row.nom,
            prenom=row.prenom,
            matricule=row.numero_caf,
            state=row.state,
            service_id=row.service_id,
            circonscription=row.circonscription,
            passages=tuple(passages.get(row.id, ())),
        )
        for row in rows
    }


def latest(
    store: Store,
    account: int,
    now: datetime,
    *,
    since: timedelta = KEPT,
    unfinished: bool = False,
    most: int = 50,
) -> list[BatchSummary]:
    """The selections of an account for which an act was chosen, the latest first; all of them, or
    the ``unfinished`` ones."""
    query = _UNFINISHED if unfinished else _LATEST
    given = {"account": account, "since": to_micros(now - since), "most": most}
    with store.read() as connection:
        rows = query.rows(connection, **given)
    return [
        BatchSummary(
            id=row.id,
            made=from_micros(row.made_at),
            event=row.event,
            ended=instant_or_none(row.ended_at),
            lines=row.lines,
            done=row.done,
        )
        for row in rows
    ]
