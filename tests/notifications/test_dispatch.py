"""A run of the messenger: the outbox on both databases, the mails where they leave."""

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random
from threading import Barrier, Thread

import pytest
from structlog.testing import capture_logs

from notifications.channels.contract import (
    ChannelUnavailable,
    Parcel,
    PermanentFailure,
    TemporaryFailure,
)
from notifications.channels.folders import EmlFolder
from notifications.channels.smtp import SmtpChannel
from notifications.dispatch import LEASE, Dispatched, retry_delay
from rules.telling import Terms
from tests.notifications.mailserver import Postman, free_port, listening
from tests.notifications.post import NOW, URGENT, Book, Box, rows, send, write
from tests.notifications.samples import DOSSIER, ECHEANCE
from workflow.database.store import Store

ATTEMPTS = Terms().attempts


def failing(*failures: Exception | None) -> Callable[[EmailMessage], None]:
    """Raises the failures one after the other (None: none), then no more."""
    left = list(failures)

    def fail(_mail: EmailMessage) -> None:
        failure = left.pop(0) if left else None
        if failure is not None:
            raise failure

    return fail


def test_what_is_due_leaves_and_is_marked(store: Store) -> None:
    write(store, "un", "deux")
    box = Box()
    done = send(store, box)

    assert done == Dispatched(sent=2, later=0, dead=0)
    assert box.ids == ["<un.1@reorientation.local>", "<deux.2@reorientation.local>"]
    assert box.mails[0]["To"] == "service-12@rsa.example"
    assert box.mails[0]["Date"] == "Mon, 04 May 2026 09:00:00 +0200"
    assert rows(store) == {"un": ("envoye", 1, None), "deux": ("envoye", 1, None)}


def test_what_left_does_not_leave_again(store: Store) -> None:
    write(store, "un")
    send(store, Box())
    again = Box()

    assert send(store, again, NOW + timedelta(days=1)) == Dispatched(sent=0, later=0, dead=0)
    assert again.mails == []


def test_a_run_goes_on_until_nothing_is_due_and_tells_its_progress(store: Store) -> None:
    write(store, *"abcde")
    settled: list[int] = []
    box = Box()
    done = send(store, box, most=2, progress=settled.append)

    assert done.sent == 5
    assert settled == [1] * 5
    assert box.closed == 1


def test_the_messages_of_a_recipient_and_a_digest_leave_as_one_mail(store: Store) -> None:
    write(store, "un", "deux", digest="stock")
    write(store, "seul")
    write(store, "autre", recipient="role:bop", digest="stock")
    write(store, "trois", occasion="echeance_rappel", data={**DOSSIER, **ECHEANCE}, digest="stock")
    box = Box()
    done = send(store, box)
    body = box.mails[0].get_content()

    assert done.sent == 5
    assert box.keys == ["recapitulatif-1", "seul", "recapitulatif-4"]
    assert box.mails[0]["Subject"] == "3\N{NO-BREAK SPACE}messages à lire"
    assert body.count("- Demande de réorientation retirée (dossier 42)") == 2
    assert body.count("- Rappel – Fixer le premier rendez-vous") == 1
    assert box.mails[2]["Subject"] == "Demande de réorientation retirée (dossier 42)"
    assert {status for status, _, _ in rows(store).values()} == {"envoye"}


def test_a_mail_put_off_is_due_again_later_and_not_before(store: Store) -> None:
    write(store, "un", "deux")
    box = Box(failing(TemporaryFailure("Différé.", code=451)))
    first = send(store, box)
    soon = send(store, box, NOW + timedelta(seconds=29))
    later = send(store, box, NOW + timedelta(minutes=1))

    assert (first.sent, first.later, first.stopped) == (1, 1, None)
    assert soon.sent == 0
    assert later.sent == 1
    assert box.keys == ["deux", "un"]


def test_the_messages_of_a_digest_put_off_stay_one_mail(store: Store) -> None:
    write(store, *"abcdefgh", digest="stock")
    box = Box(failing(TemporaryFailure("Différé.", code=451)))
    send(store, box)
    later = [send(store, box, NOW + timedelta(seconds=n)).sent for n in range(0, 61, 5)]

    assert sum(later) == 8
    assert len(box.mails) == 1


