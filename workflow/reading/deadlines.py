"""What screens show of deadlines: which run, which are past, and how one came to its date."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select

from rules.deadlines.adjustments import AS_COUNTED, Adjusted, Adjustments
from rules.deadlines.derivation import OPEN, Status
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.queries import Query
from workflow.database.store import Store
from workflow.deadlines.current import adjustments_of
from workflow.reading.dossiers import instant_of
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Offre, Personne, Seance, Service
from workflow.tables.trail import DeadlineRow, Firing, Sweep

_DEADLINE, _FIRING, _SWEEP = table(DeadlineRow), table(Firing), table(Sweep)
_PERSONNE, _SEANCE, _SERVICE = table(Personne), table(Seance), table(Service)
_OFFRE, _DOSSIER = table(Offre), table(Dossier)
_PLACE, _SITTING = table(Circonscription), table(Service).alias("sitting")

_OPEN = tuple(status.value for status in OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLine:
    """A deadline as it stands. ``whose``: the person, service, séance or circonscription that it
    is about; ``nom`` and ``prenom``: those of the person. ``due`` None while what it is counted
    from is not known, or suspended. ``opening`` is the key of the fact that opened it, ``child``
    the service of a séance whose own it is; ``adjustments`` is what people changed in its count,
    ``calendar`` the version that it was counted by, None when it was not kept."""

    id: int
    rule: str
    rule_version: str
    subject: Subject
    whose: str
    dossier_id: int | None
    seance_id: int | None
    opened: datetime
    anchor: datetime | None
    due: datetime | None
    next_rung: datetime | None
    status: Status
    born_late: bool
    generation: int
    closed: datetime | None
    met_in_time: bool | None
    lineage: str = ""
    opening: str = ""
    child: int | None = None
    personne_id: int | None = None
    adjusted: Adjusted | None = None
    adjustments: Adjustments = AS_COUNTED
    calendar: str | None = None
    nom: str | None = None
    prenom: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredRung:
    """A rung that was told, or would have been. ``outcome`` is dit, tu or recapitulatif."""

    level: str
    due: datetime
    fired: datetime
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSweep:
    """The proof of the last sweep."""

    at: datetime
    due: int
    fired: int
    failed: int


class UnknownDeadline(LookupError):
    """No deadline bears that number, or that name."""

    def __init__(self, deadline_id: int | str) -> None:
        self.deadline_id = deadline_id
        super().__init__(f"L’échéance n° {deadline_id} n’existe pas.")


def deadlines(
    store: Store,
    *,
    now: datetime,
    late: bool = False,
    undated: bool = False,
    rule: str | None = None,
    dossier: int | None = None,
    seance: int | None = None,
    before: datetime | None = None,
    over: bool = False,
    most: int = 50,
) -> list[DeadlineLine]:
    """Up to ``most`` open deadlines, the most urgent first, those without a date last. ``over``
    adds those that ended. Those of a dossier include its person's."""
    where: list[ColumnElement[bool]] = []
    if not over:
        where.append(_DEADLINE.c.status.in_(_OPEN))
    if late:
        where += [_DEADLINE.c.closed_at.is_(None), _DEADLINE.c.status == Status.OUVERTE.value]
        where.append(_DEADLINE.c.due_at <= to_micros(now))
    if undated:
        where.append(_DEADLINE.c.due_at.is_(None))
    if rule is not None:
        where.append(_DEADLINE.c.rule == rule)
    if dossier is not None:
        where.append(_DEADLINE.c.dossier_id == dossier)
    if seance is not None:
        itself = and_(
            _DEADLINE.c.kind == SubjectKind.SEANCE.value, _DEADLINE.c.subject_id == seance
        )
        where.append(or_(_DEADLINE.c.seance_id == seance, itself))
    if before is not None:
        where.append(_DEADLINE.c.due_at < to_micros(before))
    query = (
        lines()
        .where(*where)
        .order_by(_DEADLINE.c.due_at.is_(None), _DEADLINE.c.due_at, _DEADLINE.c.id)
        .limit(most)
    )
    with store.read() as connection:
        return [line(row) for row in connection.execute(query)]


def of_dossier(store: Store, dossier_id: int, personne_id: int) -> list[DeadlineLine]:
    """The open deadlines of a dossier and those of its person, the most urgent first."""
    with store.read() as connection:
        found = _of_dossier().rows(connection, number=dossier_id, whose=personne_id)
    return [line(row) for row in found]


@cache
def _of_dossier() -> Query:
    return Query(
        lines()
        .where(
            _DEADLINE.c.personne_id == bindparam("whose"),
            _DEADLINE.c.status.in_(_OPEN),
            or_(
                _DEADLINE.c.dossier_id == bindparam("number"),
                _DEADLINE.c.kind == SubjectKind.PERSONNE.value,
            ),
        )
        .order_by(_DEADLINE.c.due_at.is_(None), _DEADLINE.c.due_at, _DEADLINE.c.id)
    )


def of_seance(store: Store, seance_id: int) -> list[DeadlineLine]:
    """The open deadlines of a séance and of the services that sit in it, the most urgent first;
    none of a dossier."""
    query = (
        lines()
        .where(
            _DEADLINE.c.kind == SubjectKind.SEANCE.value,
            _DEADLINE.c.subject_id == seance_id,
            _DEADLINE.c.status.in_(_OPEN),
        )
        .order_by(_DEADLINE.c.due_at.is_(None), _DEADLINE.c.due_at, _DEADLINE.c.id)
    )
    with store.read() as connection:
        return [line(row) for row in connection.execute(query)]


