"""The exchange files that were imported, and the report of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.tables.columns import table
from workflow.tables.post import ReceivedFile

_FILE = table(ReceivedFile)


class UnknownFile(LookupError):
    """No file of that content was imported."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(f"Aucun fichier importé n’a cette empreinte : {sha256}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A file that was imported. ``report`` is that of its import."""

    sha256: str
    name: str
    flow: str
    imported: datetime
    report: Mapping[str, Any]


def latest(store: Store, most: int = 20) -> list[Imported]:
    """The last ones, the latest first."""
    query = select(_FILE).order_by(_FILE.c.imported_at.desc(), _FILE.c.sha256).limit(most)
    with store.read() as connection:
        return [_imported(row) for row in connection.execute(query)]


def file(store: Store, sha256: str) -> Imported:
    """The one of that content. Raises UnknownFile."""
    with store.read() as connection:
        row = connection.execute(select(_FILE).where(_FILE.c.sha256 == sha256)).first()
    if row is None:
        raise UnknownFile(sha256)
    return _imported(row)


def _imported(row: Row[Any]) -> Imported:
    return Imported(
        sha256=row.sha256,
        name=row.name,
        flow=row.flow,
        imported=from_micros(row.imported_at),
        report=json.loads(row.report),
    )
