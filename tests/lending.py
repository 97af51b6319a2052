"""A PostgreSQL database lent to one test after another: to clone one for each took 25 ms of the
server, and 20 more to come to know its tables. Who comes upon the connections that stay open spares
it 25 more, in which it learns its tables and its statements again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import psycopg
from psycopg import sql
from sqlalchemy import Engine, QueuePool, event

from tests.postgres import PostgresServer

TURNS = 40
"""Tests that a clone serves: the rows that they deleted stay in its files."""

_ALONE_WITHIN = 5.0
"""Seconds in which those who are sent away must have gone."""

_OURS = 16384
"""PostgreSQL numbers what its users make from there on."""

# Whatever is changed of a table, a trigger, a function… rewrites a row of one of these.
_CATALOGS = {
    **dict.fromkeys(("class", "constraint", "namespace", "policy", "proc", "trigger"), "oid"),
    **dict.fromkeys(("event_trigger", "rewrite", "statistic_ext", "type", "attrdef"), "oid"),
    "attribute": "attrelid",
    "index": "indexrelid",
    "sequence": "seqrelid",
    "statistic": "starelid",
}
_TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND oid >= %s"
_RESTART = """
    SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
    WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""
_SEND_AWAY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND NOT (pid = ANY(%s) AND state = 'idle')
"""

# To how many rows, and to which transactions: a row that takes the place of another is younger.
_STATE = "SELECT count(*), sum({table}.xmin::text::bigint) FROM {table}"


class Lending:
    """Lends clones of a template, that nobody is connected to: the same one as long as it can be
    emptied and nobody changed what it is made of, then a new one."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._clone: Clone | None = None

    @contextmanager
    def lent(self) -> Iterator["Clone"]:
        """A database that is as the template is."""
        clone, self._clone = self._clone or Clone(self._server, self._template), None
        try:
            yield clone
        finally:
            if clone.emptied():
                self._clone = clone
            else:
                clone.drop()

    def close(self) -> None:
        """Nothing is left of what was lent."""
        if self._clone is not None:
            self._clone.drop()


class Clone:
    """A database, and who stays connected to it: somebody who empties it, and the connections that
    a registry opened."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self.name = server.create(template=template)
        self.url = server.url_of(self.name)
        self._server = server
        self._turns = 0
        self._stay: list[int] = []
        # Neither triggers nor foreign keys hold back who empties.
        self._keeper = server.connect(self.name, "-c session_replication_role=replica")
        tables = [sql.Identifier(name) for (name,) in self._keeper.execute(_TABLES, [_OURS])]
        full = [one for one in tables if self._all(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(one))]
        self._empty = sql.SQL(";").join(
            sql.SQL("DELETE FROM {}").format(one) for one in tables if one not in full
        )
        self._look = sql.SQL(" UNION ALL ").join(
            [
                *(sql.SQL(_STATE).format(table=one) for one in full),
                *(
                    sql.SQL(_STATE + " WHERE {key} >= {ours}").format(
                        table=sql.Identifier(f"pg_{catalog}"),
                        key=sql.Identifier(key),
                        ours=_OURS,
                    )
                    for catalog, key in _CATALOGS.items()
                ),
                sql.SQL("SELECT count(pg_sequence_last_value(seqrelid)), 0 FROM pg_sequence"),
            ]
        )
        self._made_of = self._all(self._look)

    @cached_property
    def engine(self) -> Engine:
        """A registry's connections."""
        # Imported here: the tests of rules/ and states/ must not wait for the registry.
        from workflow.database.store import Store

        engine = Store.open(self.url).engine
        event.listen(engine, "connect", lambda one, _: self._stay.append(one.info.backend_pid))
        return engine

    def emptied(self) -> bool:
        """Whether it can be lent again, as it was the first time."""
        self._turns += 1
        if self._turns == TURNS:
            return False
        try:
            self._rest()
            self._be_alone()
            self._keeper.execute(self._empty, prepare=False)  # many statements at once
            self._keeper.execute(_RESTART)
            return self._all(self._look) == self._made_of
        except psycopg.Error:  # a table that is gone, a keeper that a test sent away
            return False

    def drop(self) -> None:
        """The database is no more, whoever is connected to it."""
        self.engine.dispose()
        self._keeper.close()
        self._server.drop(self.name)

    def _rest(self) -> None:
        """What somebody set upon a connection that stays is forgotten."""
        pool = self.engine.pool
        assert isinstance(pool, QueuePool)
        staying = [self.engine.raw_connection() for _ in range(pool.checkedin())]
        for one in staying:
            one.cursor().execute("RESET ALL")
            one.commit()
            one.close()

    def _be_alone(self) -> None:
        """Who forgot to leave would still hold rows, or write some."""
        give_up = time.monotonic() + _ALONE_WITHIN
        while self._all(_SEND_AWAY, [self._stay]):
            if time.monotonic() > give_up:
                raise psycopg.OperationalError
            time.sleep(0.001)

    def _all(
        self, query: str | sql.Composed, params: list[object] | None = None
    ) -> list[tuple[object, ...]]:
        return self._keeper.execute(query, params).fetchall()
