"""Brings a database to the newest revision, whoever else tries at the same time."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_LOCK = 0x7265_6F72  # "reor": the advisory lock that serialises upgrades on PostgreSQL


def upgrade(engine: Engine) -> None:
    """Runs the missing revisions, all or none."""
    newest = _newest()
    with engine.connect() as connection:
        if _revision(connection) == newest:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if _revision(connection) != newest:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


@cache
def _newest() -> str | None:
    """The revision of this release: every revision's file is read to know it."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
