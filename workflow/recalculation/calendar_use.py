"""Which calendar is in use: the one stored, until somebody takes another, with a motive.

The configuration and the library of holidays propose; what is in use decides, so that no date moves
because a file or a package changed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from rules.actors import Actor, Role
from rules.deadlines.digest import RuleDigest, digest
from rules.rulebook import Rulebook
from workflow.database.canonical import encode
from workflow.database.instants import from_micros, instant_or_none, micros_or_none, to_micros
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Row, Store, Tx
from workflow.tables.columns import table
from workflow.tables.law import CalendarUse

FIRST = Actor(name="configuration", role=Role.SYSTEME)
FIRST_MOTIVE = "première ouverture de la base"

_USE = table(CalendarUse)
_COLUMNS = (
    *("id", "version", "rules", "since", "actor", "role", "motive"),
    *("applied_at", "changed"),
)
_READ = select(*(_USE.c[name] for name in _COLUMNS)).order_by(_USE.c.id.desc())
_NEWEST = Statement(_READ.limit(1))
_SINCE_APPLIED = Statement(
    _READ.where(
        _USE.c.id
        >= select(func.max(_USE.c.id)).where(_USE.c.applied_at.is_not(None)).scalar_subquery()
    )
)
_TAKE = insert_returning_id(
    CalendarUse,
    *("version", "rules", "since", "actor", "role", "motive", "applied_at", "changed"),
)
_APPLIED = update_by_id(CalendarUse, "applied_at")
_COUNT = Statement(
    _USE.update()
    .where(_USE.c.id == bindparam("of_id"))
    .values(changed=_USE.c.changed + bindparam("more"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """The calendar in use, who took it, when and why. ``rules``: the rules that the open deadlines
    were counted by then. ``applied`` None: they are being counted again. ``changed``: how many
    were, so far."""

    id: int
    version: str
    rules: Mapping[str, RuleDigest]
    since: datetime
    actor: str
    role: str
    motive: str
    applied: datetime | None
    changed: int

    def is_of(self, rulebook: Rulebook) -> bool:
        """Whether it was taken with that calendar and those rules."""
        return self.version == rulebook.calendar.version and self.rules == digests(rulebook)


def in_use(store: Store) -> InUse | None:
    """The calendar in use; None before the first opening."""
    with store.glance() as tx:
        return newest(tx)


def newest(tx: Tx) -> InUse | None:
    """The same, in the caller's transaction."""
    row = tx.one(_NEWEST, {})
    return None if row is None else _read(row)


def since_applied(store: Store) -> list[InUse]:
    """The calendar in use, newest first, down to the last one by which every open deadline was
    counted: more than one when a passage was interrupted."""
    with store.glance() as tx:
        return [_read(row) for row in tx.all(_SINCE_APPLIED, {})]


def history(store: Store, most: int) -> list[InUse]:
    """Those in use so far, the newest first."""
    with store.read() as connection:
        return [_read(tuple(row)) for row in connection.execute(_READ.limit(most))]


def _read(row: Row) -> InUse:
    return InUse(
        id=row[0],
        version=row[1],
        rules={code: RuleDigest(*pair) for code, pair in json.loads(row[2]).items()},
        since=from_micros(row[3]),
        actor=row[4],
        role=row[5],
        motive=row[6],
        applied=instant_or_none(row[7]),
        changed=row[8],
    )


def first(store: Store, rulebook: Rulebook, now: datetime) -> InUse:
    """The calendar in use; that of the configuration when there is none yet, for every date so far
    was counted by it."""
    found = in_use(store)
    if found is None:
        with store.write() as tx:
            found = newest(tx)
            if found is None:
                take(tx, rulebook, FIRST, FIRST_MOTIVE, now, applied=now)
                found = newest(tx)
    assert found is not None
    return found


def take(
    tx: Tx,
    rulebook: Rulebook,
    actor: Actor,
    motive: str,
    now: datetime,
    *,
    applied: datetime | None = None,
) -> int:
    """Takes a calendar in use; the number of the passage that counts the open deadlines again."""
    return tx.insert(
        _TAKE,
        {
            "version": rulebook.calendar.version,
            "rules": encode({code: list(pair) for code, pair in digests(rulebook).items()}),
            "since": to_micros(now),
            "actor": actor.name,
            "role": actor.role.value,
            "motive": motive,
            "applied_at": micros_or_none(applied),
            "changed": 0,
        },
    )


def count(tx: Tx, use_id: int, more: int) -> None:
    """So many more deadlines were changed."""
    tx.write(_COUNT, {"of_id": use_id, "more": more})


def mark_applied(tx: Tx, use_id: int, now: datetime) -> None:
    """Every open deadline is counted by it."""
    tx.write(_APPLIED, {"of_id": use_id, "applied_at": to_micros(now)})


def digests(rulebook: Rulebook) -> dict[str, RuleDigest]:
    """What makes the deadlines of each rule."""
    return {code: digest(versions) for code, versions in rulebook.rules.items()}
