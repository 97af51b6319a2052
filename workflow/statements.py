"""Statements written once in SQLAlchemy Core, compiled once per database, run on the driver.

The tables stay the single definition of columns; the hot path pays neither the unit of work nor
Core's execution (measured: 16 and 2.7 times the bare driver, against 1.6).
"""

from functools import lru_cache

from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ClauseElement

_DIALECTS: dict[str, Dialect] = {
    "sqlite": pysqlite.dialect(paramstyle="named"),
    "postgresql": psycopg.dialect(),
}

_ALL: list["Statement"] = []


class ProcessorNeeded(TypeError):
    """A statement has a column whose values the bare driver would store differently."""

    def __init__(self, dialect: str, sql: str, names: list[str]) -> None:
        self.names = names
        super().__init__(f"{dialect}: bind processors for {names} in {sql}")


class Statement:
    """A statement and its text on each database. Parameters are given by name.

    ``variants`` gives the clause for a database whose syntax Core keeps in its own dialect.
    """

    def __init__(self, clause: ClauseElement, **variants: ClauseElement) -> None:
        self._clauses = {name: variants.get(name, clause) for name in _DIALECTS}
        self._texts: dict[str, str] = {}
        _ALL.append(self)

    def text(self, dialect: str) -> str:
        """The SQL for ``dialect`` ("sqlite" or "postgresql"), compiled at the first use.

        Raises ProcessorNeeded when the driver alone would not store the same values.
        """
        sql = self._texts.get(dialect)
        if sql is None:
            compiled = self._clauses[dialect].compile(dialect=_DIALECTS[dialect])
            sql = str(compiled)
            processors = getattr(compiled, "_bind_processors", {})
            if processors:
                raise ProcessorNeeded(dialect, sql, sorted(processors))
            self._texts[dialect] = sql
        return sql


@lru_cache(maxsize=1)
def compile_all() -> int:
    """Compiles every statement for both databases; how many there are. A start-up check."""
    for statement in _ALL:
        for dialect in _DIALECTS:
            statement.text(dialect)
    return len(_ALL)
