"""The pages of the back office on a whole département, asked for in process, without a network.

Each is set against what it reads on the bare driver, prepared as ours, and its own template with
what it showed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any

from jinja2 import Template

from benchmarks import department
from benchmarks.databases import Databases, connect
from benchmarks.measure import Measure, p50, ratio
from benchmarks.overheard import Said, overheard
from benchmarks.visitor import Answer, Visitor, opened
from entrypoints.assembly import Assembly
from workflow.database.store import Store

KEPT = "REORIENTATION_BENCH_DEPARTEMENT"
"""The variable that may name a database to raise the département up in, once, and to keep."""
TURNS = 15

PAGES = (
    ("bop", "/dossiers"),
    ("bop", "/dossiers?ordre=inverse"),
    ("bop", "/dossiers?tri=nom"),
    ("bop", "/dossiers?tri=anciennete"),
    ("bop", "/dossiers?tri=numero"),
    ("bop", "/dossiers?signe=retard"),
    ("bop", "/dossiers?signe=reinscrire"),
    ("bop", "/dossiers?signe=sans_referent"),
    ("bop", "/dossiers?signe=clos&tri=nom"),
    ("bop", "/dossiers?etape=presaisine"),
    ("bop", "/dossiers?circonscription=93-02-3"),
    ("bop", "/dossiers?service=7"),
    ("bop", "/dossiers?q=bala"),
    ("bop", "/dossiers?q=11000012345"),
    ("bop", "/dossiers?q=0600012345"),
    ("referente", "/dossiers"),
    ("referente", "/dossiers?signe=retard"),
    ("referente", "/dossiers?tri=nom"),
    ("bop", "/journee"),
    ("bat", "/journee"),
    ("referente", "/journee"),
    ("responsable", "/journee"),
    ("bop", "/dossiers/2"),
    ("referente", "/dossiers/1"),
    ("bop", "/courrier"),
    ("bop", "/ep"),
    ("bat", "/circonscriptions"),
    ("bat", "/seances"),
    ("bat", "/comptes-rendus"),
    ("bop", "/services"),
    ("manager", "/escalades"),
    ("responsable", "/escalades"),
    ("manager", "/chiffres"),
    ("manager", "/chiffres?circonscription=93-01"),
    ("responsable", "/chiffres"),
)


@contextmanager
def raised(databases: Databases, scale: float) -> Iterator[tuple[str, int]]:
    """The address of a département and its number of dossiers."""
    url = os.environ.get(KEPT) or databases.empty()
    store = Store.open(url)
    store.migrate()
    dossiers = department.raise_up(store, scale)
    store.close()
    yield url, dossiers


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """Each page in turn, ours then its floor."""
    with raised(databases, scale) as (url, dossiers), opened(url) as assembly:
        turns = max(1, min(TURNS, round(TURNS * scale)))
        visitors = {name: Visitor.of(assembly, name) for name in dict(PAGES)}
        for name, address in PAGES:
            yield _measured(
                assembly, visitors[name], f"{name} {address}", databases.kind, dossiers, turns
            )
        for visitor in visitors.values():
            visitor.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A template as a page drew it."""

    template: Template
    shown: Any

    def again(self) -> str:
        return self.template.render(**self.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A page that was asked for several times, in seconds: the request, then what it reads on the
    bare driver and its templates: what it writes in the access log is not said again, and is ours.
    ``processor``: what a request takes of it in this process, which
    other work on the machine hardly lengthens; ``statements``: how many it says."""

    answer: Answer
    ours: list[float]
    sql: list[float]
    drawing: list[float]
    processor: float
    statements: int

    @property
    def floor(self) -> float:
        """What it takes without us."""
        return median(one + other for one, other in zip(self.sql, self.drawing, strict=True))


def timed(assembly: Assembly, visitor: Visitor, address: str, turns: int) -> Timed:
    """The page and its floor, turn by turn."""
    visitor.get(address)  # whatever is read once for all
    with overheard(assembly.store) as told, _drawing() as drawn:
        visitor.get(address)
        told.clear()
        drawn.clear()
        answer = visitor.get(address)
        said = [one for one in told if one.reads]
    url = assembly.store.engine.url.render_as_string(hide_password=False)
    bare = connect(url)
    ours, sql, drawing, processor = [], [], [], []
    for _ in range(turns):
        before = process_time()
        ours.append(_time(lambda: visitor.get(address)))
        processor.append(process_time() - before)
        sql.append(_time(lambda: _replay(bare, said)))
        drawing.append(_time(lambda: [one.again() for one in drawn]))
    bare.close()
    return Timed(
        answer=answer,
        ours=ours,
        sql=sql,
        drawing=drawing,
        processor=median(processor),
        statements=len(told),
    )


def _measured(
    assembly: Assembly, visitor: Visitor, what: str, kind: str, dossiers: int, turns: int
) -> Measure:
    found = timed(assembly, visitor, what.split(" ")[1], turns)
    return Measure(
        name="pages",
        what=what,
        database=kind,
        n=turns,
        figures={
            "dossiers": dossiers,
            "status": found.answer.status,
            "page_p50_ms": p50(found.ours, 1),
            "processor_p50_ms": p50([found.processor], 1),
            "worst_ms": round(max(found.ours) * 1e3, 1),
            "sql_p50_ms": p50(found.sql, 1),
            "template_p50_ms": p50(found.drawing, 1),
            "statements": found.statements,
            "kb": round(len(found.answer.text) / 1e3),
        },
        ratio=ratio(median(found.ours), found.floor),
    )


def _time(what: Any) -> float:
    began = perf_counter()
    what()
    return perf_counter() - began


def _replay(bare: Any, said: list[Said]) -> None:
    """The statements in one transaction, which is committed: what a connection prepared would be
    forgotten otherwise."""
    bare.execute("BEGIN")
    for one in said:
        one.again(bare)
    bare.execute("COMMIT")


@contextmanager
def _drawing() -> Iterator[list[_Drawn]]:
    """The templates that are drawn inside the block, with what they showed."""
    drawn: list[_Drawn] = []
    render = Template.render

    def kept(template: Template, *given: Any, **shown: Any) -> str:
        drawn.append(_Drawn(template=template, shown=shown))
        return render(template, *given, **shown)

    Template.render = kept  # type: ignore[method-assign,assignment]  # the pages have no other door
    try:
        yield drawn
    finally:
        Template.render = render  # type: ignore[method-assign]  # as it was
