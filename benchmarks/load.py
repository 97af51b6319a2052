"""Sixty requests a second, reading and writing mixed, through the door of the service in several
processes, on a whole département.

A request leaves at its instant whether the others were answered or not, and its time runs from that
instant: what waits for a slow one is counted. The time of each kind is set against what its pages
take on the bare driver and in their templates, one alone on the same machine just before.
"""

import http.client
import os
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from statistics import median
from threading import local
from time import perf_counter, sleep

import sqlalchemy as sa

from benchmarks.databases import POSTGRESQL, Databases
from benchmarks.measure import Measure, p50, ratio
from benchmarks.pages import raised, timed
from benchmarks.served import several
from benchmarks.visitor import Visitor, form_of, opened, session_of
from entrypoints.assembly import Assembly
from entrypoints.web.visitors import cookies
from tests.workflow.build import ALI, FRANCE_TRAVAIL
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier

RATE, SECONDS, PROCESSES = 60, 60, 2
_AT_ONCE = 48
"""How many requests are under way together, at most: beyond, one waits, and its time runs."""
_RESTS = 3.0
"""Seconds after which a browser leaves a connection that it did not use: the service closes it
after five, and who asks just then has no answer."""
_TURNS = 5
_WARM = 600
"""Requests before the measure, at half its rate: a service does not begin its day with a full load,
and each of its connections prepares what it says."""

_LIST, _SEARCH, _SHEET, _DAY, _ACT = "liste", "recherche", "dossier", "journée", "acte"
_TURN = (
    *(_LIST, _SHEET, _ACT, _SEARCH, _LIST, _SHEET, _DAY, _LIST, _SEARCH, _SHEET),
    *(_LIST, _ACT, _SHEET, _SEARCH, _LIST, _SHEET, _DAY, _LIST, _ACT, _SEARCH),
)
"""What twenty requests are of: six lists, four searches, five dossiers, two days, three acts."""

