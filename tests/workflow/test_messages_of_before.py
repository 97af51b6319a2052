"""A base in which a message said itself how it left, brought to today's deliveries."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from rules.actors import Actor, Role
from rules.lost_messages import RESENT
from rules.situation import Act
from tests.notifications.post import NOW, Book, Box, rows, send
from tests.workflow.revisions import left_at
from workflow.agents.lost_messages import mend
from workflow.database.instants import to_micros
from workflow.database.store import Store
from workflow.reading import messages

WRITTEN = (
    "INSERT INTO outbox (kind, subject_id, occasion, recipient, data, message_id, created_at,"
    " not_before, attempts, status, sent_at, error) VALUES ('dossier', {number}, 'recours_recu',"
    " 'role:bop', '{{\"reference\": \"dossier 1\"}}', '<{key}@reorientation.local>', {at}, {at},"
    " {attempts}, '{status}', {sent}, {error})"
)
AT = to_micros(NOW)


@pytest.fixture
def before(empty: str) -> Iterator[Store]:
    """A database of the revision before, with a message sent, one lost, one to send."""
    store = Store.open(empty)
    with left_at(store, "0008") as connection:
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