def next_of_seances(store: Store, numbers: Collection[int]) -> Mapping[int, DeadlineLine]:
    """The most urgent of the deadlines that run for each of these séances, or for the services that
    sit in it; none for one that has none with a date."""
    query = (
        lines()
        .where(
            _DEADLINE.c.kind == SubjectKind.SEANCE.value,
            _DEADLINE.c.subject_id.in_(numbers),
            _DEADLINE.c.status == Status.OUVERTE.value,
            _DEADLINE.c.due_at.is_not(None),
        )
        .order_by(_DEADLINE.c.due_at.desc(), _DEADLINE.c.id.desc())
    )
    with store.read() as connection:
        return {row.subject_id: line(row) for row in connection.execute(query)}


def current(store: Store, lineage: str) -> DeadlineLine:
    """The deadline of that lineage that no later one replaced. Raises UnknownDeadline."""
    query = lines().where(
        _DEADLINE.c.lineage == lineage, _DEADLINE.c.status != Status.REMPLACEE.value
    )
    with store.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise UnknownDeadline(lineage)
    return line(row)


def deadline(store: Store, deadline_id: int) -> tuple[DeadlineLine, list[FiredRung]]:
    """One deadline and what was told of it, oldest first. Raises UnknownDeadline."""
    told = select(_FIRING).where(_FIRING.c.deadline_id == deadline_id).order_by(_FIRING.c.rung)
    with store.read() as connection:
        row = connection.execute(lines().where(_DEADLINE.c.id == deadline_id)).first()
        if row is None:
            raise UnknownDeadline(deadline_id)
        rungs = [
            FiredRung(
                level=rung.level,
                due=from_micros(rung.due_at),
                fired=from_micros(rung.fired_at),
                outcome=rung.outcome,
            )
            for rung in connection.execute(told)
        ]
        return line(row), rungs


def dossier_of(store: Store, line: DeadlineLine) -> int | None:
    """The dossier in whose chain a change of the deadline is told: that which opened it, else the
    newest of its person; None for a deadline of nobody."""
    if line.dossier_id is not None or line.personne_id is None:
        return line.dossier_id
    query = select(func.max(_DOSSIER.c.id)).where(_DOSSIER.c.personne_id == line.personne_id)
    with store.read() as connection:
        newest: int | None = connection.execute(query).scalar()
    return newest


def last_sweep(store: Store) -> LastSweep | None:
    """The newest proof, None before the first sweep."""
    query = select(_SWEEP).order_by(_SWEEP.c.at.desc(), _SWEEP.c.id.desc()).limit(1)
    with store.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    return LastSweep(at=from_micros(row.at), due=row.due, fired=row.fired, failed=row.failed)


def any_open(store: Store) -> bool:
    """Whether a deadline runs."""
    query = select(_DEADLINE.c.id).where(_DEADLINE.c.status.in_(_OPEN)).limit(1)
    with store.read() as connection:
        return connection.execute(query).first() is not None


@cache
def lines() -> Select[Any]:
    """Deadlines with whose they are."""
    return (
        select(
            _DEADLINE,
            _PERSONNE.c.nom,
            _PERSONNE.c.prenom,
            _SERVICE.c.libelle.label("service"),
            _SITTING.c.libelle.label("sitting"),
            _PLACE.c.libelle.label("place"),
            _OFFRE.c.libelle.label("offer"),
            _SEANCE.c.genre.label("seance_genre"),
        )
        .select_from(_DEADLINE)
        .outerjoin(_PERSONNE, _PERSONNE.c.id == _DEADLINE.c.personne_id)
        .outerjoin(_SERVICE, _is(SubjectKind.SERVICE, _SERVICE.c.id))
        .outerjoin(_SITTING, _SITTING.c.id == _DEADLINE.c.child)
        .outerjoin(_PLACE, _is(SubjectKind.CIRCONSCRIPTION, _PLACE.c.id))
        .outerjoin(_SEANCE, _is(SubjectKind.SEANCE, _SEANCE.c.id))
        .outerjoin(_OFFRE, _is(SubjectKind.OFFRE, _OFFRE.c.id))
    )


def _is(kind: SubjectKind, key: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(_DEADLINE.c.kind == kind.value, _DEADLINE.c.subject_id == key)


def line(row: Row[Any]) -> DeadlineLine:
    """The deadline of a row of ``lines``."""
    return DeadlineLine(
        id=row.id,
        rule=row.rule,
        rule_version=row.rule_version,
        subject=Subject(SubjectKind(row.kind), row.subject_id),
        whose=_whose(row),
        dossier_id=row.dossier_id,
        seance_id=row.seance_id,
        opened=from_micros(row.opened_at),
        anchor=instant_of(row.anchor_at),
        due=instant_of(row.due_at),
        next_rung=instant_of(row.next_at),
        status=Status(row.status),
        born_late=bool(row.born_late),
        generation=row.generation,
        closed=instant_of(row.closed_at),
        met_in_time=None if row.met_in_time is None else bool(row.met_in_time),
        lineage=row.lineage,
        opening=row.opening,
        child=row.child,
        personne_id=row.personne_id,
        adjusted=None if row.adjusted is None else Adjusted(row.adjusted),
        adjustments=adjustments_of(row.adjustments),
        calendar=row.calendar,
        nom=row.nom,
        prenom=row.prenom,
    )


def _whose(row: Row[Any]) -> str:
    if row.nom is not None:
        return f"{row.nom} {row.prenom}"
    if row.seance_genre is not None:
        parts: Sequence[str | None] = (f"séance n° {row.subject_id}", row.sitting)
        return ", ".join(part for part in parts if part)
    return str(row.service or row.place or row.offer or f"{row.kind} {row.subject_id}")
