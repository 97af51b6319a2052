"""The great moments of a séance: the agenda of 60 lines settled, its list validated in one act, an
EP of 400 decisions; against the same transactions replayed on the bare driver."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

from benchmarks import world
from benchmarks.databases import Databases
from benchmarks.measure import Measure, ratio
from benchmarks.tape import PlainFloor, RecordingStore
from rules.actors import Actor, Role
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import commands
from workflow.database.store import Store
from workflow.seances.outcomes import results

LINES, DECISIONS, PAIRS = 60, 400, 3
EP = Actor(name="ep", role=Role.EP)
BEFORE = world.START + timedelta(days=25)
HELD = datetime(2026, 4, 7, 9, 30, tzinfo=world.PARIS)
DECIDED = datetime(2026, 4, 28, 9, 30, tzinfo=world.PARIS)

_Play = Callable[[Store], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What is timed, from a base of its own; ``play`` answers how many lines it served."""

    what: str
    lines: int
    base: str
    play: _Play


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """Each scene on fresh copies of its base, engine and floor in turn."""
    for scene in _scenes(databases, max(4, int(LINES * scale)), max(8, int(DECISIONS * scale))):
        recorder = RecordingStore(Store.open(databases.copy(scene.base)))
        scene.play(recorder)
        tape = recorder.rewind()
        recorder.close()
        ours, floors = [], []
        for _ in range(PAIRS):
            store = Store.open(databases.copy(scene.base))
            floor = PlainFloor(databases.copy(scene.base))
            began = perf_counter()
            assert scene.play(store) == scene.lines
            ours.append(perf_counter() - began)
            began = perf_counter()
            for take in tape:
                floor.play(take)
            floors.append(perf_counter() - began)
            floor.connection.close()
            store.close()
        yield Measure(
            name="seance",
            what=scene.what,
            database=databases.kind,
            n=scene.lines * PAIRS,
            figures={
                "seconds": round(median(ours), 3),
                "floor_s": round(median(floors), 3),
                "ms_per_line": round(median(ours) / scene.lines * 1e3, 2),
                "transactions": len(tape),
            },
            ratio=ratio(median(ours), median(floors)),
        )


def _scenes(databases: Databases, lines: int, decisions: int) -> Iterator[_Scene]:
    """The scenes in the order of the procedure, each base being what the one before led to."""
    rules, base = world.rulebook(), databases.empty()
    size = min(lines, decisions)
    with _open(base) as store:
        requests = _requests(store, rules, _accompanied(store, rules, decisions))
        seances = [
            _prepared(store, rules, requests[start : start + lines], rank)
            for rank, start in enumerate(range(0, decisions, lines))
        ]
    first = seances[0]
    yield _Scene(
        what=f"ordre du jour de {size} lignes arrêté",
        lines=size,
        base=base,
        play=lambda store: _settle(store, rules, first),
    )
    with _open(base) as store:
        for seance in seances:
            _settle(store, rules, seance)
            world.of_seance(store, rules, seance, "ouvrir", HELD)
    said = {"methode": "liste", "accord_accueil": "oui"}
    favourable = _act("rendre_favorable", world.REFERENT, HELD, **said)
    yield _Scene(
        what=f"liste de {size} lignes validée en un acte",
        lines=size,
        base=base,
        play=lambda store: _give(store, rules, favourable, first),
    )
    with _open(base) as store:
        for seance in seances:
            _give(store, rules, favourable, seance)
        ep = _before_the_ep(store, rules, requests)
    accepted = _act("accepter", EP, DECIDED, type_orientation=3)
    yield _Scene(
        what=f"EP de {decisions} décisions, ce que « tout accepter » ferait",
        lines=decisions,
        base=base,
        play=lambda store: _preview(store, rules, accepted, ep),
    )
    yield _Scene(
        what=f"EP de {decisions} décisions, tout accepter",
        lines=decisions,
        base=base,
        play=lambda store: _give(store, rules, accepted, ep),
    )


@contextmanager
def _open(url: str) -> Iterator[Store]:
    """The base while it is led on; closed, it may be copied."""
    store = Store.open(url)
    yield store
    store.close()


def _act(event: str, actor: Actor, at: datetime, **data: object) -> Act:
    return Act(event=event, actor=actor, occurred=at, known=at, data=data)


def _do(store: Store, rules: Rulebook, dossiers: Sequence[int], act: Act) -> None:
    for dossier_id in dossiers:
        commands.perform(store, rules, commands.Command(dossier_id=dossier_id, act=act))


def _accompanied(store: Store, rules: Rulebook, people: int) -> list[int]:
    store.migrate()
    with store.write() as tx:
        world.settle(tx, people)
    return world.accompany(store, rules, people)


def _requests(store: Store, rules: Rulebook, dossiers: Sequence[int]) -> list[int]:
    """A request for each of these dossiers, the person having been heard."""
    by, at = world.REFERENT, BEFORE
    wish = _act("ouvrir_reorientation", by, at, motif_code="3", service_souhaite=2, urgent="oui")
    heard = _act("consulter", by, at + timedelta(hours=1), date="2026-02-27", accord="oui")
    _do(store, rules, dossiers, wish)
    _do(store, rules, dossiers, heard)
    return list(dossiers)


def _prepared(store: Store, rules: Rulebook, dossiers: Sequence[int], rank: int) -> int:
    """An ICL-I whose table is open, with a line for each of these dossiers."""
    at = BEFORE + timedelta(hours=2)
    hour = f"{9 + rank // 2:02}:{30 * (rank % 2):02}"
    seance = world.of_seance(
        store,
        rules,
        None,
        "programmer",
        at,
        genre="icl",
        circonscription=world.PLACE,
        date_seance=str(HELD.date()),
        heure=hour,
        lieu=f"salle {rank}",
    )
    _do(store, rules, dossiers, _act("inscrire", world.REFERENT, at, seance=seance))
    world.of_seance(store, rules, seance, "preparer", at + timedelta(days=1))
    return seance


def _settle(store: Store, rules: Rulebook, seance: int) -> int:
    world.of_seance(store, rules, seance, "arreter", HELD - timedelta(days=4))
    return len(results.awaited(store, seance))


def _preview(store: Store, rules: Rulebook, act: Act, seance: int) -> int:
    """What whoever coordinates looks at before the act."""
    shown = results.preview(store, rules, act, results.awaited(store, seance))
    return sum(not one.refusals for one in shown)


def _give(store: Store, rules: Rulebook, act: Act, seance: int) -> int:
    given = results.give(store, rules, act, results.awaited(store, seance), key=f"lot-{seance}")
    return sum(one.outcome is not None for one in given)


def _before_the_ep(store: Store, rules: Rulebook, dossiers: Sequence[int]) -> int:
    """An open EP, with all these dossiers on its agenda."""
    at = HELD + timedelta(days=1)
    _do(store, rules, dossiers, _act("deposer_saisine", world.REFERENT, at, canal="mail"))
    _do(store, rules, dossiers, _act("declarer_recevable", world.BOP, at))
    day, hour = str(DECIDED.date()), f"{DECIDED:%H:%M}"
    seance = world.of_seance(
        store, rules, None, "programmer", at, by=world.BOP, genre="ep", date_seance=day, heure=hour
    )
    _do(store, rules, dossiers, _act("inscrire_ep", world.BOP, at, seance=seance))
    for event, when in (("preparer", at), ("arreter", at), ("ouvrir", DECIDED)):
        world.of_seance(store, rules, seance, event, when, by=world.BOP)
    return seance