_LISTS = (
    ("bop", "/dossiers"),
    ("bop", "/dossiers?tri=nom"),
    ("bop", "/dossiers?signe=retard"),
    ("bop", "/dossiers?etape=presaisine"),
    ("referente", "/dossiers?tri=nom"),
    ("bop", "/dossiers?signe=reinscrire"),
    ("bop", "/dossiers?tri=anciennete"),
    ("bop", "/dossiers?service=7"),
)
_DAYS = (("referente", "/journee"), ("bat", "/journee"), ("bop", "/journee"))
_OFFICES = ("bop", "referente", "bat")
_STARTS = "BALANORIDUMESOVITARECULOPAGI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked for by somebody; ``body``: the form that is posted, None when nothing is."""

    kind: str
    office: str
    path: str
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a request went, in seconds; ``status`` 0: not at all."""

    kind: str
    status: int
    seconds: float

    @property
    def failed(self) -> bool:
        """Neither a page nor the way to one: a form that was refused is a failure here."""
        return self.status not in (200, 303)


def measure(databases: Databases, scale: float) -> Iterator[Measure]:
    """A measure for each kind of request, then one for all of them."""
    if databases.kind != POSTGRESQL:
        return  # several processes serve one registry on PostgreSQL
    with raised(databases, scale) as (url, dossiers):
        number = max(len(_TURN), round(RATE * SECONDS * min(1.0, scale)))
        warm = max(len(_TURN), round(_WARM * min(1.0, scale)))
        with opened(url) as assembly:
            tokens = {name: session_of(assembly, name) for name in _OFFICES}
            asked = list(_requests(assembly, tokens, number + warm))
            floors = _floors(assembly, asked, tokens)
        ports = _free_ports(PROCESSES)
        with several(url, ports), _Clients(ports, tokens) as clients:
            clients.play(asked[:warm], RATE / 2)
            answers, lasted = clients.play(asked[warm:], RATE)
    kinds: dict[str, list[Answered]] = {}
    for one in answers:
        kinds.setdefault(one.kind, []).append(one)
    for kind, found in kinds.items():
        yield _told(kind, found, floors.get(kind), {"dossiers": dossiers})
    yield _told("tout", answers, None, {"per_second": round(len(answers) / lasted, 1)})


def _told(
    what: str, found: Sequence[Answered], floor: float | None, more: dict[str, float | int]
) -> Measure:
    seconds = sorted(one.seconds for one in found)

    def share(percent: int) -> float:
        return round(seconds[(len(seconds) - 1) * percent // 100] * 1e3, 1)

    figures: dict[str, float | int | str] = {
        "p50_ms": share(50),
        "p95_ms": share(95),
        "p99_ms": share(99),
        "errors": sum(one.failed for one in found),
        "load": round(os.getloadavg()[0], 1),
        **more,
    }
    if floor is not None:
        figures["floor_ms"] = p50([floor], 1)
    return Measure(
        name="load",
        what=what,
        database=POSTGRESQL,
        n=len(found),
        figures=figures,
        ratio=None if floor is None else ratio(median(seconds), floor),
    )


def _requests(assembly: Assembly, tokens: dict[str, str], number: int) -> Iterator[Request]:
    """As many requests as that, always the same ones of a same registry."""
    dice = Random(5)
    wanted = number * _TURN.count(_ACT) // len(_TURN) + _TURN.count(_ACT)
    reopened = _to_reopen(assembly, wanted)
    if len(reopened) < wanted:
        raise RuntimeError("les passages d’avant ont rouvert trop de dossiers : relevez la base")
    acts = iter(reopened)
    lists, days, last = cycle(_LISTS), cycle(_DAYS), _last(assembly)
    sheets = _some(assembly, dice, last)
    for kind in islice(cycle(_TURN), number):
        if kind == _LIST:
            office, path = next(lists)
            yield Request(kind=kind, office=office, path=path)
        elif kind == _DAY:
            office, path = next(days)
            yield Request(kind=kind, office=office, path=path)
        elif kind == _SEARCH:
            yield Request(kind=kind, office="bop", path=f"/dossiers?q={_sought(dice, last)}")
        elif kind == _SHEET:
            yield Request(kind=kind, office="bop", path=f"/dossiers/{next(sheets)}")
        else:
            dossier, version = next(acts)
            yield Request(
                kind=kind,
                office="referente",
                path=f"/dossiers/{dossier}/actes/ouvrir_reorientation",
                body=form_of(
                    tokens["referente"],
                    version,
                    {"motif_code": "3", "service_souhaite": str(FRANCE_TRAVAIL)},
                ),
            )


def _sought(dice: Random, last: int) -> str:
    """The beginning of a name, a number of demande or a telephone."""
    start, number = 2 * dice.randrange(len(_STARTS) // 2 - 1), dice.randint(100, last)
    return dice.choice(
        (_STARTS[start : start + 4].lower(), f"1{1_000_000_000 + number}", f"06{number:08}")
    )


def _last(assembly: Assembly) -> int:
    with assembly.store.read() as connection:
        query = sa.select(sa.func.max(table(Dossier).c.id))
        return int(connection.execute(query).scalar_one())


def _some(assembly: Assembly, dice: Random, last: int) -> Iterator[int]:
    """Numbers of open dossiers, without end: those of a copy whose right was closed never lived."""
    number, closed = table(Dossier).c.id, table(Dossier).c.closed_at
    while True:
        beyond = sa.and_(number >= dice.randint(1, last), closed.is_(None))
        query = sa.select(number).where(beyond).order_by(number).limit(1)
        with assembly.store.read() as connection:
            found = connection.execute(query).scalar()
        if found is not None:
            yield int(found)


def _to_reopen(assembly: Assembly, most: int) -> list[tuple[int, int]]:
    """Dossiers of the ALI that are accompanied, with their versions: a request may be opened."""
    dossier = table(Dossier)
    query = (
        sa.select(dossier.c.id, dossier.c.version)
        .where(
            *(dossier.c.service_id == ALI, dossier.c.state == "accompagnement"),
            *(dossier.c.closed_at.is_(None), dossier.c.droit == "ouvert"),
        )
        .order_by(dossier.c.id)
        .limit(most)
    )
    with assembly.store.read() as connection:
        return [(row.id, row.version) for row in connection.execute(query)]


def _floors(
    assembly: Assembly, asked: Sequence[Request], tokens: dict[str, str]
) -> dict[str, float]:
    """Of each kind that only reads, the median of what its requests take without us."""
    kept: dict[str, dict[tuple[str, str], None]] = {}
    for one in asked:
        if one.body is None:
            kept.setdefault(one.kind, {})[one.office, one.path] = None
    visitors = {name: Visitor.of(assembly, name) for name in tokens}
    found = {
        kind: median(
            timed(assembly, visitors[office], path, _TURNS).floor
            for office, path in islice(paths, 8)
        )
        for kind, paths in kept.items()
    }
    for visitor in visitors.values():
        visitor.close()
    return found


class _Clients:
    """Browsers that keep their connections, turn by turn to each process."""

    def __init__(self, ports: Sequence[int], tokens: dict[str, str]) -> None:
        self._ports = cycle(ports)
        self._tokens = tokens
        self._own = local()
        self._doors: list[http.client.HTTPConnection] = []
        self._threads = ThreadPoolExecutor(_AT_ONCE)

    def __enter__(self) -> "_Clients":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()
        for door in self._doors:
            door.close()

    def play(self, asked: Sequence[Request], rate: float) -> tuple[list[Answered], float]:
        """So many a second, each at its instant; what was answered, and how long all of it took."""
        began = perf_counter()
        waiting = []
        for n, one in enumerate(asked):
            due = began + n / rate
            sleep(max(0.0, due - perf_counter()))
            waiting.append(self._threads.submit(self._ask, one, due))
        answers = [one.result() for one in waiting]
        return answers, perf_counter() - began

    def _ask(self, one: Request, due: float) -> Answered:
        try:
            status = self._status(one)
        except (OSError, http.client.HTTPException):
            self._own.door = None
            status = 0
        return Answered(kind=one.kind, status=status, seconds=perf_counter() - due)

    def _status(self, one: Request) -> int:
        door = getattr(self._own, "door", None)
        if door is not None and perf_counter() - self._own.used > _RESTS:
            door.close()  # it opens again by itself
        if door is None:
            door = http.client.HTTPConnection("127.0.0.1", next(self._ports), timeout=30)
            self._own.door, self._own.used = door, perf_counter()
            self._doors.append(door)
        headers = {"Cookie": f"{cookies.SESSION}={self._tokens[one.office]}"}
        if one.body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        door.request("GET" if one.body is None else "POST", one.path, one.body, headers)
        answer = door.getresponse()
        answer.read()
        self._own.used = perf_counter()
        return int(answer.status)


def _free_ports(number: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [int(one.getsockname()[1]) for one in probes]
    for one in probes:
        one.close()
    return ports
