"""Long work that somebody asked for on a page: how far it is, then what came of it, for a month.

A process does it in a thread of its own; the row tells every process, and whoever left the page.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Row, Store
from workflow.tables.accounts import Errand as ErrandRow
from workflow.tables.columns import table

KEPT = timedelta(days=30)
SILENT = timedelta(minutes=10)
"""An errand of which nothing was heard for so long has stopped: its process did."""

_ROW = table(ErrandRow)
_PURGE = Statement(_ROW.delete().where(_ROW.c.begun_at < bindparam("before")))
_BEGIN = insert_returning_id(
    ErrandRow, "account_id", "kind", "asked", "begun_at", "seen_at", "done", "total"
)
_REACH = update_by_id(ErrandRow, "seen_at", "done", "total")
_END = update_by_id(ErrandRow, "seen_at", "ended_at", "outcome", "failed")
_OF_KIND = (
    select(*_ROW.c)
    .where(_ROW.c.account_id == bindparam("account"), _ROW.c.kind == bindparam("kind"))
    .order_by(_ROW.c.id.desc())
    .limit(20)
)
_BEGUN = Statement(_OF_KIND)
_LATEST = Statement(_OF_KIND.where(_ROW.c.outcome.is_not(None)))
_ONE = Statement(
    select(*_ROW.c).where(
        _ROW.c.id == bindparam("number"), _ROW.c.account_id == bindparam("account")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """``asked``: with what it was begun; ``outcome``: what came of it, once it ended well;
    ``failed``: the sentence that says why it did not. ``total`` None: nobody knows how much there
    is to do."""

    id: int
    kind: str
    asked: Mapping[str, Any]
    begun: datetime
    seen: datetime
    done: int
    total: int | None
    ended: datetime | None
    outcome: Mapping[str, Any] | None
    failed: str | None

    def stopped(self, now: datetime) -> bool:
        """Whether it will never end: the process that did it is gone."""
        return self.ended is None and now - self.seen > SILENT


def begin(store: Store, account: int, kind: str, asked: Mapping[str, object], now: datetime) -> int:
    """A new errand of that account; those of more than a month ago are forgotten."""
    with store.write() as tx:
        tx.run(_PURGE, {"before": to_micros(now - KEPT)})
        return tx.insert(
            _BEGIN,
            {
                "account_id": account,
                "kind": kind,
                "asked": json.dumps(asked, ensure_ascii=False),
                "begun_at": to_micros(now),
                "seen_at": to_micros(now),
                "done": 0,
                "total": None,
            },
        )


def reach(store: Store, number: int, done: int, total: int | None, now: datetime) -> None:
    """It is so far."""
    with store.write() as tx:
        tx.write(_REACH, {"of_id": number, "seen_at": to_micros(now), "done": done, "total": total})


def end(
    store: Store,
    number: int,
    now: datetime,
    *,
    outcome: Mapping[str, object] | None = None,
    failed: str | None = None,
) -> None:
    """It is over: with what came of it, or why it stopped."""
    with store.write() as tx:
        tx.write(
            _END,
            {
                "of_id": number,
                "seen_at": to_micros(now),
                "ended_at": to_micros(now),
                "outcome": None if outcome is None else json.dumps(outcome, ensure_ascii=False),
                "failed": failed,
            },
        )


def errand(store: Store, account: int, number: int) -> Errand | None:
    """The errand of that number, if that account asked for it."""
    with store.glance() as tx:
        row = tx.one(_ONE, {"number": number, "account": account})
    return None if row is None else _errand(row)


def latest(store: Store, account: int, kind: str) -> list[Errand]:
    """The last errands of that kind that ended well for that account, the latest first."""
    with store.glance() as tx:
        return [_errand(row) for row in tx.all(_LATEST, {"account": account, "kind": kind})]


def begun(store: Store, account: int, kind: str, key: str) -> Errand | None:
    """The errand that the form of that key began for that account, a moment ago: the same form was
    posted again. None for a form without a key."""
    if not key:
        return None
    with store.glance() as tx:
        found = [_errand(row) for row in tx.all(_BEGUN, {"account": account, "kind": kind})]
    return next((one for one in found if one.asked.get("cle") == key), None)


def _errand(row: Row) -> Errand:
    told = dict(zip(_ROW.c.keys(), row, strict=True))
    return Errand(
        id=told["id"],
        kind=told["kind"],
        asked=json.loads(told["asked"]),
        begun=from_micros(told["begun_at"]),
        seen=from_micros(told["seen_at"]),
        done=told["done"],
        total=told["total"],
        ended=instant_or_none(told["ended_at"]),
        outcome=None if told["outcome"] is None else json.loads(told["outcome"]),
        failed=told["failed"],
    )
