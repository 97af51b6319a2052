"""Reading the whole journal and every hash of it, against reading and hashing alone."""

import hashlib
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks import tick, world
from benchmarks.databases import Databases, connect
from benchmarks.measure import Measure, ratio
from rules.subjects import Subject, SubjectKind
from workflow.database.store import Store
from workflow.trail import journal, verification
from workflow.trail.journal import Chain, Entry

CHAINS, LENGTH, RUNS = 5_000, 20, 3


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """A journal of ``CHAINS`` dossiers of ``LENGTH`` entries each, the usual size of an act's."""
    chains = max(10, int(CHAINS * scale))
    url = databases.empty()
    store = Store.open(url)
    _write(store, chains)
    ours, floors = [], []
    for _ in range(RUNS):
        began = perf_counter()
        verdict = verification.verify(store)
        ours.append(perf_counter() - began)
        assert not verdict.flaws
        assert verdict.entries == chains * LENGTH
        floors.append(_read_and_hash(url))
    store.close()
    entries = chains * LENGTH
    yield Measure(
        name="verify",
        what="vérification du journal",
        database=databases.kind,
        n=entries,
        figures={
            "rows_per_s": round(entries / median(ours)),
            "floor_rows_per_s": round(entries / median(floors)),
        },
        ratio=ratio(median(ours), median(floors)),
    )


def _write(store: Store, chains: int) -> None:
    store.migrate()
    with store.write() as tx:
        world.settle(tx, chains)
        tick.open_dossiers(tx, chains)
        for number in range(1, chains + 1):
            chain = Chain(subject=Subject(SubjectKind.DOSSIER, number), version=0, seq=0, head="")
            for _ in range(LENGTH):
                chain = journal.append(tx, chain, _entry(number), advance=chain.seq + 1 == LENGTH)


def _entry(number: int) -> Entry:
    at = world.START
    return Entry(
        act="inscrire",
        actor=world.REFERENT,
        occurred=at,
        known=at,
        body={
            "de": "presaisine",
            "vers": "en_icl",
            "moves": [
                ["dossier", "inscrire", "presaisine", "en_icl"],
                ["passage", "inscrire", "", "inscrit"],
            ],
            "valeurs": {"seance": number},
            "modifs": {"dossier": {"state": ["presaisine", "en_icl"]}},
            "crees": {"passage": number},
            "faits": ["etat:en_icl"],
            "echeances": [f"I-INSCRIRE@1 tenue {at.isoformat()}"],
        },
    )


def _read_and_hash(url: str) -> float:
    """Every entry in the order of its chain, each linked to the one before; nothing compared but
    the hash."""
    connection = connect(url)
    began = perf_counter()
    rows = connection.execute(
        "SELECT subject_id, seq, body, hash FROM journal ORDER BY kind, subject_id, seq"
    )
    head = ""
    for _, seq, body, stored in rows:
        text = (head if seq > 1 else "") + body
        assert hashlib.sha256(text.encode()).hexdigest() == stored
        head = stored
    seconds = perf_counter() - began
    connection.close()
    return seconds
