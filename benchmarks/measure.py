"""One measure: a JSON line for programs, a row of the table for people."""

import json
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

from rich.console import Console
from rich.table import Table

LIBRARIES = ("sqlalchemy", "psycopg", "transitions", "holidays", "structlog", "typst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What was measured: ``name`` is the benchmark's, ``what`` the line of it, ``n`` the number of
    repetitions behind the figures. ``ratio`` is ours over the floor, None where there is none."""

    name: str
    what: str
    n: int
    figures: Mapping[str, float | int | str]
    ratio: float | None = None
    database: str | None = None

    def as_line(self, server: str | None = None) -> str:
        """The measure as one JSON object. ``server`` is the version of the database server."""
        versions = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
        if server is not None:
            versions["postgresql"] = server
        return json.dumps(
            {
                "name": self.name,
                "what": self.what,
                "database": self.database,
                "figures": self.figures,
                "ratio": self.ratio,
                "n": self.n,
                "command": f"./dev bench {self.name}",
                "versions": versions | {name: version(name) for name in LIBRARIES},
            },
            ensure_ascii=False,
        )


def p50(seconds: Sequence[float], digits: int = 3) -> float:
    """The median, in milliseconds."""
    return round(median(seconds) * 1e3, digits)


def ratio(ours: float, floor: float) -> float:
    """How many times the floor."""
    return float(f"{ours / floor:.3g}")


def show(measures: Iterable[Measure], console: Console) -> None:
    """The table of a run."""
    table = Table(title="Mesures : nous / plancher, dans la même exécution")
    for heading in ("mesure", "base", "n", "chiffres", "rapport"):
        table.add_column(heading, justify="right" if heading in ("n", "rapport") else "left")
    for one in measures:
        figures = "\n".join(
            f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}"
            for name, value in one.figures.items()
        )
        table.add_row(
            f"{one.name}\n{one.what}",
            one.database or "",
            f"{one.n:,}",
            figures,
            "" if one.ratio is None else f"{one.ratio:.3g}",
        )
    console.print(table)
