"""Real processes killed in the middle of a run: nothing is lost, nothing leaves a third time.

Each process sends through a real mail server and dies (SIGKILL) at a named point.
"""

import signal
from datetime import timedelta

import pytest

from notifications.channels.smtp import SmtpChannel
from notifications.dispatch import LEASE
from tests.forks import Fork
from tests.notifications.dying import send_and_die
from tests.notifications.mailserver import Postman, free_port, listening
from tests.notifications.post import NOW, rows, send, write
from tests.notifications.staff import BOP, told
from workflow.database.store import Store

POINTS = {
    "looked_up_before_commit": 1,
    "claimed_before_commit": 1,
    "claimed": 4,
    "sent": 4,
    "marked_before_commit": 4,
}
"""Where a process dies, and at which time that it passes there."""


def die_while_sending(store: Store, port: int, point: str, times: int) -> None:
    """A process of its own that sends what is due and is killed there."""
    died = Fork(send_and_die, url_of(store), port, NOW, point, times).ended()

    assert died.returncode == -signal.SIGKILL, died.stderr


def url_of(store: Store) -> str:
    """The address of its database, for another process."""
    return store.engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_process_loses_nothing_and_doubles_one_mail_at_most(
    store: Store, point: str
) -> None:
    keys = [f"m{number:02}" for number in range(8)]
    write(store, *keys)
    port, postman = free_port(), Postman()
    channel = SmtpChannel(host="localhost", port=port, tls="aucun", timeout=5)
    with listening(postman, port):
        die_while_sending(store, port, point, POINTS[point])
        send(store, channel, NOW + LEASE - timedelta(seconds=1))
        send(store, channel, NOW + LEASE)
        nothing = send(store, channel, NOW + 2 * LEASE)
    received = [str(mail["Message-ID"]) for mail in postman.received]
    doubled = len(received) - len(set(received))

    assert {one.strip("<>").partition(".")[0] for one in received} == set(keys)
    assert len(set(received)) == len(keys)
    assert doubled == (1 if point in ("sent", "marked_before_commit") else 0)
    assert {state for state, _, _ in rows(store).values()} == {"envoye"}
    assert (nothing.sent, nothing.later, nothing.dead) == (0, 0, 0)


def test_a_digest_whose_process_was_killed_comes_again_whole_under_the_same_name(
    store: Store,
) -> None:
    told(store, "ana", BOP, rhythm="immediat")
    write(store, *"abc", digest="stock", recipient="role:bop")
    port, postman = free_port(), Postman()
    with listening(postman, port):
        die_while_sending(store, port, "sent", 1)
        write(store, "d", digest="stock", recipient="role:bop", now=NOW + LEASE)
        channel = SmtpChannel(host="localhost", port=port, tls="aucun", timeout=5)
        send(store, channel, NOW + LEASE)
    received = [(str(mail["Message-ID"]), mail.get_content()) for mail in postman.received]

    assert received[0] == received[1]
    assert received[0][1].count("- Demande") == 3
    assert len(received) == 3
    assert received[2][0] != received[0][0]


def test_a_server_down_for_a_day_and_processes_killed_meanwhile_lose_nothing(
    store: Store,
) -> None:
    write(store, *"abc")
    port, postman = free_port(), Postman()
    channel = SmtpChannel(host="localhost", port=port, tls="aucun", timeout=5)
    for hours in range(9):
        send(store, channel, NOW + timedelta(hours=hours))
    with listening(postman, port):
        send(store, channel, NOW + timedelta(hours=24))
        send(store, channel, NOW + timedelta(hours=25))

    assert len(postman.received) == 3
    assert {state for state, _, _ in rows(store).values()} == {"envoye"}


def test_four_processes_at_once_send_each_message_once(store: Store) -> None:
    told(store, "ana", BOP, rhythm="immediat")
    keys = [f"m{number:02}" for number in range(60)]
    write(store, *keys)
    write(store, *(f"r{number}" for number in range(30)), digest="stock", recipient="role:bop")
    port, postman = free_port(), Postman()
    with listening(postman, port):
        running = [Fork(send_and_die, url_of(store), port, NOW) for _ in range(4)]
        ended = [one.ended() for one in running]
    received = [str(mail["Message-ID"]) for mail in postman.received]
    alone = [
        one.strip("<>").partition(".")[0] for one in received if ".local" in one and one[1] == "m"
    ]
    digests = [mail for mail in postman.received if "recapitulatif" in str(mail["Message-ID"])]

    assert [one.returncode for one in ended] == [0] * 4, ended
    assert sorted(alone) == keys
    assert sum(mail.get_content().count("- Demande") for mail in digests) == 30
    assert {attempts for _, attempts, _ in rows(store).values()} == {1}
