"""The alarm clock: it wakes the sweep, the post and the nightly reconciliation, and holds no
business of its own.

The deadline table is the schedule. Wake-ups are counted in UTC, so that the nights of the change of
hour are like any other; a wake-up that was missed is not made up for, the next one sees it all. The
reconciliation comes at a local hour; once a day, whatever the number of processes.
"""

import os
import platform
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from threading import Event
from types import FrameType

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from entrypoints import silence
from rules.rulebook import Rulebook
from workflow.database.store import Store
from workflow.reading import proofs
from workflow.recalculation import reconciliation
from workflow.sweep import ticks

SWEEP, POST, NIGHT = "balayage", "courrier", "rapprochement"
"""The fixed names of the jobs."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()

Clock = Callable[[], datetime]


def process_name() -> str:
    """This process, for the proofs: machine and number."""
    return f"{platform.node()}:{os.getpid()}"


def serve(
    store: Store,
    rulebook: Callable[[], Rulebook],
    send: Callable[[datetime], object],
    *,
    tidy: Callable[[datetime], object],
    every: timedelta,
    nightly: time,
    clock: Clock,
    stop: Event,
) -> None:
    """Sweeps and sends at once, then each ``every``, until ``stop`` is set; what is under way then
    is finished first. ``send`` sends what is due at an instant, ``tidy`` erases what was kept long
    enough. ``rulebook`` is asked at each wake-up: the calendar in use may have changed. The
    reconciliation comes at ``nightly``, local.
    """
    by = process_name()
    longest = max(silence.ABSENCE, 3 * every)
    silence.notice(store, clock(), longest)

    def sweep() -> None:
        with _told_if_it_fails(SWEEP):
            ticks.sweep(store, rulebook(), now=clock(), by=by)
            tidy(clock())

    def post() -> None:
        with _told_if_it_fails(POST):
            silence.notice(store, clock(), longest)  # sweeps that fail are silent too
            send(clock())

    def reconcile() -> None:
        with _told_if_it_fails(NIGHT):
            law, now = rulebook(), clock()
            last = proofs.last_reconciliation(store)
            if last is None or law.local_day(last.at) != law.local_day(now):
                reconciliation.reconcile(store, law, now=now, by=by)

    alarm = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, job in ((SWEEP, sweep), (POST, post)):
        job()
        alarm.add_job(job, "interval", seconds=every.total_seconds(), id=name)
    alarm.add_job(
        reconcile,
        "cron",
        hour=nightly.hour,
        minute=nightly.minute,
        timezone=rulebook().calendar.tz,
        id=NIGHT,
    )
    alarm.start()
    _log.info("scheduler.started", every_s=every.total_seconds(), by=by)
    try:
        stop.wait()
    finally:
        alarm.shutdown(wait=True)
        _log.info("scheduler.stopped", by=by)


@contextmanager
def stopped_by_signals(stop: Event) -> Iterator[None]:
    """SIGTERM and SIGINT set ``stop``; the handlers of before come back at the end."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _told_if_it_fails(job: str) -> Iterator[None]:
    """A wake-up that fails is logged; the next one tries again."""
    try:
        yield
    except Exception as error:
        _log.error("wakeup.failed", job=job, error=type(error).__name__, exc_info=error)
