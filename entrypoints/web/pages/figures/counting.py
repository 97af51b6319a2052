"""What is counted in a territory: how many where, since how long, which delays are met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from entrypoints.web.rendering.addresses import Query
from entrypoints.web.rendering.naming import own_places
from entrypoints.web.visitors.visits import Visit
from rules.days.months import Month
from rules.situation import SeanceView
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.reading import figures
from workflow.reading.dossier_filters import Asked as Filter
from workflow.reading.dossier_list import counted
from workflow.reading.figures import Kept, Load

FEWEST = 20
"""Deadlines judged below which a share would say nothing: their number is given instead."""
AGES = ("moins de 15 j", "15 à 30 j", "1 à 2 mois", "2 à 3 mois", "plus de 3 mois")
LIMIT = 3
"""The first of the ages that are past two months."""
_MONTHS = 12
_MOST = 10_000
"""How far the dossiers of a sign are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A circonscription of the map: its open dossiers by stage. ``heats``: of each, how it stands
    among all the cells of its column: 0 to 3."""

    code: str | None
    label: str
    counts: Sequence[int]
    heats: Sequence[int]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What was kept of a rule, and the share that the contract wants, in percent; None: none."""

    kept: Kept
    target: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A séance to come: the minutes that its lines ask, and what it has; None: not counted."""

    load: Load
    label: str
    asked: int
    capacity: int | None


Some = tuple[int, bool]
"""How many, and whether there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a territory, or of one ``place`` of it. ``requests``: the open ones by age,
    as ``AGES``. ``stages``: each with its states. ``shares``: what was due in the ``month``."""

    places: Mapping[str, str]
    place: str | None
    month: Month
    months: Sequence[Month]
    total: Some
    alone: Some
    waiting: Some
    requests: Sequence[int]
    shares: Sequence[Shared]
    rows: Sequence[Row]
    stages: Sequence[tuple[str, Sequence[str]]]
    loads: Sequence[Loaded]

    @property
    def judged(self) -> int:
        """The deadlines that were judged that month, of every rule."""
        return sum(one.kept.judged for one in self.shares)

    @property
    def in_time(self) -> int:
        """Those of them that were met in time."""
        return sum(one.kept.in_time for one in self.shares)

    @property
    def below(self) -> Sequence[Shared]:
        """The rules that are below their target."""
        return [one for one in self.shares if one.kept.below(one.target)]


def gathered(visit: Visit, query: Query) -> Figures:
    """The figures that the address asks for, as of now."""
    places = own_places(visit)
    asked = query.get("circonscription")
    place = asked if asked in places else None
    month = _month(visit, query.get("mois"))
    rows, stages = _map(visit, places)
    return Figures(
        places=places,
        place=place,
        month=month,
        months=_months(visit),
        total=_count(visit, Filter(open_only=True), place),
        alone=_count(visit, Filter(open_only=True, without_referent=True), place),
        waiting=_count(visit, Filter(open_only=True, to_inscribe=True), place),
        requests=figures.ages(
            visit.store, reader=visit.bearer, now=visit.now, circonscription=place
        ),
        shares=_kept(visit, month, place),
        rows=rows,
        stages=stages,
        loads=_loads(visit),
    )


def _month(visit: Visit, told: str) -> Month:
    """The month asked for, the last whole one unless it is said."""
    today = visit.rulebook.local_day(visit.now)
    asked = next((one for one in _months(visit) if str(one) == told), None)
    return asked or Month.of(today).previous


def _months(visit: Visit) -> list[Month]:
    month = Month.of(visit.rulebook.local_day(visit.now))
    found = []
    for _ in range(_MONTHS):
        found.append(month)
        month = month.previous
    return found


def _kept(visit: Visit, month: Month, place: str | None) -> list[Shared]:
    """What was due that month, rule by rule, beside the target of the contract where there is
    one."""
    zone = visit.rulebook.calendar.tz
    found = figures.kept(
        visit.store,
        reader=visit.bearer,
        since=month.begins(zone),
        until=month.next.begins(zone),
        now=visit.now,
        circonscription=place,
    )
    return [Shared(kept=one, target=_target(visit, one.rule, month.first)) for one in found]


def _target(visit: Visit, rule: str, day: date) -> int | None:
    for version in visit.rulebook.rules.get(rule, ()):
        for target in version.targets:
            if target.until is None or day <= target.until:
                return target.share
    return None


def _count(visit: Visit, asked: Filter, place: str | None) -> tuple[int, bool]:
    wanted = Filter(
        open_only=asked.open_only,
        without_referent=asked.without_referent,
        to_inscribe=asked.to_inscribe,
        circonscriptions=() if place is None else (place,),
    )
    found = counted(visit.store, wanted, reader=visit.bearer, now=visit.now, most=_MOST)
    return found.number, found.more


def _map(visit: Visit, places: Mapping[str, str]) -> tuple[list[Row], list[tuple[str, list[str]]]]:
    """The open dossiers by circonscription and stage, with the states of each stage."""
    nodes = PROCEDURE.nodes[Machine.DOSSIER].values()
    stages: dict[str, list[str]] = {}
    for node in nodes:
        if not node.state.final:
            stages.setdefault(node.page.title, []).append(node.state.code)
    counts = figures.standing(visit.store, reader=visit.bearer)
    counted_in = {code for code, _ in counts}
    beyond = [one for one in visit.places.items() if one[0] in counted_in]
    labelled = [*{**places, **dict(beyond)}.items(), (None, "sans lieu connu")]
    table = {
        code: [_sum(counts, code, states) for states in stages.values()] for code, _ in labelled
    }
    tops = [
        max((row[column] for row in table.values()), default=0) for column in range(len(stages))
    ]
    rows = [
        Row(
            code=code,
            label=label,
            counts=table[code],
            heats=[_heat(n, top) for n, top in zip(table[code], tops, strict=True)],
            total=sum(table[code]),
        )
        for code, label in labelled
        if code is not None or any(table[code])
    ]
    return rows, list(stages.items())


def _sum(
    counts: Mapping[tuple[str | None, str], int], code: str | None, states: Sequence[str]
) -> int:
    return sum(counts.get((code, state), 0) for state in states)


def _heat(number: int, top: int) -> int:
    """In which third of what its column has at most; 0 for none."""
    return 0 if not number else min(3, 1 + 3 * (number - 1) // top)


def _loads(visit: Visit) -> list[Loaded]:
    found = []
    for one in figures.load(visit.store, reader=visit.bearer, now=visit.now):
        kind = visit.rulebook.kind_of(
            SeanceView(
                id=one.id,
                genre=one.genre,
                circonscription=one.circonscription,
                held=one.held,
                state="programmee",
            )
        )
        capacity = None if kind is None else kind.capacity
        found.append(
            Loaded(
                load=one,
                label=visit.rulebook.label_of(one.genre, one.circonscription),
                asked=0 if capacity is None else one.lines * capacity.per_situation,
                capacity=None if capacity is None else capacity.duration,
            )
        )
    return found
