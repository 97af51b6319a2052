"""What somebody asks of rows that are opened to them: composed once for whoever asks it again.

See ``queries``: Core composes, keys and adapts a SELECT at each execution, and the more so the more
filters it is made of.
"""

from sys import intern
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from workflow.database.queries import asked, named

_DIALECTS: dict[str, Dialect] = {
    "sqlite": SQLiteDialect_pysqlite(paramstyle="named"),
    "postgresql": PGDialect_psycopg(),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
}


def later(name: str, kind: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """A value that is not there when the statement is composed."""
    return bindparam(name, None, kind)


class Composed:
    """A SELECT and the values that it was composed with: whose rows, by which filters. They stay
    parameters, so that all who ask the like say the same to the server, which prepared it. What
    changes from one time to the next comes ``later``, given by its name."""

    def __init__(self, query: Select[*tuple[Any, ...]], dialect: str) -> None:
        compiled = query.compile(
            dialect=_DIALECTS[dialect], compile_kwargs={"render_postcompile": True}
        )
        assert isinstance(compiled, SQLCompiler)
        given = {name for name, one in compiled.binds.items() if not one.unique}
        self._kept = {name: one for name, one in compiled.params.items() if name not in given}
        self.text = intern(str(compiled))  # the same one for all who ask the like
        self._row = named(tuple(query.selected_columns.keys()))

    def rows(self, view: Connection, **given: object) -> list[Any]:
        """Every row, by the names of its columns."""
        return list(map(self._row, asked(view, self.text, self._kept | given).fetchall()))

    def value(self, view: Connection, **given: object) -> Any:
        """The first column of the first row."""
        return self.rows(view, **given)[0][0]
