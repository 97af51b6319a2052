"""One durable step of a dossier, against the same statements replayed on the bare driver."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from time import perf_counter

from benchmarks import world
from benchmarks.databases import POSTGRESQL, Databases, connect
from benchmarks.measure import Measure, p50, ratio
from benchmarks.tape import Floor, PipelinedFloor, PlainFloor, RecordingStore, Take, statements_in
from benchmarks.world import Asked
from rules.rulebook import Rulebook
from workflow.acts import commands
from workflow.database.store import Store

DOSSIERS, SEANCES, BLOCK = 240, 4, 20
_COMPARED = ("dossier", "demande", "passage", "fact", "deadline", "journal", "outbox")

Prepare = Callable[[Store, Rulebook], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Acts of the same kind, one a dossier. ``prepare`` comes before them and is not timed."""

    acts: Sequence[Asked]
    prepare: Prepare | None = None


class NotTheSameRows(AssertionError):
    """The floor did not leave the rows that the engine left: it measured something else."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(f"Le plancher n’a pas écrit les mêmes lignes dans « {table} ».")


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """The six acts from the request to the saisine, over all dossiers; engine and floors take
    turns every ``BLOCK`` dossiers."""
    people = max(BLOCK, int(DOSSIERS * scale) // BLOCK * BLOCK)
    rules = world.rulebook()
    base = databases.empty()
    phases = _set_up(base, rules, people)
    recorded, played, replayed = (databases.copy(base) for _ in range(3))
    floors: dict[str, Floor] = {"floor": PlainFloor(replayed)}
    compared = [replayed]
    if databases.kind == POSTGRESQL:
        compared.append(databases.copy(base))
        floors["pipelined"] = PipelinedFloor(compared[-1])
    recorder, engine = RecordingStore(Store.open(recorded)), Store.open(played)
    others = [Store.open(url) for url in compared]
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    statements: dict[str, int] = defaultdict(int)
    for phase in phases:
        if phase.prepare is not None:
            for store in (recorder, engine, *others):
                phase.prepare(store, rules)
            recorder.rewind()
        takes = [_record(recorder, rules, asked) for asked in phase.acts]
        for kind, number in statements_in(takes).items():
            statements[kind] += number
        _race(engine, rules, phase, takes, floors, times)
    for url in compared:
        _compare(played, url)
    for store in (recorder, engine, *others):
        store.close()
    yield _summary(databases, times, statements)


def _set_up(base: str, rules: Rulebook, people: int) -> list[Phase]:
    store = Store.open(base)
    store.migrate()
    with store.write() as tx:
        world.settle(tx, people)
    dossiers = world.accompany(store, rules, people)
    at = world.START + timedelta(days=25)
    numbers = [
        world.programme(store, rules, day=f"2026-04-{day:02}", at=at)
        for day in range(7, 7 + SEANCES)
    ]
    store.close()
    held = datetime(2026, 4, 13, 11, tzinfo=world.PARIS)

    def open_seances(store: Store, rules: Rulebook) -> None:
        for rank, number in enumerate(numbers):
            world.of_seance(store, rules, number, "preparer", at + timedelta(days=10))
            world.of_seance(store, rules, number, "arreter", at + timedelta(days=20))
            day = datetime(2026, 4, 7 + rank, 9, 30, tzinfo=world.PARIS)
            world.of_seance(store, rules, number, "ouvrir", day)

    wish: dict[str, object] = {"motif_code": "3", "service_souhaite": 2, "urgent": "oui"}
    heard: dict[str, object] = {"date": "2026-03-02", "accord": "oui"}
    ruled: dict[str, object] = {"methode": "liste", "accord_accueil": "oui"}
    by, bop = world.REFERENT, world.BOP
    version = 6  # the birth and the five acts of the past

    def acts(event: str, at: datetime, after: int, data: dict[str, object]) -> list[Asked]:
        return [
            Asked(
                dossier_id=dossier_id,
                event=event,
                actor=bop if event == "declarer_recevable" else by,
                at=at + timedelta(minutes=rank),
                version=version + after,
                data={"seance": numbers[rank % SEANCES]} if event == "inscrire" else data,
            )
            for rank, dossier_id in enumerate(dossiers)
        ]

    return [
        Phase(acts=acts("ouvrir_reorientation", at + timedelta(hours=1), 0, wish)),
        Phase(acts=acts("consulter", at + timedelta(days=4), 1, heard)),
        Phase(acts=acts("inscrire", at + timedelta(days=5), 2, {})),
        # Being retained on the agenda is an act of the line: one version more.
        Phase(acts=acts("rendre_favorable", held, 4, ruled), prepare=open_seances),
        Phase(acts=acts("deposer_saisine", held + timedelta(days=1), 5, {"canal": "mail"})),
        Phase(acts=acts("declarer_recevable", held + timedelta(days=2), 6, {})),
    ]


def _record(recorder: RecordingStore, rules: Rulebook, asked: Asked) -> Take:
    commands.perform(recorder, rules, asked.command())
    (take,) = recorder.rewind()
    return take


def _race(
    engine: Store,
    rules: Rulebook,
    phase: Phase,
    takes: Sequence[Take],
    floors: dict[str, Floor],
    times: dict[str, dict[str, list[float]]],
) -> None:
    for first in range(0, len(takes), BLOCK):
        block = slice(first, first + BLOCK)
        ours = times["engine"]
        for asked in phase.acts[block]:
            command = asked.command()
            began = perf_counter()
            commands.perform(engine, rules, command)
            ours[asked.event].append(perf_counter() - began)
        for name, floor in floors.items():
            for asked, take in zip(phase.acts[block], takes[block], strict=True):
                began = perf_counter()
                floor.play(take)
                times[name][asked.event].append(perf_counter() - began)


def _compare(played: str, replayed: str) -> None:
    """Raises NotTheSameRows when the two databases differ."""
    ours, floor = connect(played), connect(replayed)
    for table in _COMPARED:
        query = f"SELECT * FROM {table} ORDER BY 1, 2, 3"
        if ours.execute(query).fetchall() != floor.execute(query).fetchall():
            raise NotTheSameRows(table)
    ours.close()
    floor.close()


def _summary(
    databases: Databases,
    times: dict[str, dict[str, list[float]]],
    statements: dict[str, int],
) -> Measure:
    """Medians; and the first tenth, which other work on the machine disturbs least."""
    every = {name: [t for of in acts.values() for t in of] for name, acts in times.items()}
    steps = len(every["engine"])
    figures: dict[str, float | int | str] = {
        f"{name}_p50_ms": p50(seconds) for name, seconds in every.items()
    }
    quiet = {name: quantiles(seconds, n=10)[0] for name, seconds in every.items()}
    figures |= {f"{name}_p10_ms": round(seconds * 1e3, 3) for name, seconds in quiet.items()}
    figures["ratio_p10"] = ratio(quiet["engine"], quiet["floor"])
    if "pipelined" in every:
        figures["ratio_pipelined"] = ratio(median(every["engine"]), median(every["pipelined"]))
    figures["statements_per_step"] = round(sum(statements.values()) / steps, 1)
    figures["reads_per_step"] = round(statements["reads"] / steps, 1)
    for event, seconds in times["engine"].items():
        figures[f"ratio_{event}"] = ratio(median(seconds), median(times["floor"][event]))
    return Measure(
        name="step",
        what="un acte d’un dossier, durable",
        database=databases.kind,
        n=steps,
        figures=figures,
        ratio=ratio(median(every["engine"]), median(every["floor"])),
    )
