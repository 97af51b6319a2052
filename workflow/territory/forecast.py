"""What a redrawing will move, or what it leaves to do once it took place. Nothing is kept of it.

Each dossier's own part is rehearsed: carried out, then undone. So its new dates are those that it
will have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from rules.redrawing import Redrawing
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from workflow.acts import commands
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Store, Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Seance
from workflow.tables.trail import DeadlineRow
from workflow.territory import beside, habilitations, members
from workflow.territory.beside import Extended, StrayOffer
from workflow.territory.concerned import Concerned, beginning, concerned
from workflow.territory.following import Progress, command
from workflow.territory.habilitations import Held
from workflow.territory.members import Seated

_DOSSIER, _DEMANDE, _PASSAGE, _SEANCE = (
    table(model) for model in (Dossier, Demande, Passage, Seance)
)
_DEADLINE = table(DeadlineRow)

_HERE = (_DOSSIER.c.circonscription == bindparam("code"), _DOSSIER.c.closed_at.is_(None))
_REQUESTS = Statement(
    select(_DEMANDE.c.dossier_id)
    .join_from(_DEMANDE, _DOSSIER, _DOSSIER.c.id == _DEMANDE.c.dossier_id)
    .where(*_HERE, _DEMANDE.c.closed_at.is_(None))
)
_LINES = Statement(
    select(
        *(_PASSAGE.c[name] for name in ("dossier_id", "seance_id", "nature", "state")),
        _SEANCE.c.circonscription,
        _SEANCE.c.held_at,
    )
    .join_from(_PASSAGE, _SEANCE)
    .join(_DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
    .where(*_HERE, _PASSAGE.c.open == 1)
    .order_by(_PASSAGE.c.id)
)
_SEANCES = Statement(
    select(
        *(_SEANCE.c[name] for name in ("id", "genre", "held_at", "state")),
        select(func.count())
        .where(_PASSAGE.c.seance_id == _SEANCE.c.id, _PASSAGE.c.open == 1)
        .scalar_subquery(),
    )
    .where(
        _SEANCE.c.circonscription == bindparam("code"),
        _SEANCE.c.held_at >= bindparam("first"),
        or_(*(_SEANCE.c.state == state for state in ("programmee", "preparee", "arretee"))),
    )
    .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
)
_RUNNING = Statement(
    select(_DEADLINE.c.lineage, _DEADLINE.c.rule, _DEADLINE.c.due_at).where(
        _DEADLINE.c.dossier_id == bindparam("dossier_id"),
        _DEADLINE.c.closed_at.is_(None),
        _DEADLINE.c.status != "remplacee",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open line of a dossier that is concerned. ``freed``: it leaves its séance."""

    dossier_id: int
    seance_id: int
    nature: str
    state: str
    freed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """A séance of a circonscription that is over by its day: to be cancelled or moved before.
    ``lines``: how many stand in it."""

    id: int
    genre: str
    circonscription: str
    held: datetime
    state: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Redated:
    """A running deadline that gets another date. ``after`` None: there is nothing yet to count it
    from, no séance being on the programme where the dossier goes."""

    rule: str
    dossier_id: int
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a redrawing moves. ``people``: how many, with and without a dossier; ``requests``: the
    dossiers with an open request; ``refused``: why the act would be refused, by dossier."""

    redrawing: Redrawing
    people: int
    dossiers: tuple[Concerned, ...]
    requests: frozenset[int]
    lines: tuple[Line, ...]
    seances: tuple[Stranded, ...]
    services: tuple[Extended, ...]
    offers: tuple[StrayOffer, ...]
    members: tuple[Seated, ...]
    habilitations: tuple[Held, ...]
    dates: tuple[Redated, ...]
    refused: tuple[tuple[int, tuple[Refusal, ...]], ...]

    @property
    def unplaced(self) -> tuple[Concerned, ...]:
        """The dossiers that nothing places: somebody says where they go."""
        return tuple(one for one in self.dossiers if one.after is None)

    @property
    def waiting(self) -> tuple[Concerned, ...]:
        """The dossiers that follow once a result is given."""
        return tuple(one for one in self.dossiers if one.after and one.awaits is not None)

    @property
    def settled(self) -> bool:
        """Whether there is nothing left to do; people follow their dossier or their commune."""
        beside_them = (self.services, self.offers, self.members, self.habilitations)
        return not (self.dossiers or self.seances or any(beside_them))


def forecast(
    store: Store,
    rulebook: Rulebook,
    redrawing: Redrawing,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> Forecast:
    """What the redrawing moves, from what the registry holds now."""
    first = beginning(rulebook, redrawing)
    with store.glance() as tx:
        dossiers = concerned(tx, rulebook, redrawing)
        numbers = {one.dossier_id for one in dossiers}
        requests = frozenset(
            row[0]
            for code in redrawing.sources
            for row in tx.all(_REQUESTS, {"code": code})
            if row[0] in numbers
        )
        lines = [line for line in _lines(tx, redrawing, first) if line.dossier_id in numbers]
        seances = _stranded(tx, redrawing, first)
        placed = len(beside.people(tx, redrawing))
        services = beside.services(tx, redrawing)
        offers = beside.offers(tx, redrawing)
        seated = members.found(tx, rulebook, redrawing)
        held = habilitations.found(tx, redrawing)
    dates: list[Redated] = []
    refused = []
    going = [one for one in dossiers if one.follows]
    for number, one in enumerate(going, start=1):
        try:
            dates += _rehearse(store, rulebook, redrawing, one, max(now, first))
        except Refused as refusal:
            refused.append((one.dossier_id, refusal.refusals))
        if progress is not None:
            progress(number, len(going))
    return Forecast(
        redrawing=redrawing,
        people=placed,
        dossiers=tuple(dossiers),
        requests=requests,
        lines=tuple(lines),
        seances=tuple(seances),
        services=tuple(services),
        offers=tuple(offers),
        members=tuple(seated),
        habilitations=tuple(held),
        dates=tuple(dates),
        refused=tuple(refused),
    )


def _lines(tx: Tx, redrawing: Redrawing, first: datetime) -> list[Line]:
    return [
        Line(
            dossier_id=dossier_id,
            seance_id=seance_id,
            nature=nature,
            state=state,
            freed=place == code and held_at >= to_micros(first),
        )
        for code in redrawing.sources
        for dossier_id, seance_id, nature, state, place, held_at in tx.all(_LINES, {"code": code})
    ]


def _stranded(tx: Tx, redrawing: Redrawing, first: datetime) -> list[Stranded]:
    return [
        Stranded(
            id=row[0],
            genre=row[1],
            circonscription=code,
            held=from_micros(row[2]),
            state=row[3],
            lines=row[4],
        )
        for code in redrawing.ended
        for row in tx.all(_SEANCES, {"code": code, "first": to_micros(first)})
    ]


def _rehearse(
    store: Store, rulebook: Rulebook, redrawing: Redrawing, one: Concerned, now: datetime
) -> Sequence[Redated]:
    """The deadlines to which the act gives another date. Raises Refused."""
    with store.write(kept=False) as tx:
        before = _running(tx, one.dossier_id)
        commands.carry_out(tx, rulebook, command(rulebook, redrawing, one, now))
        after = _running(tx, one.dossier_id)
    return [
        Redated(
            rule=rule,
            dossier_id=one.dossier_id,
            before=instant_or_none(due),
            after=instant_or_none(after[lineage][1]),
        )
        for lineage, (rule, due) in before.items()
        if lineage in after and after[lineage][1] != due
    ]


def _running(tx: Tx, dossier_id: int) -> dict[str, tuple[str, int | None]]:
    rows = tx.all(_RUNNING, {"dossier_id": dossier_id})
    return {lineage: (rule, due) for lineage, rule, due in rows}
