"""How each organisation calls the columns of its tables: said once, remembered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import FileMapping

_MAPPING = table(FileMapping)
_FIND = Statement(
    select(_MAPPING.c.field, _MAPPING.c.heading, _MAPPING.c.said_at)
    .where(_MAPPING.c.organisation == bindparam("organisation"))
    .order_by(_MAPPING.c.field)
)
_FORGET = Statement(
    _MAPPING.delete().where(
        _MAPPING.c.organisation == bindparam("organisation"),
        _MAPPING.c.field == bindparam("field"),
    )
)
_REMEMBER = insert_into(FileMapping, "organisation", "field", "heading", "said_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The heading of one of our columns at an organisation, and when it was said."""

    field: str
    heading: str
    at: datetime


def said(tx: Tx, organisation: str) -> list[Said]:
    """Every heading that was said for that organisation, by the name of our column."""
    return [
        Said(field=field, heading=heading, at=from_micros(at))
        for field, heading, at in tx.all(_FIND, {"organisation": organisation})
    ]


def remembered(tx: Tx, organisation: str) -> dict[str, str]:
    """The heading of each field that was said for that organisation."""
    return {one.field: one.heading for one in said(tx, organisation)}


def remember(tx: Tx, organisation: str, headings: Mapping[str, str], now: datetime) -> None:
    """From now on these fields bear these headings; the others stay as they were."""
    for field, heading in headings.items():
        key = {"organisation": organisation, "field": field}
        tx.run(_FORGET, key)
        tx.run(_REMEMBER, {**key, "heading": heading, "said_at": to_micros(now)})


def forget(tx: Tx, organisation: str, fields: Collection[str] | None = None) -> list[Said]:
    """The headings of these fields, of all for None, are said no more; those that were."""
    gone = [one for one in said(tx, organisation) if fields is None or one.field in fields]
    for one in gone:
        tx.run(_FORGET, {"organisation": organisation, "field": one.field})
    return gone
