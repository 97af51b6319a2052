"""What is awaited of somebody: one line for each thing to do, the most urgent first.

Whoever is reminded first of a deadline is who is awaited (``notices.awaited``); here it is the
condition of a list: a task is in that of whom its reminder names, and in no other's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, or_, select, tuple_

from rules.actors import Actor, Role
from rules.deadlines.derivation import Status
from rules.deadlines.rule import Duty
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.access.perimeter import within
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.store import Store
from workflow.deadlines.ladders import followed_since
from workflow.reading.cursors import Cursor
from workflow.reading.profiled import LOCATED, PLACE_TODAY, SERVICE_TODAY
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne, Seance, Service
from workflow.tables.trail import DeadlineRow

_DEADLINE, _SEANCE, _SERVICE = table(DeadlineRow), table(Seance), table(Service)
_NOW_OPEN = table(Dossier).alias("now_open")
_WHO, _FOLLOWS = table(Personne).alias("who"), table(Service).alias("follows")
_LISTED = "journee"
_OPEN = (Status.OUVERTE.value, Status.SUSPENDUE.value, Status.SANS_ANCRE.value)
_OF_ROLES = {Role.BOP: (Duty.BOP,), Role.BAT: (Duty.BAT,), Role.PRESIDENT: (Duty.PRESIDENT,)}
_OF_A_SERVICE = (Role.REFERENT, Role.RESPONSABLE_SERVICE)


class Urgency(StrEnum):
    """The filters of the day's list."""

    RETARD = "retard"
    JOUR = "jour"
    PROCHE = "proche"
    SUSPENDU = "suspendu"
    SANS_DATE = "sans_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The instants that divide a list: now, the end of today, the end of what is near."""

    now: datetime
    tonight: datetime
    soon: datetime

    @classmethod
    def of(cls, rulebook: Rulebook, now: datetime, days: int) -> "Near":
        """``days``: how many working days on something is near."""
        calendar = rulebook.calendar
        today = now.astimezone(calendar.tz).date()
        last = today
        while calendar.count(today, last) < days:
            last += timedelta(days=1)

        def end(day: date) -> datetime:
            return datetime.combine(day + timedelta(days=1), time(), tzinfo=calendar.tz)

        return cls(now=now, tonight=end(today), soon=end(last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do. ``dossier``, its ``version`` and ``state``, the name of the person; or the
    ``seance``, its kind and when it is held. ``service``: who follows the person, or owes the
    line."""

    deadline: int
    rule: str
    subject: Subject
    dossier: int | None
    version: int | None
    state: str | None
    nom: str | None
    prenom: str | None
    matricule: str | None
    service: str | None
    seance: int | None
    genre: str | None
    held: datetime | None
    circonscription: str | None
    due: datetime | None
    status: Status
    born_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some tasks. ``following``: from where the next ones are listed, None when there are none."""

    tasks: tuple[Task, ...]
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which tasks are asked for; None: all of them."""

    urgency: Urgency | None = None
    rule: str | None = None
    circonscription: str | None = None
    seance: int | None = None


def listing(
    store: Store,
    rulebook: Rulebook,
    actor: Actor,
    asked: Asked,
    near: Near,
    *,
    after: str | None = None,
    most: int = 50,
) -> Page:
    """Up to ``most`` tasks of that actor, those without a date last, after the cursor ``after``.
    Raises BadCursor."""
    undated = _DEADLINE.c.due_at.is_(None)
    query = _lines().where(*_theirs(rulebook, actor), *_among(asked, near))
    if after is not None:
        due, number = Cursor.read(after, _LISTED, False, (int, int)).key
        query = query.where(_beyond(due, number))
    query = query.order_by(undated, _DEADLINE.c.due_at, _DEADLINE.c.id).limit(most + 1)
    with store.read() as connection:
        rows = connection.execute(query).all()
    following = None
    if len(rows) > most:
        last = rows[most - 1]
        following = Cursor(sort=_LISTED, backwards=False, key=(last.due_at, last.id)).write()
    return Page(tasks=tuple(map(_task, rows[:most])), following=following)


def counts(store: Store, rulebook: Rulebook, actor: Actor, near: Near) -> dict[Urgency | None, int]:
    """How many tasks of each filter, and in all (None)."""
    tallies = {one: func.sum(case((_is(one, near), 1), else_=0)) for one in Urgency}
    query = select(func.count(), *tallies.values()).select_from(LOCATED)
    with store.read() as connection:
        row = connection.execute(query.where(*_theirs(rulebook, actor))).one()
    return {
        None: row[0],
        **{one: int(found or 0) for one, found in zip(tallies, row[1:], strict=True)},
    }


def awaits(store: Store, rulebook: Rulebook, actor: Actor, deadline: int) -> bool:
    """Whether that deadline is awaited of that actor."""
    query = select(_DEADLINE.c.id).select_from(LOCATED).where(_DEADLINE.c.id == deadline)
    with store.read() as connection:
        return connection.execute(query.where(*_theirs(rulebook, actor))).first() is not None


def next_due(store: Store, rulebook: Rulebook, actor: Actor, now: datetime) -> datetime | None:
    """When the next thing to do is due, after now."""
    query = (
        select(func.min(_DEADLINE.c.due_at))
        .select_from(LOCATED)
        .where(*_theirs(rulebook, actor), _DEADLINE.c.due_at > to_micros(now))
    )
    with store.read() as connection:
        return instant_or_none(connection.execute(query).scalar())


def _theirs(rulebook: Rulebook, actor: Actor) -> Iterator[ColumnElement[bool]]:
    """The open deadlines that are awaited of that actor, and alert somebody."""
    yield _DEADLINE.c.status.in_(_OPEN)
    yield or_(false(), *_duties(rulebook, actor))
    since = followed_since(rulebook)
    if since is not None:
        yield _DEADLINE.c.opened_at >= to_micros(since)


def _duties(rulebook: Rulebook, actor: Actor) -> Iterator[ColumnElement[bool]]:
    if actor.role in _OF_A_SERVICE:
        if actor.service_id is not None:
            owed = _DEADLINE.c.rule.in_(_codes(rulebook, (Duty.SERVICE,)))
            yield and_(owed, SERVICE_TODAY.in_((actor.service_id,)))
        return
    here = within(actor, PLACE_TODAY)
    kinds = sorted({kind.code for kind in rulebook.kinds if kind.coordinator is actor.role})
    if kinds:
        coordinated = _DEADLINE.c.rule.in_(_codes(rulebook, (Duty.COORDINATION,)))
        yield and_(coordinated, _SEANCE.c.genre.in_(kinds), here)
    if actor.role is Role.BOP:
        unfollowed = _DEADLINE.c.rule.in_(_codes(rulebook, (Duty.SERVICE,)))
        yield and_(unfollowed, SERVICE_TODAY.is_(None), here)
    if actor.role in _OF_ROLES:
        yield and_(_DEADLINE.c.rule.in_(_codes(rulebook, _OF_ROLES[actor.role])), here)


def _codes(rulebook: Rulebook, duties: Sequence[Duty]) -> list[str]:
    """The rules of these duties that alert somebody, and that the scheduler does not meet alone."""
    return [
        code
        for code, versions in rulebook.rules.items()
        if any(
            one.ladder and one.procedure.act is None and one.procedure.duty in duties
            for one in versions
        )
    ]


def _among(asked: Asked, near: Near) -> Iterator[ColumnElement[bool]]:
    if asked.urgency is not None:
        yield _is(asked.urgency, near)
    if asked.rule is not None:
        yield _DEADLINE.c.rule == asked.rule
    if asked.circonscription is not None:
        yield PLACE_TODAY.in_((asked.circonscription,))
    if asked.seance is not None:
        yield _SEANCE.c.id == asked.seance


def _is(urgency: Urgency, near: Near) -> ColumnElement[bool]:
    due, runs = _DEADLINE.c.due_at, _DEADLINE.c.status == Status.OUVERTE.value
    match urgency:
        case Urgency.RETARD:
            return and_(runs, due <= to_micros(near.now))
        case Urgency.JOUR:
            return and_(runs, due > to_micros(near.now), due < to_micros(near.tonight))
        case Urgency.PROCHE:
            return and_(runs, due > to_micros(near.now), due < to_micros(near.soon))
        case Urgency.SUSPENDU:
            return _DEADLINE.c.status == Status.SUSPENDUE.value
        case Urgency.SANS_DATE:
            return _DEADLINE.c.status == Status.SANS_ANCRE.value


def _beyond(due: int | None, number: int) -> ColumnElement[bool]:
    undated = _DEADLINE.c.due_at.is_(None)
    if due is None:
        return and_(undated, _DEADLINE.c.id > number)
    return or_(undated, tuple_(_DEADLINE.c.due_at, _DEADLINE.c.id) > tuple_(due, number))


def _lines() -> Select[Any]:
    """The deadlines with whom they are about: the dossier of the person that is open now."""
    about = LOCATED.outerjoin(
        _NOW_OPEN,
        and_(
            _NOW_OPEN.c.personne_id == _DEADLINE.c.personne_id,
            or_(_NOW_OPEN.c.id == _DEADLINE.c.dossier_id, _NOW_OPEN.c.closed_at.is_(None)),
            or_(_DEADLINE.c.dossier_id.is_(None), _NOW_OPEN.c.id == _DEADLINE.c.dossier_id),
        ),
    )
    about = about.outerjoin(_WHO, _WHO.c.id == _DEADLINE.c.personne_id)
    about = about.outerjoin(_FOLLOWS, _FOLLOWS.c.id == SERVICE_TODAY)
    return select(
        *(_DEADLINE.c[name] for name in ("id", "rule", "kind", "subject_id", "due_at")),
        *(_DEADLINE.c.status, _DEADLINE.c.born_late),
        *(_NOW_OPEN.c.id.label("dossier"), _NOW_OPEN.c.version, _NOW_OPEN.c.state.label("stands")),
        *(_WHO.c.nom, _WHO.c.prenom, _WHO.c.numero_caf),
        _FOLLOWS.c.libelle.label("service"),
        *(_SEANCE.c.id.label("seance"), _SEANCE.c.genre, _SEANCE.c.held_at),
        PLACE_TODAY.label("place"),
    ).select_from(about)


def _task(row: Row[Any]) -> Task:
    return Task(
        deadline=row.id,
        rule=row.rule,
        subject=Subject(SubjectKind(row.kind), row.subject_id),
        dossier=row.dossier,
        version=row.version,
        state=row.stands,
        nom=row.nom,
        prenom=row.prenom,
        matricule=row.numero_caf,
        service=row.service,
        seance=row.seance,
        genre=row.genre,
        held=None if row.held_at is None else from_micros(row.held_at),
        circonscription=row.place,
        due=instant_or_none(row.due_at),
        status=Status(row.status),
        born_late=bool(row.born_late),
    )
