"""A million due instants counted again at once; then what another calendar would change among a
large base of open deadlines, as ``calendrier simuler`` tells it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks import tick, world
from benchmarks.databases import Databases
from benchmarks.measure import Measure, ratio
from rules.days.calendar import Calendar
from rules.days.closures import Closure
from rules.deadlines.rule import Rule
from rules.delays.bulk import Micros, due_micros
from rules.delays.delay import due
from rules.rulebook import Rulebook
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import insert_into
from workflow.database.store import Store, Tx
from workflow.deadlines.ladders import NEVER
from workflow.recalculation import calendar_use, snapshots
from workflow.recalculation.arming import Armed, Arms
from workflow.recalculation.forecast import forecast
from workflow.recalculation.movements import Nature
from workflow.tables.trail import DeadlineRow

MILLION, OPEN, RUNS, ALONE = 1_000_000, 100_000, 3, 20_000
RULES = ("I-RECEVABILITE", "I-INSTRUIRE", "I-DECISION", "2-RDV", "I-PRISE-EN-CHARGE")
NOW = datetime(2026, 3, 18, 8, tzinfo=world.PARIS)
_OVER = timedelta(days=60)
_MICROSECOND = timedelta(microseconds=1)

_INSERT = insert_into(
    DeadlineRow,
    *("lineage", "generation", "rule", "rule_version", "kind", "subject_id", "personne_id"),
    *("dossier_id", "opening", "opened_at", "anchor_at", "due_at", "rung", "next_at", "status"),
    *("born_late", "recorded_at", "calendar"),
)


def alone(scale: float) -> Iterator[Measure]:
    """The arithmetic alone, against counting one after the other."""
    law = world.rulebook()
    rules = [law.rules[code][-1] for code in RULES]
    count = max(1_000, int(MILLION * scale))
    anchors = _anchors(count)
    shares = np.array_split(anchors, len(rules))
    ours = []
    for _ in range(RUNS):
        _other(law.calendar)  # another calendar: nothing of it is at hand
        calendar = _other(law.calendar)
        began = perf_counter()
        found = [
            due_micros(share, one.delay, calendar) for share, one in zip(shares, rules, strict=True)
        ]
        ours.append(perf_counter() - began)
    few = [from_micros(int(at)) for at in islice(shares[0], min(ALONE, len(shares[0])))]
    began = perf_counter()
    expected = [due(at, rules[0].delay, calendar) for at in few]
    each = (perf_counter() - began) / len(few)
    assert [from_micros(int(at)) for at in found[0][: len(few)]] == expected
    yield Measure(
        name="recompute",
        what="échéances comptées d’un coup",
        n=count,
        figures={
            "all_s": round(median(ours), 3),
            "each_us": round(median(ours) / count * 1e6, 3),
            "one_by_one_us": round(each * 1e6, 2),
        },
        ratio=ratio(median(ours) / count, each),
    )


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """A simulation of one more day closed, on a base whose deadlines are as the engine writes."""
    law = world.rulebook()
    dossiers = max(40, int(OPEN / len(RULES) * scale))
    url = databases.empty()
    _set_up(url, law, dossiers)
    store = Store.open(url)
    assert not forecast(store, law, now=NOW).movements
    other = replace(law, calendar=_other(law.calendar))
    snapshots.keep(store, other, NOW)
    seconds = []
    for _ in range(RUNS):
        began = perf_counter()
        found = forecast(store, other, now=NOW)
        seconds.append(perf_counter() - began)
    store.close()
    moved = len(found.of(Nature.DEPLACEE))
    assert found.examined == dossiers * len(RULES)
    assert 0 < moved < found.examined
    yield Measure(
        name="recompute",
        what="calendrier simuler",
        database=databases.kind,
        n=found.examined,
        figures={
            "simulate_s": round(median(seconds), 2),
            "open_deadlines": found.examined,
            "moved": moved,
            "alerts_moved": len(found.of(Nature.ALERTE)),
            "derived_from_facts": found.derived,
        },
    )


def _other(calendar: Calendar) -> Calendar:
    """The calendar of the house with one more day closed, built anew."""
    content = calendar.content()
    day = date(2026, 3, 25)
    closed = {**content["fermetures"], day.isoformat(): Closure(day, day, "inventaire").label}
    return Calendar.from_content({**content, "fermetures": closed})


def _anchors(count: int) -> Micros:
    """Instants of the working hours of the last sixty days, in no order."""
    chance = np.random.default_rng(93)
    return to_micros(NOW) - chance.integers(0, _OVER // _MICROSECOND, count, dtype=np.int64)


def _set_up(url: str, law: Rulebook, dossiers: int) -> None:
    store = Store.open(url)
    store.migrate()
    snapshots.keep(store, law, NOW)
    calendar_use.first(store, law, NOW)
    with store.write() as tx:
        world.settle(tx, dossiers)
        tick.open_dossiers(tx, dossiers)
        for rule in (law.rules[code][-1] for code in RULES):
            _open(tx, law, rule, dossiers)
    store.close()


def _open(tx: Tx, law: Rulebook, rule: Rule, dossiers: int) -> None:
    arms = Arms(law, NOW)
    anchors = _anchors(dossiers)
    dues = due_micros(anchors, rule.delay, law.calendar)
    rows = []
    for number, (anchor, due_at) in enumerate(zip(anchors.tolist(), dues.tolist(), strict=True), 1):
        row: dict[str, object] = {
            "lineage": f"{rule.code}|dossier:{number}|dossier:{number}:1:0",
            "generation": 1,
            "rule": rule.code,
            "rule_version": rule.version,
            "kind": "dossier",
            "subject_id": number,
            "personne_id": number,
            "dossier_id": number,
            "opening": f"dossier:{number}:1:0",
            "opened_at": anchor,
            "anchor_at": anchor,
            "due_at": due_at,
            "status": "ouverte",
            "born_late": 0,
            "recorded_at": anchor,
            "calendar": law.calendar.version,
        }
        known = {name: row[name] for name in Armed._fields if name in row}
        armed = Armed(id=0, child=None, rung=None, next_at=None, told=NEVER, **known)  # type: ignore[arg-type]  # the columns of the row
        rung, at = arms.should_wait_for(armed)
        rows.append({**row, "rung": rung, "next_at": at})
    tx.many(_INSERT, rows)
