"""The exchange files already imported: the same content again does nothing."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement, insert_once
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.post import ReceivedFile

_FILE = table(ReceivedFile)
_FIND = Statement(select(_FILE.c.imported_at).where(_FILE.c.sha256 == bindparam("sha256")))
_REMEMBER = insert_once(
    ReceivedFile, "sha256", "name", "flow", "ali_id", "generated_at", "imported_at", "report"
)


def imported_at(tx: Tx, sha256: str) -> datetime | None:
    """When a file of that content was imported, None when it never was."""
    row = tx.one(_FIND, {"sha256": sha256})
    return None if row is None else from_micros(row[0])


def remember(
    tx: Tx,
    *,
    sha256: str,
    name: str,
    flow: str,
    ali_id: int | None,
    generated: datetime,
    now: datetime,
    report: Mapping[str, object],
) -> None:
    """The file was imported; ``report`` says what came of it."""
    tx.write(
        _REMEMBER,
        {
            "sha256": sha256,
            "name": name,
            "flow": flow,
            "ali_id": ali_id,
            "generated_at": to_micros(generated),
            "imported_at": to_micros(now),
            "report": json.dumps(report, ensure_ascii=False),
        },
    )
