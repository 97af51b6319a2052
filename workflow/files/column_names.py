"""How each organisation calls the columns of its tables: said once, remembered."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from workflow.database.instants import to_micros
from workflow.database.statements import Statement, insert_into
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import FileMapping

_MAPPING = table(FileMapping)
_FIND = Statement(
    select(_MAPPING.c.field, _MAPPING.c.heading)
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


def remembered(tx: Tx, organisation: str) -> dict[str, str]:
    """The heading of each field that was said for that organisation."""
    return dict(tx.all(_FIND, {"organisation": organisation}))


def remember(tx: Tx, organisation: str, said: Mapping[str, str], now: datetime) -> None:
    """From now on these fields bear these headings; the others stay as they were."""
    for field, heading in said.items():
        key = {"organisation": organisation, "field": field}
        tx.run(_FORGET, key)
        tx.run(_REMEMBER, {**key, "heading": heading, "said_at": to_micros(now)})