def test_a_mail_put_off_too_often_is_dead_and_says_why(store: Store) -> None:
    write(store, "un", **URGENT)
    box = Box(failing(*[TemporaryFailure("Différé (451).", code=451)] * ATTEMPTS))
    results = [send(store, box, NOW + timedelta(hours=5 * day)) for day in range(ATTEMPTS)]

    assert [done.later for done in results] == [1] * (ATTEMPTS - 1) + [0]
    assert [done.dead for done in results] == [0] * (ATTEMPTS - 1) + [1]
    assert send(store, box, NOW + timedelta(days=9, hours=-1)).dead == 0
    assert rows(store) == {"un": ("mort", ATTEMPTS, "Différé (451).")}


def test_a_refused_mail_is_dead_at_once_and_the_others_leave(store: Store) -> None:
    write(store, "un", "deux")
    box = Box(failing(PermanentFailure("Refusé (550).", code=550)))
    with capture_logs() as logs:
        done = send(store, box)

    assert done == Dispatched(sent=1, later=0, dead=1)
    assert rows(store)["un"] == ("mort", 1, "Refusé (550).")
    assert [(line["event"], line["message"]) for line in logs] == [("message_dead", 1)]


def test_what_waits_for_the_morning_is_tried_again_then(store: Store) -> None:
    evening = NOW + timedelta(hours=9, minutes=59)  # 18 h 59 in Paris
    write(store, "un", now=evening)
    write(store, "pressant", now=evening, **URGENT)
    both = Box(failing(*[TemporaryFailure("Différé.", code=451)] * 2))
    send(store, both, evening)
    night, morning = Box(), Box()
    send(store, night, evening + timedelta(minutes=5))
    send(store, morning, NOW + timedelta(hours=23))  # eight o’clock

    assert night.keys == ["pressant"]
    assert morning.keys == ["un"]


def test_a_recipient_without_address_is_told_and_does_not_stop_the_others(store: Store) -> None:
    write(store, "un", recipient="role:bat:Bobigny")
    write(store, "deux")
    done = send(store, Box(), book=Book("role:bat:Bobigny"))
    status, _, error = rows(store)["un"]

    assert done == Dispatched(sent=1, later=0, dead=1)
    assert status == "mort"
    assert error is not None
    assert "Aucune adresse n’est connue pour ce destinataire" in error
    assert "role:bat" not in error


def test_a_badly_written_address_is_told_without_being_quoted(store: Store) -> None:
    write(store, "un", recipient="role:bop\n")
    done = send(store, Box())

    assert done.dead == 1
    assert "mal écrite" in str(rows(store)["un"])


def test_a_message_that_cannot_be_written_is_dead_and_leaves_its_digest(store: Store) -> None:
    write(store, "un", "deux", digest="stock")
    write(store, "nom", data={**DOSSIER, "nom": "Durand"}, digest="stock")
    box = Box()
    done = send(store, box)

    assert done == Dispatched(sent=2, later=0, dead=1)
    assert "n’y ont pas leur place nom" in str(rows(store)["nom"])
    assert "Durand" not in str(rows(store)["nom"]) + box.mails[0].as_string()


def test_an_outage_stops_the_run_and_uses_up_the_attempts_of_no_message(store: Store) -> None:
    write(store, *"abc")
    down = failing(*[ChannelUnavailable("Le serveur est arrêté.")] * 20)
    box = Box(down)
    for hour in range(ATTEMPTS + 2):
        done = send(store, box, NOW + timedelta(hours=hour), most=2)

    assert (done.sent, done.dead) == (0, 0)
    assert done.stopped == "Le serveur est arrêté."
    assert {(status, attempts) for status, attempts, _ in rows(store).values()} == {
        ("a_envoyer", 0)
    }
    assert send(store, Box(), NOW + timedelta(days=1)).sent == 3


def test_an_outage_does_not_bury_a_message_at_its_last_attempt(store: Store) -> None:
    write(store, "un")
    box = Box(failing(TemporaryFailure("Différé.", code=451), ChannelUnavailable("Arrêté.")))
    send(store, box, terms=Terms(attempts=2))
    done = send(store, box, NOW + timedelta(hours=1), terms=Terms(attempts=2))

    assert (done.later, done.dead) == (1, 0)
    assert rows(store) == {"un": ("a_envoyer", 1, "Arrêté.")}


