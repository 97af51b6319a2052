"""The alarm clock: it sweeps and sends at once, goes on after a failure, notices a silence."""

from datetime import datetime, timedelta
from threading import Event

from entrypoints import scheduler
from tests.entrypoints.door import Door
from workflow.tables.post import Outbox
from workflow.tables.trail import Sweep


def test_a_silence_of_the_sweeps_is_told_once(door: Door) -> None:
    world = door.world
    world.tick()
    later = world.now + timedelta(hours=2)

    assert scheduler.notice_absence(world.store, later)
    assert scheduler.notice_absence(world.store, later + timedelta(minutes=1))
    (message,) = world.rows(Outbox, occasion="tic_absent")
    assert message["recipient"] == "role:manager"
    assert world.now.astimezone(later.tzinfo).isoformat()[:10] in message["data"]


def test_a_recent_sweep_or_a_first_start_is_no_silence(door: Door) -> None:
    world = door.world

    assert not scheduler.notice_absence(world.store, world.now)
    world.tick()
    assert not scheduler.notice_absence(world.store, world.now + timedelta(minutes=59))
    assert world.rows(Outbox) == []


def test_the_message_of_a_silence_can_be_sent(door: Door) -> None:
    world = door.world
    world.tick()
    world.wait(hours=2)
    scheduler.notice_absence(world.store, world.now)

    (line,) = [
        one for one in door.json("message", "lister")["messages"] if one["occasion"] == "tic_absent"
    ]
    assert line["destinataire"] == "role:manager"


def test_the_sweep_and_the_post_run_at_once_and_again_after_a_failure(door: Door) -> None:
    world, stop, sent = door.world, Event(), []

    def send(now: datetime) -> None:
        sent.append(now)
        if len(sent) == 1:
            raise ConnectionError("le serveur ne répond pas")
        stop.set()

    scheduler.serve(
        world.store,
        world.rulebook,
        send,
        every=timedelta(seconds=0.2),
        clock=lambda: world.now,
        stop=stop,
    )

    assert len(sent) >= 2
    assert len(world.rows(Sweep)) >= 1
    assert world.rows(Sweep)[0]["by"] == scheduler.process_name()
