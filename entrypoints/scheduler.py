"""The alarm clock: it wakes the sweep and the post, and holds no business of its own.

The deadline table is the schedule. Wake-ups are counted in UTC, so that the nights of the change of
hour are like any other; a wake-up that was missed is not made up for, the next one sees it all.
"""

import os
import platform
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from types import FrameType

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow import outbox, ticks
from workflow.reading import deadlines
from workflow.store import Store

SWEEP, POST = "balayage", "courrier"
"""The fixed names of the two jobs."""

ABSENCE = timedelta(hours=1)
"""A silence of the sweeps that a human is told of."""

_NOWHERE = Subject(SubjectKind.CIRCONSCRIPTION, 0)
"""No circonscription has this number: the whole département is concerned."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()

Clock = Callable[[], datetime]


def process_name() -> str:
    """This process, for the proofs: machine and number."""
    return f"{platform.node()}:{os.getpid()}"


def notice_absence(store: Store, now: datetime, longest: timedelta = ABSENCE) -> bool:
    """Writes a message when the last sweep is older than ``longest``; once for one silence. The
    first start has no last sweep, and nothing to tell."""
    last = deadlines.last_sweep(store)
    if last is None or now - last.at <= longest:
        return False
    with store.write() as tx:
        outbox.write(
            tx,
            subject=_NOWHERE,
            occasion="tic_absent",
            recipient="role:manager",
            data={"reference": "planificateur", "depuis": last.at.isoformat()},
            key=f"tic-absent-{last.at:%Y%m%dT%H%M%S%f}",
            now=now,
        )
    _log.warning("tick.absent", since=last.at.isoformat())
    return True


def serve(
    store: Store,
    rulebook: Rulebook,
    send: Callable[[datetime], object],
    *,
    every: timedelta,
    clock: Clock,
    stop: Event,
) -> None:
    """Sweeps and sends at once, then each ``every``, until ``stop`` is set; what is under way then
    is finished first. ``send`` sends what is due at an instant."""
    by = process_name()
    notice_absence(store, clock(), max(ABSENCE, 3 * every))

    def sweep() -> None:
        with _told_if_it_fails(SWEEP):
            ticks.sweep(store, rulebook, now=clock(), by=by)

    def post() -> None:
        with _told_if_it_fails(POST):
            send(clock())

    alarm = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, job in ((SWEEP, sweep), (POST, post)):
        job()
        alarm.add_job(job, "interval", seconds=every.total_seconds(), id=name)
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
