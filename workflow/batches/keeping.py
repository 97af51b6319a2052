"""A selection and its lines: frozen, given an act, written down as it goes. Its owner's alone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from rules.access.grants import Right
from workflow.access.perimeter import Reader, visible
from workflow.batches.selection import (
    KEPT,
    MOST,
    Batch,
    Line,
    Seen,
    Standing,
    Ticked,
    Told,
    TooMany,
    Verdict,
)
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.statements import (
    Statement,
    insert_into,
    insert_returning_id,
    update_by_id,
)
from workflow.database.store import Store
from workflow.tables.batches import Batch as BatchRow
from workflow.tables.batches import BatchLine as LineRow
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

_BATCH, _LINE, _DOSSIER = table(BatchRow), table(LineRow), table(Dossier)
_LINE_KEYS = (
    _LINE.c.batch_id == bindparam("of_batch"),
    _LINE.c.dossier_id == bindparam("of_dossier"),
)
_OLD = select(_BATCH.c.id).where(_BATCH.c.made_at < bindparam("before_that"))
_PURGE_LINES = Statement(_LINE.delete().where(_LINE.c.batch_id.in_(_OLD)))
_PURGE = Statement(_BATCH.delete().where(_BATCH.c.made_at < bindparam("before_that")))
_FREEZE = insert_returning_id(BatchRow, "account_id", "made_at", "path", "fields")
_ADD = insert_into(LineRow, "batch_id", "dossier_id", "place", "version", "before", "told")
_ASK = update_by_id(BatchRow, "event", "fields", "looked_at")
_END = update_by_id(BatchRow, "ended_at")
_LOOK = Statement(
    _LINE.update().where(*_LINE_KEYS, _LINE.c.outcome.is_(None)),
    columns=("verdict", "found", "told"),
)
_CHOOSE = Statement(_LINE.update().where(*_LINE_KEYS), columns=("version", "verdict"))
_WRITE = Statement(
    _LINE.update().where(*_LINE_KEYS, _LINE.c.outcome.is_(None)),
    columns=("outcome", "after", "told", "done_at"),
)
_AGAIN = Statement(
    _LINE.update().where(*_LINE_KEYS),
    columns=("version", "before", "verdict", "found", "outcome", "told", "done_at"),
)
_NOW = Statement(
    select(_LINE.c.dossier_id, _DOSSIER.c.version, _DOSSIER.c.state)
    .join(_DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
    .where(_LINE.c.batch_id == bindparam("of_batch"), _LINE.c.outcome != "fait")
)


def freeze(
    store: Store,
    account: int,
    reader: Reader,
    path: str,
    ticked: Sequence[Ticked],
    now: datetime,
) -> int | None:
    """Keeps a selection, each dossier once: those that the reader opens, at the version that they
    saw. None when there is nothing to keep. Raises TooMany."""
    wanted = {one.dossier: one.version for one in ticked}
    if len(wanted) > MOST:
        raise TooMany
    query = select(_DOSSIER.c.id, _DOSSIER.c.version, _DOSSIER.c.state).where(
        _DOSSIER.c.id.in_(list(wanted)), visible(reader, Right.DOSSIER)
    )
    with store.read() as connection:
        rows = {row.id: row for row in connection.execute(query)}
    found = [rows[one] for one in wanted if one in rows]
    if not found:
        return None
    with store.write() as tx:
        old = {"before_that": to_micros(now - KEPT)}
        tx.run(_PURGE_LINES, old)
        tx.run(_PURGE, old)
        number = tx.insert(
            _FREEZE,
            {"account_id": account, "made_at": to_micros(now), "path": path, "fields": "{}"},
        )
        for place, row in enumerate(found):
            seen = wanted[row.id]
            version = row.version if seen is None else min(seen, row.version)
            tx.write(
                _ADD,
                {
                    "batch_id": number,
                    "dossier_id": row.id,
                    "place": place,
                    "version": version,
                    "before": row.state,
                    "told": "[]",
                },
            )
    return number


def batch(store: Store, account: int, number: int) -> Batch | None:
    """The selection of that number, if that account made it."""
    with store.read() as connection:
        row = connection.execute(
            select(_BATCH).where(_BATCH.c.id == number, _BATCH.c.account_id == account)
        ).first()
        if row is None:
            return None
        query = select(_LINE).where(_LINE.c.batch_id == number).order_by(_LINE.c.place)
        lines = connection.execute(query).all()
    return Batch(
        id=row.id,
        made=from_micros(row.made_at),
        path=row.path,
        event=row.event,
        fields=json.loads(row.fields),
        looked=instant_or_none(row.looked_at),
        ended=instant_or_none(row.ended_at),
        lines=tuple(_line(one) for one in lines),
    )


def proposed(kept: Batch, event: str, fields: Mapping[str, str]) -> Batch:
    """The same selection, as if that act were asked of it."""
    return replace(kept, event=event, fields=fields)


def ask(store: Store, number: int, event: str, fields: Mapping[str, str]) -> None:
    """That act, with what was typed, is asked of each line."""
    said = json.dumps(fields, ensure_ascii=False)
    with store.write() as tx:
        tx.write(_ASK, {"of_id": number, "event": event, "fields": said, "looked_at": None})


def looked(store: Store, asked: Batch, seen: Iterable[Seen], now: datetime) -> None:
    """Writes the preview down."""
    fields = json.dumps(asked.fields, ensure_ascii=False)
    with store.write() as tx:
        for one in seen:
            tx.run(
                _LOOK,
                {
                    **_of(asked.id, one.dossier),
                    "verdict": one.verdict.value,
                    "found": one.found,
                    "told": _written(one.told),
                },
            )
        when = to_micros(now)
        tx.write(
            _ASK, {"of_id": asked.id, "event": asked.event, "fields": fields, "looked_at": when}
        )


def take_as_found(store: Store, asked: Batch, dossiers: Iterable[int]) -> None:
    """Their owner wants these done although they changed: as the preview found them."""
    wanted = set(dossiers)
    with store.write() as tx:
        for line in asked.left:
            if line.dossier in wanted and line.verdict is Verdict.CHANGE:
                tx.run(
                    _CHOOSE,
                    {
                        **_of(asked.id, line.dossier),
                        "version": line.found,
                        "verdict": Verdict.POSSIBLE.value,
                    },
                )


def write(
    store: Store,
    number: int,
    dossier: int,
    outcome: Standing,
    now: datetime,
    *,
    told: tuple[Told, ...] = (),
    after: str | None = None,
) -> None:
    """What became of a line; what is written already stays."""
    with store.write() as tx:
        tx.run(
            _WRITE,
            {
                **_of(number, dossier),
                "outcome": outcome.value,
                "after": after,
                "told": _written(told),
                "done_at": to_micros(now),
            },
        )


def end(store: Store, number: int, now: datetime) -> None:
    """Every line had its turn."""
    with store.write() as tx:
        tx.write(_END, {"of_id": number, "ended_at": to_micros(now)})


def begin_again(store: Store, asked: Batch) -> None:
    """The lines that were not done are taken up again, as their dossiers now are."""
    with store.write() as tx:
        for dossier, version, state in tx.all(_NOW, {"of_batch": asked.id}):
            tx.run(
                _AGAIN,
                {
                    **_of(asked.id, dossier),
                    "version": version,
                    "before": state,
                    "verdict": None,
                    "found": None,
                    "outcome": None,
                    "told": "[]",
                    "done_at": None,
                },
            )
        tx.write(_END, {"of_id": asked.id, "ended_at": None})


def _of(number: int, dossier: int) -> dict[str, object]:
    return {"of_batch": number, "of_dossier": dossier}


def _written(told: Iterable[Told]) -> str:
    return json.dumps([[one.sentence, one.remedy] for one in told], ensure_ascii=False)


def _line(row: Any) -> Line:
    return Line(
        dossier=row.dossier_id,
        version=row.version,
        before=row.before,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        found=row.found,
        outcome=None if row.outcome is None else Standing(row.outcome),
        after=row.after,
        told=tuple(Told(sentence=one, remedy=remedy) for one, remedy in json.loads(row.told)),
        done=instant_or_none(row.done_at),
    )
