"""A file that somebody brought to be imported, kept between the pages of its import: a day at most.

In the base and not on a disk: the next page may be answered by another process. It goes as soon as
it was imported.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_returning_id, update_by_id
from workflow.database.store import Row, Store
from workflow.tables.accounts import DepositedFile
from workflow.tables.columns import table

LASTS = timedelta(days=1)

_FILE = table(DepositedFile)
_WHAT = ("id", "at", "name", "sha256", "size", "organisation", "columns", "creates", "again")
_KEEP = insert_returning_id(
    DepositedFile,
    *("account_id", "at", "name", "sha256", "size", "content", "organisation", "columns"),
    *("creates", "again"),
)
_SAY = update_by_id(DepositedFile, "organisation", "columns", "creates", "again")
_DROP = Statement(_FILE.delete().where(_FILE.c.id == bindparam("number")))
_PURGE = Statement(_FILE.delete().where(_FILE.c.at < bindparam("before")))
_OWN = select(*(_FILE.c[name] for name in _WHAT)).where(_FILE.c.account_id == bindparam("account"))
_ONE = Statement(_OWN.where(_FILE.c.id == bindparam("number")))
_ALL = Statement(_OWN.order_by(_FILE.c.id.desc()))
_BYTES = Statement(select(_FILE.c.content).where(_FILE.c.id == bindparam("number")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How a table is to be read: from whom it comes, what its headings are of ours; whether people
    whom nobody knows are registered, and whether a file that was imported is read again."""

    organisation: str | None = None
    columns: Mapping[str, str]
    creates: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A file that waits for its owner."""

    id: int
    at: datetime
    name: str
    sha256: str
    size: int
    choices: Choices


def keep(
    store: Store, account: int, name: str, content: bytes, now: datetime, organisation: str | None
) -> int:
    """Keeps a file for that account; those of before yesterday go."""
    with store.write() as tx:
        tx.run(_PURGE, {"before": to_micros(now - LASTS)})
        return tx.insert(
            _KEEP,
            {
                "account_id": account,
                "at": to_micros(now),
                "name": name,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "content": content,
                "organisation": organisation,
                "columns": "{}",
                "creates": 0,
                "again": 0,
            },
        )


def purge(store: Store, now: datetime) -> int:
    """Forgets what its owner left for more than a day; how many files."""
    with store.write() as tx:
        return tx.run(_PURGE, {"before": to_micros(now - LASTS)})


def deposit(store: Store, account: int, number: int) -> Deposit | None:
    """The file of that number, if that account brought it and it is still there."""
    with store.glance() as tx:
        row = tx.one(_ONE, {"account": account, "number": number})
    return None if row is None else _deposit(row)


def waiting(store: Store, account: int) -> Sequence[Deposit]:
    """The files of that account that are still there, the latest first."""
    with store.glance() as tx:
        return [_deposit(row) for row in tx.all(_ALL, {"account": account})]


def content(store: Store, number: int) -> bytes:
    """The bytes of a file that is still there."""
    with store.glance() as tx:
        row = tx.one(_BYTES, {"number": number})
    assert row is not None  # its owner has just found it
    return bytes(row[0])


def say(store: Store, number: int, choices: Choices) -> None:
    """It is to be read so."""
    with store.write() as tx:
        tx.write(
            _SAY,
            {
                "of_id": number,
                "organisation": choices.organisation,
                "columns": json.dumps(dict(choices.columns), ensure_ascii=False),
                "creates": int(choices.creates),
                "again": int(choices.again),
            },
        )


def drop(store: Store, number: int) -> None:
    """It was imported, or given up."""
    with store.write() as tx:
        tx.run(_DROP, {"number": number})


def _deposit(row: Row) -> Deposit:
    number, at, name, sha256, size, organisation, columns, creates, again = row
    return Deposit(
        id=number,
        at=from_micros(at),
        name=name,
        sha256=sha256,
        size=size,
        choices=Choices(
            organisation=organisation,
            columns=json.loads(columns),
            creates=bool(creates),
            again=bool(again),
        ),
    )
