"""Bases as an older release left them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from workflow.database.store import Store
from workflow.migrations import upgrade


@contextmanager
def left_at(store: Store, revision: str) -> Iterator[sa.Connection]:
    """An empty base with the tables of that revision, to be written in by hand."""
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent))
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        yield connection


def copy(lived: Store, to: sa.Connection) -> None:
    """The rows of a base of this release, in the columns that the older tables have. Nobody read
    ``search_name``, that today’s have no longer."""
    older = sa.MetaData()
    older.reflect(to)
    with lived.read() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        for owner in older.sorted_tables:
            if owner.name not in known.tables:
                continue
            columns = known.tables[owner.name].c
            shared = [columns[one.name] for one in owner.c if one.name in columns]
            gone = {one.name: "" for one in owner.c if one.name == "search_name"}
            query = sa.select(*shared).order_by(*known.tables[owner.name].primary_key)
            rows = [{**row, **gone} for row in connection.execute(query).mappings()]
            if rows and owner.name != "alembic_version":
                to.execute(owner.insert(), rows)
