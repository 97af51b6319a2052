"""The import of a stock of people from webRSA's XML: seconds, and whether memory stays flat.

Each import runs in a process of its own, whose peak of memory is then its own.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import world
from benchmarks.databases import Databases
from benchmarks.measure import Measure, ratio
from entrypoints import memory
from entrypoints.configuration import settings
from entrypoints.counter import counter_of
from exchanges.imports import import_files
from exchanges.webrsa.sample.files import write_samples
from workflow.database.store import Store
from workflow.organisations import referential

FEW, MANY = 2_000, 20_000
AT = datetime(2026, 3, 2, 6, 30, tzinfo=world.PARIS)
_PEAK_UNIT = 2**20 if sys.platform == "darwin" else 2**10


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """A tenth of the people, then all of them: what grows tenfold is not flat."""
    few, many = (_in_another_process(databases, int(people * scale)) for people in (FEW, MANY))
    yield Measure(
        name="import",
        what="import d’un stock de personnes",
        database=databases.kind,
        n=int(MANY * scale),
        figures={
            "seconds": round(many["seconds"], 1),
            "people_per_s": round(many["people"] / many["seconds"]),
            "peak_mb": round(many["peak_mb"]),
            "peak_mb_of_a_tenth": round(few["peak_mb"]),
            "peak_growth": ratio(many["peak_mb"], few["peak_mb"]),
            "file_mb": round(many["file_mb"], 1),
        },
    )


def _in_another_process(databases: Databases, people: int) -> dict[str, float]:
    url = databases.empty()
    with TemporaryDirectory(prefix="reorientation-bench-") as folder:
        paths = write_samples(Path(folder), people=people, seed=1, at=AT)
        done = subprocess.run(
            [sys.executable, "-m", __name__, url, *map(str, paths)],
            cwd=world.CONFIG.parent,
            stdout=subprocess.PIPE,
            check=True,
        )
        size = sum(path.stat().st_size for path in paths) / 1e6
    told: dict[str, float] = json.loads(done.stdout)
    return told | {"file_mb": size}


def _import(url: str, paths: list[Path]) -> dict[str, float]:
    """Imports the files into a new database; how long, how many, and the peak of memory."""
    chosen = settings.load(world.CONFIG, {})
    store = Store.open(url)
    store.migrate()
    with store.write() as tx:
        referential.install_circonscriptions(tx, chosen.territory.labels.items())
    began = perf_counter()
    reports = list(import_files(store, counter_of(chosen), paths, now=AT))
    seconds = perf_counter() - began
    store.close()
    return {
        "seconds": seconds,
        "people": sum(report.total for report in reports if report.people),
        "peak_mb": getrusage(RUSAGE_SELF).ru_maxrss / _PEAK_UNIT,
    }


if __name__ == "__main__":
    memory.settle()  # as the command line does
    print(json.dumps(_import(sys.argv[1], [Path(path) for path in sys.argv[2:]])))
