"""The databases of the tests, to which whatever was said once is said in the same words: each test
opens engines of its own, that would compile it again."""

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.util import LRUCache

_SAID: LRUCache[object, object] = LRUCache(2_000)


class _Alike(Dialect):
    """Compiles as any other of its class does; ``_SAID`` is kept by statement and by dialect."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """See Dialect."""
        engine.update_execution_options(compiled_cache=_SAID)


class Sqlite(_Alike, SQLiteDialect_pysqlite):
    """SQLite, whichever file it is in."""

    supports_statement_cache = True


class Postgresql(_Alike, PGDialect_psycopg):
    """PostgreSQL, whichever database it is."""

    supports_statement_cache = True


def register() -> None:
    """From now on the engines of this process are of these."""
    registry.register("sqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.psycopg", __name__, Postgresql.__name__)
