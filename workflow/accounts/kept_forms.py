"""What was typed and could not be posted because the session was over: kept for its owner alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from workflow.database import tokens
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Store
from workflow.tables.accounts import AccountSession, KeptForm
from workflow.tables.columns import table

HEAVIEST = 200_000
"""Letters of a form that is kept; a longer one is told to be lost."""
_LASTS = timedelta(days=7)

_FORM, _SESSION = table(KeptForm), table(AccountSession)
_WHOSE = Statement(
    select(_SESSION.c.account_id).where(
        _SESSION.c.token_hash == bindparam("hash"), _SESSION.c.revoked == 0
    )
)
_DROP = Statement(
    _FORM.delete().where(
        _FORM.c.account_id == bindparam("account"), _FORM.c.path == bindparam("of_path")
    )
)
_PURGE = Statement(_FORM.delete().where(_FORM.c.at < bindparam("before")))
_KEEP = insert_into(KeptForm, "account_id", "path", "at", "fields")
_FIND = Statement(
    select(_FORM.c.path, _FORM.c.at, _FORM.c.fields)
    .where(_FORM.c.account_id == bindparam("account"))
    .order_by(_FORM.c.at.desc())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form that waits: the page that it was posted to, when, what was typed."""

    path: str
    at: datetime
    fields: Mapping[str, Sequence[str]]


def keep(
    store: Store, token: str, path: str, fields: Mapping[str, Sequence[str]], now: datetime
) -> bool:
    """Keeps a form for whoever the session of that token was; whether it could be."""
    told = json.dumps(fields, ensure_ascii=False, default=list)
    if len(told) > HEAVIEST:
        return False
    with store.write() as tx:
        row = tx.one(_WHOSE, {"hash": tokens.hash_of(token)})
        if row is None:
            return False
        account = row[0]
        tx.run(_PURGE, {"before": to_micros(now - _LASTS)})
        tx.run(_DROP, {"account": account, "of_path": path})
        tx.write(_KEEP, {"account_id": account, "path": path, "at": to_micros(now), "fields": told})
    return True


def waiting(store: Store, account: int, now: datetime) -> list[Kept]:
    """The forms that wait for their owner, the latest first."""
    with store.glance() as tx:
        rows = tx.all(_FIND, {"account": account})
    return [
        Kept(path=path, at=from_micros(at), fields=json.loads(fields))
        for path, at, fields in rows
        if from_micros(at) > now - _LASTS
    ]


def take(store: Store, account: int, path: str, now: datetime) -> Kept | None:
    """Gives a form back, once."""
    found = next((one for one in waiting(store, account, now) if one.path == path), None)
    if found is not None:
        drop(store, account, path)
    return found


def drop(store: Store, account: int, path: str) -> None:
    """Forgets a form."""
    with store.write() as tx:
        tx.run(_DROP, {"account": account, "of_path": path})
