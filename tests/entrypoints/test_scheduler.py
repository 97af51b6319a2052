"""The alarm clock: it sweeps and sends at once, goes on after a failure, notices a silence, and
compares the deadlines with the facts at night."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from threading import Event

import pytest

from entrypoints import scheduler, silence
from rules.rulebook import Rulebook
from tests.entrypoints.door import Door
from tests.workflow.build import World
from tests.workflow.passages import closed
from workflow.sweep import ticks
from workflow.tables.law import Reconciliation
from workflow.tables.post import DeliveryRow, Outbox
from workflow.tables.trail import Sweep


def serve(
    world: World,
    send: Callable[[datetime], object],
    stop: Event,
    *,
    rulebook: Callable[[], Rulebook] | None = None,
    nightly: time = time(4),
    tidy: Callable[[datetime], object] = lambda _now: None,
) -> None:
    """The scheduler, five times a second, until ``stop``."""
    scheduler.serve(
        world.store,
        rulebook or (lambda: world.rulebook),
        send,
        tidy=tidy,
        every=timedelta(seconds=0.2),
        nightly=nightly,
        clock=lambda: world.now,
        stop=stop,
    )


def test_a_silence_of_the_sweeps_is_told_once(door: Door) -> None:
    world = door.world
    world.tick()
    later = world.now + timedelta(hours=2)

    assert silence.notice(world.store, later)
    assert silence.notice(world.store, later + timedelta(minutes=1))
    (message,) = world.rows(Outbox, occasion="tic_absent")
    assert message["recipient"] == "role:manager"
    assert world.now.astimezone(later.tzinfo).isoformat()[:10] in message["data"]


def test_a_recent_sweep_or_a_first_start_is_no_silence(door: Door) -> None:
    world = door.world

    assert not silence.notice(world.store, world.now)
    world.tick()
    assert not silence.notice(world.store, world.now + timedelta(minutes=59))
    assert world.rows(Outbox) == []


def test_the_message_of_a_silence_can_be_sent(door: Door) -> None:
    world = door.world
    world.tick()
    world.wait(hours=2)
    silence.notice(world.store, world.now)

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

    serve(world, send, stop)

    assert len(sent) >= 2
    assert len(world.rows(Sweep)) >= 1
    assert world.rows(Sweep)[0]["by"] == scheduler.process_name()


def test_what_was_kept_long_enough_is_erased_after_each_sweep(door: Door) -> None:
    world, stop, tidied = door.world, Event(), list[tuple[datetime, int]]()

    def tidy(now: datetime) -> None:
        tidied.append((now, len(world.rows(Sweep))))
        if len(tidied) == 2:
            stop.set()

    serve(world, lambda _now: None, stop, tidy=tidy)

    assert tidied[:2] == [(world.now, 1), (world.now, 2)]


def test_sweeps_that_fail_are_a_silence_that_the_post_tells_of(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, stop = door.world, Event()
    world.tick()
    world.wait(hours=3)

    def failing(*_: object, **__: object) -> None:
        raise ConnectionError("la base ne répond pas")

    monkeypatch.setattr(ticks, "sweep", failing)
    serve(world, lambda _now: stop.set(), stop)

    assert len(world.rows(Outbox, occasion="tic_absent")) == 1


def test_whoever_sends_the_post_notices_that_nobody_sweeps(door: Door) -> None:
    world = door.world
    world.tick()
    world.wait(hours=2)
    door("message", "envoyer")
    door("message", "envoyer")

    (message,) = world.rows(Outbox, occasion="tic_absent")
    sent = world.rows(DeliveryRow, outbox_id=message["id"])
    assert {row["state"] for row in sent} == {"envoye"}


def test_each_wake_up_asks_for_the_calendar_in_use(door: Door) -> None:
    world, stop = door.world, Event()
    seen: list[Rulebook] = []
    laws = [world.rulebook, closed(world.rulebook, "2026-03-05")]

    def law() -> Rulebook:
        seen.append(laws[min(len(seen), 1)])
        return seen[-1]

    def send(_now: datetime) -> None:
        if len(seen) > 2:
            stop.set()

    serve(world, send, stop, rulebook=law)

    assert seen[-1] is laws[1]


class Alarm:
    """An alarm clock that keeps what it is asked for."""

    jobs: dict[str, tuple[Callable[[], None], str, dict[str, object]]]

    def __init__(self, **_: object) -> None:
        type(self).jobs = {}

    def add_job(self, job: Callable[[], None], trigger: str, *, id: str, **when: object) -> None:
        self.jobs[id] = job, trigger, when

    def start(self) -> None: ...

    def shutdown(self, *, wait: bool) -> None: ...


def test_the_deadlines_are_compared_with_the_facts_once_a_night_at_the_local_hour(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, stop = door.world, Event()
    stop.set()
    monkeypatch.setattr(scheduler, "BackgroundScheduler", Alarm)
    serve(world, lambda _now: None, stop, nightly=time(4, 30))
    job, trigger, when = Alarm.jobs["rapprochement"]
    job()
    job()
    world.wait(days=1)
    job()

    assert trigger == "cron"
    assert when == {"hour": 4, "minute": 30, "timezone": world.rulebook.calendar.tz}
    assert [row["day"] for row in world.rows(Reconciliation)] == ["2026-03-02", "2026-03-03"]
    assert set(Alarm.jobs) == {"balayage", "courrier", "rapprochement"}
