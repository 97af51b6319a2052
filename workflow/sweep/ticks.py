"""The current of a tick: rungs that are due fire, each once, each in its own transaction.

Safe to run twice, late, or on ten machines: the claim of (deadline, rung) is unique and written in
the transaction that tells. The deadline table is the schedule; whoever calls this is only an alarm
clock. A tick tells, escalates and may freeze an agenda; it never decides about a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from rules import redrawing
from rules.rulebook import Rulebook
from rules.subjects import Subject
from workflow.database.instants import to_micros
from workflow.database.statements import insert_into
from workflow.database.store import Store
from workflow.organisations import cycles
from workflow.sweep import due_rungs, rung_firing
from workflow.sweep.due_rungs import Due
from workflow.sweep.rung_firing import Fired
from workflow.tables.trail import Sweep
from workflow.territory import following

_log = structlog.get_logger()

_PROOF = insert_into(Sweep, "at", "due", "fired", "failed", "max_lateness_us", "by")
_BATCH = 200


@dataclass(slots=True, kw_only=True)
class Report:
    """What one sweep saw and did. ``skipped``: held by somebody else, left to the next sweep.
    ``redrawn``: the dossiers that followed a redrawing of the territory."""

    at: datetime
    due: int = 0
    fired: int = 0
    told: int = 0
    skipped: int = 0
    failed: int = 0
    cycles: int = 0
    redrawn: int = 0
    max_lateness: timedelta = timedelta(0)


def sweep(
    store: Store,
    rulebook: Rulebook,
    *,
    now: datetime,
    by: str,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Fires every rung due at ``now`` and writes the proof. ``by`` names the process.

    A rung that errors is rolled back, counted and tried again later; the others go on.
    """
    report = Report(at=now)
    _follow_the_map(store, rulebook, now, by, report)
    _open_periods(store, rulebook, now, report)
    seen: set[tuple[int, int]] = set()
    while True:
        before = report.fired
        cursor = (0, 0)
        while batch := due_rungs.look_up(store, rulebook, now=now, after=cursor, most=_BATCH):
            for due in batch:
                key = (due.deadline_id, due.rung)
                if key not in seen:
                    seen.add(key)
                    report.due += 1
                    _one(store, rulebook, due, now, by, report)
                    if progress is not None:
                        progress(report.due)
            cursor = batch[-1].position
        if report.fired == before:
            break
    with store.write() as tx:
        tx.write(
            _PROOF,
            {
                "at": to_micros(now),
                "due": report.due,
                "fired": report.fired,
                "failed": report.failed,
                "max_lateness_us": report.max_lateness // timedelta(microseconds=1),
                "by": by,
            },
        )
    _log.info(
        "tick.done",
        due=report.due,
        fired=report.fired,
        failed=report.failed,
        skipped=report.skipped,
        lateness_s=report.max_lateness.total_seconds(),
    )
    return report


def _follow_the_map(
    store: Store, rulebook: Rulebook, now: datetime, by: str, report: Report
) -> None:
    """Before the rungs, so that they tell whoever a dossier now belongs to; never in their way."""
    for one in redrawing.due(rulebook.territory, rulebook.local_day(now)):
        try:
            done = following.follow(store, rulebook, one, now=now, by=by)
        except Exception as error:  # whatever went wrong with a map, the deadlines must go on
            report.failed += 1
            _log.error("redrawing.failed", day=one.day.isoformat(), error=type(error).__name__)
        else:
            report.redrawn += 0 if done is None else len(done.moved)


def _open_periods(store: Store, rulebook: Rulebook, now: datetime, report: Report) -> None:
    """Before the rungs too: what a month opens may be due at once. One subject that cannot be told
    is tried again by the next sweep, its later months after that one, and is in nobody's way."""
    failed: set[tuple[Subject, str]] = set()
    for one in cycles.due(store, rulebook, now):
        if (one.subject, one.fact) in failed:
            continue
        try:
            report.cycles += cycles.open_period(store, rulebook, one, now)
        except Exception as error:  # whatever went wrong with one period, the rungs must go on
            report.failed += 1
            failed.add((one.subject, one.fact))
            _log.error(
                "cycle.failed",
                period=one.period,
                subject=f"{one.subject.kind.value}:{one.subject.id}",
                error=type(error).__name__,
            )


def _one(
    store: Store, rulebook: Rulebook, due: Due, now: datetime, by: str, report: Report
) -> None:
    try:
        with store.write() as tx:
            fired = rung_firing.fire(tx, rulebook, due, now=now, by=by)
    except Exception as error:  # whatever went wrong with one rung, the next must go on
        report.failed += 1
        _log.error(
            "rung.failed", deadline=due.deadline_id, rung=due.rung, error=type(error).__name__
        )
        with store.write() as tx:
            rung_firing.count_failure(tx, rulebook, due, error, now=now)
        return
    _count(report, fired)


def _count(report: Report, fired: Fired | None) -> None:
    if fired is None:
        report.skipped += 1
        return
    report.fired += 1
    report.told += 1 if fired.told else 0
    report.max_lateness = max(report.max_lateness, fired.lateness)
