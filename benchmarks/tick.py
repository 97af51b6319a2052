"""A sweep that finds 1,000 rungs due among 100,000 open deadlines, against the same transactions
replayed on the bare driver; and a sweep that finds nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

from benchmarks import world
from benchmarks.databases import Databases
from benchmarks.measure import Measure, p50, ratio
from benchmarks.tape import PlainFloor, RecordingStore, Take
from rules.deadlines.rule import Rule
from rules.rulebook import Rulebook
from workflow.database.instants import to_micros
from workflow.database.statements import insert_into
from workflow.database.store import Store, Tx
from workflow.deadlines import ladders
from workflow.sweep import ticks
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow

OPEN, DUE, EACH = 100_000, 1_000, 5
PAIRS, IDLE = 3, 100
RULE = "I-PRISE-EN-CHARGE"
NOW = datetime(2026, 3, 18, 8, tzinfo=world.PARIS)
BY = "mesure"

_INSERT_DOSSIER = insert_into(
    Dossier,
    *("id", "personne_id", "state", "rank", "service_id", "circonscription", "droit"),
    *("born_at", "version", "seq", "head"),
)
_INSERT_DEADLINE = insert_into(
    DeadlineRow,
    *("lineage", "generation", "rule", "rule_version", "kind", "subject_id", "personne_id"),
    *("dossier_id", "opening", "opened_at", "anchor_at", "due_at", "rung", "next_at", "status"),
    *("born_late", "recorded_at"),
)


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """Busy sweeps on fresh copies, engine and floor in turn, then idle ones."""
    rules = world.rulebook()
    dossiers = max(40, int(OPEN / EACH * scale))
    due = max(10, int(DUE * scale))
    base = databases.empty()
    _set_up(base, rules, dossiers, due)
    recorder = RecordingStore(Store.open(databases.copy(base)))
    ticks.sweep(recorder, rules, now=NOW, by=BY)
    tape = recorder.rewind()
    ours, floors = [], []
    for _ in range(PAIRS):
        store = Store.open(databases.copy(base))
        floor = PlainFloor(databases.copy(base))
        ours.append(_sweep(store, rules, expected=due))
        floors.append(_replay(floor, tape))
        floor.connection.close()
        store.close()
    yield Measure(
        name="tick",
        what=f"{due:,} paliers dus parmi {dossiers * EACH:,} échéances".replace(",", " "),
        database=databases.kind,
        n=due * PAIRS,
        figures={
            "sweep_s": round(median(ours), 3),
            "floor_s": round(median(floors), 3),
            "rungs_per_s": round(due / median(ours)),
            "statements_per_rung": round(sum(len(take.calls) for take in tape) / due, 1),
        },
        ratio=ratio(median(ours), median(floors)),
    )
    yield _idle(databases, recorder, rules)
    recorder.close()


def _sweep(store: Store, rules: Rulebook, *, expected: int) -> float:
    began = perf_counter()
    report = ticks.sweep(store, rules, now=NOW, by=BY)
    seconds = perf_counter() - began
    assert report.fired == expected
    return seconds


def _replay(floor: PlainFloor, tape: list[Take]) -> float:
    began = perf_counter()
    for take in tape:
        floor.play(take)
    return perf_counter() - began


def _idle(databases: Databases, recorder: RecordingStore, rules: Rulebook) -> Measure:
    """Sweeps when everything due has fired: two look-ups, and the proof that is written."""
    store = Store(recorder.engine)
    ticks.sweep(recorder, rules, now=NOW, by=BY)
    tape = recorder.rewind()
    floor = PlainFloor(recorder.engine.url.render_as_string(hide_password=False))
    ours, floors = [], []
    for _ in range(IDLE):
        ours.append(_sweep(store, rules, expected=0))
        floors.append(_replay(floor, tape))
    floor.connection.close()
    return Measure(
        name="tick",
        what="tic où rien n’est dû",
        database=databases.kind,
        n=IDLE,
        figures={"sweep_p50_ms": p50(ours), "floor_p50_ms": p50(floors)},
        ratio=ratio(median(ours), median(floors)),
    )


def _set_up(url: str, rules: Rulebook, dossiers: int, due: int) -> None:
    store = Store.open(url)
    store.migrate()
    with store.write() as tx:
        world.settle(tx, dossiers)
        open_dossiers(tx, dossiers)
        _open_deadlines(tx, rules, dossiers, due)
    # The month's cycles are told here, so that no timed sweep does.
    ticks.sweep(store, rules, now=NOW - timedelta(days=10), by=BY)
    store.close()


def open_dossiers(tx: Tx, dossiers: int) -> None:
    """One dossier a person, of the same number, without facts nor journal."""
    tx.many(
        _INSERT_DOSSIER,
        [
            {
                "id": number,
                "personne_id": number,
                "state": "notifie",
                "rank": 1,
                "service_id": 1,
                "circonscription": world.PLACE,
                "droit": "ouvert",
                "born_at": to_micros(world.START),
                "version": 0,
                "seq": 0,
                "head": "",
            }
            for number in range(1, dossiers + 1)
        ],
    )


def _open_deadlines(tx: Tx, rules: Rulebook, dossiers: int, due: int) -> None:
    """``EACH`` deadlines a dossier, each at its first rung. The first one of the first ``due``
    dossiers has reached it within the last hours, the others will within the next months."""
    rule = rules.rules[RULE][-1]
    soon, first = _reached(rules, rule)
    later = soon + timedelta(days=40)
    after = ladders.rung_instants(rules, rule, later)[0]
    rows = []
    for number in range(1, dossiers + 1):
        for rank in range(EACH):
            now = rank == 0 and number <= due
            rows.append(
                {
                    "lineage": f"{RULE}|dossier:{number}|dossier:{number}:1:{rank}",
                    "generation": 1,
                    "rule": RULE,
                    "rule_version": rule.version,
                    "kind": "dossier",
                    "subject_id": number,
                    "personne_id": number,
                    "dossier_id": number,
                    "opening": f"dossier:{number}:1:{rank}",
                    "opened_at": to_micros(world.START),
                    "anchor_at": to_micros(world.START),
                    "due_at": to_micros(soon if now else later),
                    "rung": 0,
                    "next_at": to_micros(first if now else after) - number,
                    "status": "ouverte",
                    "born_late": 0,
                    "recorded_at": to_micros(world.START),
                }
            )
    tx.many(_INSERT_DEADLINE, rows)


def _reached(rules: Rulebook, rule: Rule) -> tuple[datetime, datetime]:
    """A due instant whose first rung, given too, has been reached and the second has not."""
    for days in range(60):
        due = NOW.replace(hour=23, minute=59) + timedelta(days=days)
        first, second, *_ = ladders.rung_instants(rules, rule, due)
        if first <= NOW < second:
            return due, first
    raise LookupError(rule.code)
