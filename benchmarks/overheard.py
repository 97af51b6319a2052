"""What a store says to its database, statement by statement, whoever asks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event

from workflow.database.store import Store

_OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
_PING = "SELECT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement as the driver received it; with its values, unless they are spelled in it."""

    sql: str
    values: Any = None

    @property
    def reads(self) -> bool:
        """Whether it writes nothing."""
        return self.sql.lstrip().upper().startswith(("SELECT", "WITH"))

    def again(self, connection: Any) -> Sequence[Any]:
        """What it answers on a bare connection."""
        cursor = connection.cursor()
        if self.values is None:
            cursor.execute(self.sql)
        else:
            cursor.execute(self.sql, self.values)
        return [] if cursor.description is None else list(cursor.fetchall())


@contextmanager
def overheard(store: Store) -> Iterator[list[Said]]:
    """The statements that the store says inside the block, in their order; those that only begin,
    end or try a connection are left out."""
    told: list[Said] = []

    class Heard(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            _note(told, str(query), params)
            return super().execute(query, params, **options)

        def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
            rows = list(params_seq)
            for one in rows:
                _note(told, str(query), one)
            super().executemany(query, rows, **options)

    def listen(connection: Any, _record: object) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = Heard
        else:
            connection.set_trace_callback(lambda sql: _note(told, sql, None))

    store.close()  # so that each connection is a new one
    event.listen(store.engine, "connect", listen)
    try:
        yield told
    finally:
        event.remove(store.engine, "connect", listen)
        store.close()


def _note(told: list[Said], sql: str, values: Any) -> None:
    bare = sql.strip()
    if bare != _PING and not bare.upper().startswith(_OF_TRANSACTIONS):
        told.append(Said(sql=sql, values=values))
