"""What is awaited of somebody: one line for each thing to do, the most urgent first.

Whoever is reminded first of a deadline is who is awaited (``notices.awaited``); here it is the
condition of a list: a task is in that of whom its reminder names, and, where several offices
coordinate a kind of séance, in that of each of them (decision 0035).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from rules.access.grants import Right
from rules.actors import Actor
from rules.deadlines.derivation import Status
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from states.procedure import PROCEDURE
from workflow.access.perimeter import visible
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.reading import day_statements
from workflow.reading.cursors import Cursor
from workflow.reading.day_filters import Day, Filter
from workflow.reading.day_statements import Beyond, Listed
from workflow.reading.duties import begun, reasons
from workflow.reading.wanted_dossiers import Count
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Service

_DOSSIER, _SERVICE = table(Dossier), table(Service)
_LISTED = "journee"

COUNTED = 1_000
"""How far the tasks of a filter are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do. ``personne``, their ``dossier``, its ``version`` and ``state``; or the
    ``seance``, its kind, where it stands and when it is held. ``service``: who follows the person,
    or owes the line; ``counted_from``: the séance whose date moves this one; ``lacks``: whether
    something that its rule waits for, and that is looked at, misses."""

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
    lacks: bool


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
    page, _ = _listed(day, asked, after, most)
    return page


def surrounded(
    day: Day, asked: Asked, *, after: str | None = None, most: int = 50
) -> tuple[Page, Sequence[Task]]:
    """A page of ``listing``, and every task of the people of that page, whichever page lists it.
    Raises BadCursor."""
    return _listed(day, asked, after, most, surrounded=True)


def counts(day: Day, *, most: int = COUNTED) -> dict[Filter | None, Count]:
    """How many tasks of each filter that they are offered, and in all (None), each counted up to
    ``most``."""
    filters = (None, *day.offered)
    listed = ((one, _of(day, Asked(only=one), most=most + 1)) for one in filters)
    with day.store.read() as connection:
        row = day_statements.counts(tuple(listed)).first(connection, **day.told)
    return {one: Count.of(found, most) for one, found in zip(filters, row, strict=True)}


def awaits(store: Store, rulebook: Rulebook, actor: Actor, deadline: int) -> bool:
    """Whether that deadline is awaited of that actor."""
    query = day_statements.awaits(begun(rulebook), tuple(reasons(rulebook, actor)))
    with store.read() as connection:
        return query.first(connection, id=deadline, service=actor.service_id) is not None


def next_due(day: Day) -> datetime | None:
    """When the next thing to do is due, after now."""
    query = day_statements.next_due(_of(day, Asked(), beyond=Beyond.NOW))
    with day.store.read() as connection:
        found = query.first(connection, **day.told)
    return None if found is None else from_micros(found.due_at)


def _of(day: Day, asked: Asked, *, beyond: Beyond = Beyond.NOTHING, most: int = 1) -> Listed:
    return Listed(
        dialect=day.store.dialect,
        since=day.since,
        awaited=day.awaited(asked.only, asked.rule),
        of_a_place=asked.circonscription is not None,
        of_a_seance=asked.seance is not None,
        beyond=beyond,
        most=most,
    )


def _listed(
    day: Day, asked: Asked, after: str | None, most: int, *, surrounded: bool = False
) -> tuple[Page, Sequence[Task]]:
    """A page, and all that is read with it."""
    beyond, due, number = Beyond.NOTHING, None, None
    if after is not None:
        due, number = Cursor.read(after, _LISTED, False, (int, int)).key
        beyond = Beyond.UNDATED if due is None else Beyond.DATED
    listed = _of(day, asked, beyond=beyond, most=most + 1)
    query = day_statements.page(listed, day.looked_at, surrounded=surrounded)
    told = {"place": asked.circonscription, "seance": asked.seance, "due": due, "id": number}
    with day.store.read() as connection:
        rows = query.rows(connection, **day.told, **told)
    here = [row for row in rows if row.here]
    following = None
    if len(here) > most:
        last = here[most - 1]
        following = Cursor(sort=_LISTED, backwards=False, key=(last.due_at, last.id)).write()
    tasks = {task.deadline: task for task in _followed_on(day, [_task(row) for row in rows])}
    page = Page(tasks=tuple(tasks[row.id] for row in here[:most]), following=following)
    return page, list(tasks.values())


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


def _task(row: Any) -> Task:
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
        lacks=bool(row.lacks),
    )