def test_a_server_that_falls_silent_costs_an_attempt_to_that_mail_only(store: Store) -> None:
    write(store, *"abc")
    done = send(store, Box(failing(None, TemporaryFailure("Silence."))))

    assert done == Dispatched(sent=1, later=2, dead=0, stopped="Silence.")
    assert [attempts for _, attempts, _ in rows(store).values()] == [1, 1, 0]


def test_a_server_that_is_down_then_up_gets_every_mail(store: Store) -> None:
    write(store, "un", "deux")
    port = free_port()
    postman = Postman()
    channel = SmtpChannel(host="localhost", port=port, tls="aucun", timeout=5)
    down = send(store, channel)
    with listening(postman, port):
        up = send(store, channel, NOW + timedelta(minutes=2))

    assert (down.sent, down.later) == (0, 2)
    assert (up.sent, up.later, up.stopped) == (2, 0, None)
    assert len(postman.received) == 2
    assert len(postman.connections) == 1


def test_a_crash_after_sending_sends_the_same_mail_again_once_the_lease_is_over(
    store: Store, tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    class Dying(EmlFolder):
        def send(self, parcel: Parcel) -> None:
            super().send(parcel)
            raise Killed

    write(store, "un")
    with pytest.raises(Killed):
        send(store, Dying(tmp_path / "courriels"))
    during = send(store, EmlFolder(tmp_path / "courriels"), NOW + LEASE - timedelta(seconds=1))
    after = send(store, EmlFolder(tmp_path / "courriels"), NOW + LEASE)

    assert (during.sent, after.sent) == (0, 1)
    assert [path.name for path in (tmp_path / "courriels").iterdir()] == [
        "un.1@reorientation.local.eml"
    ]


def test_the_channel_is_closed_even_after_a_crash(store: Store) -> None:
    write(store, "un")
    box = Box(failing(RuntimeError()))
    with pytest.raises(RuntimeError):
        send(store, box)

    assert box.closed == 1


def test_a_second_run_in_the_middle_of_the_first_takes_only_what_is_left(store: Store) -> None:
    write(store, *"abcdef")
    second = Box()
    first = Box(lambda _mail: None if second.mails else nested())

    def nested() -> None:
        send(store, second)

    send(store, first, most=4)

    assert sorted(first.keys + second.keys) == list("abcdef")
    assert len(second.ids) == 2


def test_two_runs_at_once_never_send_a_message_twice(store: Store) -> None:
    keys = [f"m{number:02}" for number in range(40)]
    write(store, *keys)
    boxes = [Box(), Box()]
    together = Barrier(2)

    def run(box: Box) -> None:
        together.wait(timeout=10)
        send(store, box, most=5)

    threads = [Thread(target=run, args=(box,)) for box in boxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(boxes[0].keys + boxes[1].keys) == keys
    assert {attempts for _, attempts, _ in rows(store).values()} == {1}


def test_retries_wait_twice_as_long_each_time_up_to_four_hours() -> None:
    rng = Random(1)
    longest = [max(retry_delay(n, rng) for _ in range(500)) for n in range(12)]
    shortest = [min(retry_delay(n, rng) for _ in range(500)) for n in range(12)]
    minutes = [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]

    for n, whole in enumerate(minutes):
        assert timedelta(minutes=whole * 0.95) < longest[n] <= timedelta(minutes=whole)
        assert timedelta(minutes=whole * 0.5) <= shortest[n] < timedelta(minutes=whole * 0.55)


def test_the_same_generator_gives_the_same_delays() -> None:
    delays = [[retry_delay(n, Random(7)) for n in range(5)] for _ in range(2)]

    assert delays[0] == delays[1]


def test_a_full_disk_keeps_every_message_until_there_is_room(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write(store, "un", "deux")
    folder = EmlFolder(tmp_path / "courriels")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        held_up = send(store, folder)
    done = send(store, folder, NOW + timedelta(minutes=2))

    assert (held_up.sent, held_up.later, held_up.dead) == (0, 2, 0)
    assert (done.sent, len(list((tmp_path / "courriels").iterdir()))) == (2, 2)
    assert {state for state, _, _ in rows(store).values()} == {"envoye"}
