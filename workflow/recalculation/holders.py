"""Who holds deadlines, with all that they are derived from, read many at a time without a lock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, select

from rules.deadlines.anchors import Anchors
from rules.deadlines.rule import Scope
from rules.facts import Fact
from rules.seances.kinds import Body
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros
from workflow.deadlines.comparison import Owner
from workflow.deadlines.current import CURRENT, Recorded
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Seance, SeanceService
from workflow.tables.trail import DeadlineRow, FactRow
from workflow.trail import facts

_DEADLINE, _FACT, _DOSSIER = table(DeadlineRow), table(FactRow), table(Dossier)
_SEANCE, _SITS = table(Seance), table(SeanceService)

BLOCK = 500
"""How many are read at once."""

_One = TypeVar("_One")
_OF_PEOPLE = frozenset({SubjectKind.PERSONNE, SubjectKind.DOSSIER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose deadlines of one scope are compared. ``place``: the circonscription whose séances they
    may aim at."""

    owner: Owner
    scope: Scope
    facts: Sequence[Fact]
    recorded: Sequence[Recorded]
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Every séance: its instant by number, and the ICL-I that may be aimed at by circonscription,
    oldest first."""

    seances: Mapping[int, datetime]
    upcoming: Mapping[str, Sequence[tuple[int, datetime]]]

    def anchors(self, place: str | None) -> Anchors:
        """The séances that a deadline may be counted from there."""
        return Anchors(seances=self.seances, upcoming=self.upcoming.get(place or "", ()))


SEANCES = select(
    *(_SEANCE.c[name] for name in ("id", "held_at", "instance", "circonscription", "state"))
).order_by(_SEANCE.c.held_at, _SEANCE.c.id)


def programme(rows: Iterable[Sequence[Any]]) -> Programme:
    """The programme of the séances, from the rows of ``SEANCES``."""
    seances: dict[int, datetime] = {}
    upcoming: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    for key, held_at, body, place, state in rows:
        seances[key] = from_micros(held_at)
        if body == Body.CONCERTATION and state not in ("annulee", "reportee"):
            upcoming[place].append((key, from_micros(held_at)))
    return Programme(seances=seances, upcoming=upcoming)


def everybody(connection: Connection) -> list[int]:
    """Every person that has a dossier, by number."""
    query = select(_DOSSIER.c.personne_id).distinct().order_by(_DOSSIER.c.personne_id)
    return list(connection.execute(query).scalars())


def others(connection: Connection) -> list[Subject]:
    """Every séance, service, circonscription… that ever had a fact or a deadline."""
    kinds = [kind.value for kind in SubjectKind if kind not in _OF_PEOPLE]
    found = {
        (kind, key)
        for source in (_FACT, _DEADLINE)
        for kind, key in connection.execute(
            select(source.c.kind, source.c.subject_id).where(source.c.kind.in_(kinds)).distinct()
        )
    }
    return [Subject(SubjectKind(kind), key) for kind, key in sorted(found)]


def of_people(connection: Connection, people: Sequence[int]) -> Iterator[Holder]:
    """The dossiers of these persons, then the persons themselves."""
    known: dict[int, list[Fact]] = defaultdict(list)
    for personne_id, fact in facts.of_people(connection, people):
        known[personne_id].append(fact)
    rows = _recorded(connection, _DEADLINE.c.personne_id, people)
    dossiers: dict[int, list[tuple[int, str | None]]] = defaultdict(list)
    for key, personne_id, place in connection.execute(
        select(_DOSSIER.c.id, _DOSSIER.c.personne_id, _DOSSIER.c.circonscription)
        .where(_DOSSIER.c.personne_id.in_(people))
        .order_by(_DOSSIER.c.id)
    ):
        dossiers[personne_id].append((key, place))
    for personne_id in people:
        yield from of_person(
            personne_id, dossiers[personne_id], known[personne_id], rows[personne_id]
        )


def of_person(
    personne_id: int,
    dossiers: Iterable[tuple[int, str | None]],
    known: Sequence[Fact],
    recorded: Sequence[Recorded],
) -> Iterator[Holder]:
    """The dossiers (number, circonscription) of a person, then the person."""
    for dossier_id, place in dossiers:
        subject = Subject(SubjectKind.DOSSIER, dossier_id)
        yield Holder(
            owner=Owner(subject=subject, personne_id=personne_id, dossier_id=dossier_id),
            scope=Scope.DOSSIER,
            facts=[fact for fact in known if fact.subject == subject],
            recorded=recorded,
            place=place,
        )
    yield Holder(
        owner=Owner(subject=Subject(SubjectKind.PERSONNE, personne_id), personne_id=personne_id),
        scope=Scope.PERSONNE,
        facts=known,
        recorded=recorded,
    )


def of_others(connection: Connection, subjects: Sequence[Subject]) -> Iterator[Holder]:
    """These séances with the services that sit in them, services, circonscriptions…"""
    for kind, keys in _by_kind(subjects).items():
        known = _known(connection, kind, keys)
        rows = _recorded(connection, _DEADLINE.c.subject_id, keys, _DEADLINE.c.kind == kind.value)
        sitting = _sitting(connection, keys) if kind is SubjectKind.SEANCE else {}
        for key in keys:
            subject = Subject(kind, key)
            yield from of_other(subject, known[key], rows[key], sitting.get(key, ()))


def of_other(
    subject: Subject,
    known: Sequence[Fact],
    recorded: Sequence[Recorded],
    sitting: Iterable[int] = (),
) -> Iterator[Holder]:
    """A séance and the services sitting in it, or an office."""
    yield Holder(
        owner=Owner(subject=subject),
        scope=Scope(subject.kind.value),
        facts=known,
        recorded=recorded,
    )
    for service in sitting:
        yield Holder(
            owner=Owner(subject=subject, child=service),
            scope=Scope.SEANCE_SERVICE,
            facts=known,
            recorded=recorded,
        )


def blocks(subjects: Iterable[_One]) -> Iterator[list[_One]]:
    """They, ``BLOCK`` at a time."""
    rest = iter(subjects)
    while block := list(islice(rest, BLOCK)):
        yield block


def _by_kind(subjects: Iterable[Subject]) -> Mapping[SubjectKind, list[int]]:
    found: dict[SubjectKind, list[int]] = defaultdict(list)
    for subject in subjects:
        found[subject.kind].append(subject.id)
    return found


def _known(
    connection: Connection, kind: SubjectKind, keys: Sequence[int]
) -> Mapping[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    if kind is SubjectKind.SEANCE:
        for seance, fact in facts.of_seances(connection, keys):
            found[seance].append(fact)
    else:
        for fact in facts.of_subjects(connection, kind, keys):
            found[fact.subject.id].append(fact)
    return found


def _recorded(
    connection: Connection,
    owner: ColumnElement[int],
    keys: Sequence[int],
    *where: ColumnElement[bool],
) -> Mapping[int, list[Recorded]]:
    found: dict[int, list[Recorded]] = defaultdict(list)
    columns = (_DEADLINE.c[name] for name in Recorded._fields)
    for key, *row in connection.execute(
        select(owner, *columns).where(owner.in_(keys), CURRENT, *where)
    ):
        found[key].append(Recorded(*row))
    return found


def _sitting(connection: Connection, seances: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for seance, service in connection.execute(
        select(_SITS.c.seance_id, _SITS.c.service_id)
        .where(_SITS.c.seance_id.in_(seances))
        .order_by(_SITS.c.service_id)
    ):
        found[seance].append(service)
    return found
