"""A base in which a message said itself how it left, brought to today's deliveries."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from rules.actors import Actor, Role
from rules.lost_messages import RESENT
from rules.situation import Act
from tests.notifications.post import NOW, Book, Box, rows, send
from tests.postgres import PostgresServer
from workflow.agents.lost_messages import mend
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.migrations import upgrade
from workflow.reading import messages

WRITTEN = (
    "INSERT INTO outbox (kind, subject_id, occasion, recipient, data, message_id, created_at,"
    " not_before, attempts, status, sent_at, error) VALUES ('dossier', {number}, 'recours_recu',"
    " 'role:bop', '{{\"reference\": \"dossier 1\"}}', '<{key}@reorientation.local>', {at}, {at},"
    " {attempts}, '{status}', {sent}, {error})"
)
AT = to_micros(NOW)


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of the revision before, with a message sent, one lost, one to send."""
    server: PostgresServer | None = None
    name, url = "", f"sqlite:///{tmp_path / 'before.db'}"
    if request.param == "postgresql":
        found: PostgresServer = request.getfixturevalue("postgres_server")
        server, name = found, found.create()
        url = server.url_of(name)
    store = Store.open(url)
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent))
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        for number, (key, status, attempts, sent, error) in enumerate(
            (
                ("parti", "envoye", 2, AT, "NULL"),
                ("mort", "mort", 8, "NULL", "'Refusé.'"),
                ("attend", "a_envoyer", 1, "NULL", "'Différé.'"),
            )
        ):
            statement = WRITTEN.format(
                number=number,
                key=key,
                at=AT,
                attempts=attempts,
                status=status,
                sent=sent,
                error=error,
            )
            connection.exec_driver_sql(statement)
    yield store
    store.close()
    if server is not None:
        server.drop(name)


def test_what_left_is_told_as_such_and_what_waited_or_was_lost_may_still_leave(
    before: Store,
) -> None:
    before.migrate()
    kept = rows(before)
    listed = {
        one.message: (one.state, one.sent) for one in messages.listing(before, messages.Asked())
    }
    box = Box()
    send(before, box)
    actor = Actor(name="bop", role=Role.BOP)
    data = {"motif": "adresse corrigée"}
    mend(before, Act(event=RESENT, actor=actor, occurred=NOW, known=NOW, data=data), [2])
    again = Box()
    send(before, again, book=Book())

    assert kept == {"parti": ("envoye", 2, None), "mort": ("mort", 8, "Refusé.")}
    assert listed == {1: ("envoye", NOW), 2: ("mort", None), 3: ("a_envoyer", None)}
    assert box.to == ["role-bop@rsa.example", "role-manager@rsa.example"]
    assert (again.to, again.keys) == (["role-bop@rsa.example"], ["mort"])


def test_a_message_has_a_chain_from_then_on(before: Store) -> None:
    before.migrate()
    columns = {one["name"] for one in sa.inspect(before.engine).get_columns("outbox")}

    assert {"version", "seq", "head", "routed_at"} <= columns
    assert not columns & {"status", "attempts", "lease_until", "sent_at", "error"}
