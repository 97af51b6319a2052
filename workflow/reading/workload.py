"""What is awaited of somebody: one line for each thing to do, the most urgent first.

Whoever is reminded first of a deadline is who is awaited (``notices.awaited``); here it is the
condition of a list: a task is in that of whom its reminder names, and, where several offices
coordinate a kind of séance, in that of each of them (decision 0035).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from rules.access.grants import Right
from rules.actors import Actor
from rules.deadlines.derivation import Status
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from states.procedure import PROCEDURE
from workflow.access.perimeter import visible
from workflow.database.instants import from_micros, instant_or_none, to_micros
from workflow.database.store import Store
from workflow.reading.cursors import Cursor
from workflow.reading.day_filters import Day, Filter
from workflow.reading.duties import followed, reasons
from workflow.reading.profiled import WITH_SEANCE
from workflow.reading.wanted_dossiers import Count
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Personne, Seance, Service
from workflow.tables.trail import DeadlineRow

_DEADLINE, _SEANCE, _SERVICE = table(DeadlineRow), table(Seance), table(Service)
_DOSSIER = table(Dossier)
_NOW_OPEN = _DOSSIER.alias("now_open")
_WHO, _FOLLOWS = table(Personne).alias("who"), table(Service).alias("follows")
_LISTED = "journee"
_IN_ORDER = (_DEADLINE.c.due_at.asc().nulls_last(), _DEADLINE.c.id)

_BESIDE = 500
"""How many tasks of the people of a page are read."""
COUNTED = 1_000
"""How far the tasks of a filter are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do. ``personne``, their ``dossier``, its ``version`` and ``state``; or the
    ``seance``, its kind, where it stands and when it is held. ``service``: who follows the person,
    or owes the line; ``counted_from``: the séance whose date moves this one."""

    deadline: int
    rule: str
    rule_version: str
    subject: Subject
    personne: int | None
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
    standing: str | None
    counted_from: int | None
    circonscription: str | None
    opened: datetime
    anchor: datetime | None
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

    only: Filter | None = None
    rule: str | None = None
    circonscription: str | None = None
    seance: int | None = None


def listing(day: Day, asked: Asked, *, after: str | None = None, most: int = 50) -> Page:
    """Up to ``most`` tasks of the day, those without a date last, after the cursor ``after``.
    Raises BadCursor."""
    page = _listed(day, asked, after, most)
    return replace(page, tasks=tuple(_followed_on(day, page.tasks)))


def surrounded(
    day: Day, asked: Asked, *, after: str | None = None, most: int = 50
) -> tuple[Page, list[Task]]:
    """A page of ``listing``, and every task of the people of that page, whichever page lists it.
    Raises BadCursor."""
    page = _listed(day, asked, after, most)
    people = {one.personne for one in page.tasks if one.personne is not None}
    beside = _beside(day, asked, people) if people else []
    every = list({one.deadline: one for one in (*page.tasks, *beside)}.values())
    met = {one.deadline: one for one in _followed_on(day, every)}
    tasks = tuple(met[one.deadline] for one in page.tasks)
    return replace(page, tasks=tasks), list(met.values())


def counts(day: Day, *, most: int = COUNTED) -> dict[Filter | None, Count]:
    """How many tasks of each filter that they are offered, and in all (None), each counted up to
    ``most``."""
    filters = (None, *day.offered)
    query = select(*(_tally(day, one, most) for one in filters))
    with day.store.read() as connection:
        row = connection.execute(query).one()
    return {
        one: Count(number=min(found, most), more=found > most)
        for one, found in zip(filters, row, strict=True)
    }


def _tally(day: Day, only: Filter | None, most: int) -> ScalarSelect[int]:
    """One reason after the other: where the first has more than is counted, the others are not
    looked at."""
    open_ = followed(day.rulebook)
    none = select(_DEADLINE.c.id).where(false())
    tasks = (select(_DEADLINE.c.id).where(open_, one).correlate(None) for one in day.awaited(only))
    some = union_all(none, *tasks).limit(most + 1)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def awaits(store: Store, rulebook: Rulebook, actor: Actor, deadline: int) -> bool:
    """Whether that deadline is awaited of that actor."""
    theirs = or_(false(), *(one.holds for one in reasons(rulebook, actor)))
    query = select(_DEADLINE.c.id).where(_DEADLINE.c.id == deadline, followed(rulebook), theirs)
    with store.read() as connection:
        return connection.execute(query).first() is not None


def next_due(day: Day) -> datetime | None:
    """When the next thing to do is due, after now."""
    later = _DEADLINE.c.due_at > to_micros(day.near.now)
    first = _first(day, Asked(), [later], 1).subquery()
    with day.store.read() as connection:
        return instant_or_none(connection.execute(select(first.c.due_at)).scalar())


def _listed(day: Day, asked: Asked, after: str | None, most: int) -> Page:
    where = []
    if after is not None:
        where.append(_beyond(*Cursor.read(after, _LISTED, False, (int, int)).key))
    first = _first(day, asked, where, most + 1).cte("first")
    query = _lines().join(first, first.c.id == _DEADLINE.c.id).order_by(*_IN_ORDER)
    with day.store.read() as connection:
        rows = connection.execute(query).all()
    following = None
    if len(rows) > most:
        last = rows[most - 1]
        following = Cursor(sort=_LISTED, backwards=False, key=(last.due_at, last.id)).write()
    return Page(tasks=tuple(map(_task, rows[:most])), following=following)


def _beside(day: Day, asked: Asked, people: Collection[int]) -> list[Task]:
    """Every task of these people that is listed, on whichever page, in the order of the list."""
    query = (
        _lines()
        .where(_DEADLINE.c.personne_id.in_(people), followed(day.rulebook), *_among(asked))
        .where(or_(false(), *day.awaited(asked.only, asked.rule)))
        .order_by(*_IN_ORDER)
        .limit(_BESIDE)
    )
    with day.store.read() as connection:
        return [_task(row) for row in connection.execute(query)]


def _first(day: Day, asked: Asked, where: Sequence[ColumnElement[bool]], most: int) -> Select[Any]:
    """The numbers of the first ones, with their dates: the first ones of each reason, that an index
    finds in their order; whom they are about is read of no other."""
    every = select(_DEADLINE.c.id, _DEADLINE.c.due_at).order_by(*_IN_ORDER)
    each = every.where(followed(day.rulebook), *_among(asked), *where).limit(most)
    none = select(_DEADLINE.c.id, _DEADLINE.c.due_at).where(false())
    awaited = day.awaited(asked.only, asked.rule)
    some = union_all(none, *(select(each.where(one).subquery()) for one in awaited)).subquery()
    return select(some).order_by(some.c.due_at.asc().nulls_last(), some.c.id).limit(most)


def _among(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.circonscription is not None:
        yield _DEADLINE.c.circonscription == asked.circonscription
    if asked.seance is not None:
        yield _DEADLINE.c.kind == SubjectKind.SEANCE.value
        yield _DEADLINE.c.subject_id == asked.seance


def _beyond(due: int | None, number: int) -> ColumnElement[bool]:
    undated = _DEADLINE.c.due_at.is_(None)
    if due is None:
        return and_(undated, _DEADLINE.c.id > number)
    return or_(undated, tuple_(_DEADLINE.c.due_at, _DEADLINE.c.id) > tuple_(due, number))


def _followed_on(day: Day, tasks: Sequence[Task]) -> list[Task]:
    """A person’s deadline that outlived its dossier is met in the one that followed."""
    over = {
        one.personne
        for one in tasks
        if one.subject.kind is SubjectKind.PERSONNE
        and one.personne is not None
        and one.state is not None
        and PROCEDURE.states[one.state].final
    }
    followed = _open_dossiers(day, over) if over else {}
    return [
        followed[one.personne](one)
        if one.personne in followed and one.subject.kind is SubjectKind.PERSONNE
        else one
        for one in tasks
    ]


def _open_dossiers(
    day: Day, people: Collection[int]
) -> Mapping[int | None, Callable[[Task], Task]]:
    """What makes a task of these people one of the dossier that is open now, if they open it."""
    query = (
        select(
            *(_DOSSIER.c[name] for name in ("id", "version", "state", "circonscription")),
            *(_DOSSIER.c.personne_id, _SERVICE.c.libelle),
        )
        .join_from(_DOSSIER, _SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id, isouter=True)
        .where(_DOSSIER.c.personne_id.in_(people), _DOSSIER.c.closed_at.is_(None))
        .where(visible(day.actor, Right.DOSSIER))
    )
    with day.store.read() as connection:
        return {
            row.personne_id: partial(
                replace,
                dossier=row.id,
                version=row.version,
                state=row.state,
                circonscription=row.circonscription,
                service=row.libelle,
            )
            for row in connection.execute(query)
        }


@cache
def _lines() -> Select[Any]:
    """The deadlines with whom they are about: the dossier that opened them, else the one of the
    person that is open now."""
    about = WITH_SEANCE.outerjoin(
        _NOW_OPEN,
        and_(
            _NOW_OPEN.c.personne_id == _DEADLINE.c.personne_id,
            or_(_NOW_OPEN.c.id == _DEADLINE.c.dossier_id, _NOW_OPEN.c.closed_at.is_(None)),
            or_(_DEADLINE.c.dossier_id.is_(None), _NOW_OPEN.c.id == _DEADLINE.c.dossier_id),
        ),
    )
    about = about.outerjoin(_WHO, _WHO.c.id == _DEADLINE.c.personne_id)
    about = about.outerjoin(_FOLLOWS, _FOLLOWS.c.id == _DEADLINE.c.service_id)
    return select(
        *(_DEADLINE.c[name] for name in ("id", "rule", "kind", "subject_id", "due_at")),
        *(_DEADLINE.c[name] for name in ("rule_version", "opened_at", "anchor_at")),
        *(_DEADLINE.c[name] for name in ("status", "born_late", "personne_id", "seance_id")),
        *(_NOW_OPEN.c.id.label("dossier"), _NOW_OPEN.c.version, _NOW_OPEN.c.state.label("stands")),
        *(_WHO.c.nom, _WHO.c.prenom, _WHO.c.numero_caf),
        _FOLLOWS.c.libelle.label("service"),
        *(_SEANCE.c.id.label("seance"), _SEANCE.c.genre, _SEANCE.c.held_at),
        _SEANCE.c.state.label("standing"),
        _DEADLINE.c.circonscription,
    ).select_from(about)


def _task(row: Row[Any]) -> Task:
    return Task(
        deadline=row.id,
        rule=row.rule,
        rule_version=row.rule_version,
        subject=Subject(SubjectKind(row.kind), row.subject_id),
        personne=row.personne_id,
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
        standing=row.standing,
        counted_from=row.seance_id,
        circonscription=row.circonscription,
        opened=from_micros(row.opened_at),
        anchor=instant_or_none(row.anchor_at),
        due=instant_or_none(row.due_at),
        status=Status(row.status),
        born_late=bool(row.born_late),
    )
