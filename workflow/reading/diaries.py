"""What a diary (« agenda ») shows: the séances of whose it is, and what is awaited of them.

It is a view of the registry: nothing in it is kept, and its instants come from nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from rules.days.months import Month
from rules.deadlines.derivation import Status
from rules.deadlines.rule import Level, Rule
from rules.rulebook import Rulebook
from rules.situation import SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.deadlines.ladders import followed_since
from workflow.reading.diary_cover import Cover, cover_of
from workflow.reading.profiled import WITH_SEANCE
from workflow.reading.yearly import YearlySeance, published
from workflow.sweep.addressees import Place, recipient
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Seance
from workflow.tables.trail import DeadlineRow

_DEADLINE, _SEANCE, _DOSSIER = table(DeadlineRow), table(Seance), table(Dossier)
_NOW_OPEN, _IN_WHICH = _DOSSIER.alias("now_open"), _SEANCE.alias("in_which")
_OF_A_SEANCE = ("id", "genre", "circonscription", "held_at", "state")
_MONTHS_AHEAD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is looked at: séances held and deadlines due from ``since`` on, deadlines before
    ``due_before``, séances before ``until`` (None: all that are on the programme); ``today``: the
    day on which an agent is habilitated."""

    today: date
    since: datetime
    due_before: datetime
    until: datetime | None = None

    @classmethod
    def of(cls, rulebook: Rulebook, now: datetime) -> "Period":
        """What an address shows: the month before and what follows, deadlines up to the end of the
        third month to come. It only changes with the month."""
        today = rulebook.local_day(now)
        month = Month.of(today)
        last = month
        for _ in range(_MONTHS_AHEAD):
            last = last.next
        zone = rulebook.calendar.tz
        return cls(today=today, since=month.previous.begins(zone), due_before=last.begins(zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """An open deadline of a diary. ``seance``: of which it is, with its kind and its place;
    ``dossier``: of which it is, or of whose person. ``generation`` counts the dates that its
    lineage has had, ``recorded`` is when this one was written."""

    lineage: str
    generation: int
    recorded: datetime
    rule: Rule
    subject: Subject
    dossier: int | None
    seance: SeanceView | None
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """A diary: séances by date, those given up too, then deadlines by date."""

    whose: Subject
    name: str
    seances: tuple[YearlySeance, ...]
    awaited: tuple[Awaited, ...]


def diary(store: Store, rulebook: Rulebook, whose: Subject, period: Period) -> Diary:
    """The diary of that subject. Raises UnknownOwner."""
    since = to_micros(period.since)
    with store.read() as connection:
        cover = cover_of(connection, rulebook, whose, period.today)
        where = [cover.seances, _SEANCE.c.held_at >= since]
        if period.until is not None:
            where.append(_SEANCE.c.held_at < to_micros(period.until))
        return Diary(
            whose=whose,
            name=cover.name,
            seances=tuple(published(connection, *where)),
            awaited=tuple(_awaited(connection, rulebook, cover, period)),
        )


def _awaited(
    connection: Connection, rulebook: Rulebook, cover: Cover, period: Period
) -> Iterator[Awaited]:
    """What is awaited of those of whom it is. Whoever is reminded first is who is awaited."""
    if not cover.services and not cover.offices:
        return
    opened = followed_since(rulebook)
    for row in connection.execute(_rows(rulebook, cover, period)):
        if opened is not None and row.opened_at < to_micros(opened):
            continue  # for measure only
        rule = rulebook.version_for(row.rule, row.rule_version, from_micros(row.opened_at))
        if rule is None or not _for_people(rule):
            continue
        seance = _seance(row, "its")
        kind = rulebook.kind_of(seance or _seance(row, "line"))
        place = Place(
            service=row.service,
            circonscription=row.place,
            coordination=None if kind is None else kind.coordinator,
        )
        if cover.includes(recipient(rule, Level.RAPPEL, place), row.place):
            yield _one(row, rule, seance)


def _rows(rulebook: Rulebook, cover: Cover, period: Period) -> Any:
    """The open deadlines there that alert somebody, by the index of their rule and date."""
    alerting = [code for code, rules in rulebook.rules.items() if any(map(_for_people, rules))]
    return (
        select(
            *(_DEADLINE.c[name] for name in ("id", "lineage", "generation", "recorded_at")),
            *(_DEADLINE.c[name] for name in ("rule", "rule_version", "opened_at", "due_at")),
            *(_DEADLINE.c[name] for name in ("kind", "subject_id")),
            func.coalesce(_DEADLINE.c.dossier_id, _NOW_OPEN.c.id).label("dossier"),
            _DEADLINE.c.service_id.label("service"),
            _DEADLINE.c.circonscription.label("place"),
            *(_SEANCE.c[name].label(f"its_{name}") for name in _OF_A_SEANCE),
            *(_IN_WHICH.c[name].label(f"line_{name}") for name in _OF_A_SEANCE),
        )
        .select_from(
            WITH_SEANCE.outerjoin(
                _NOW_OPEN,
                and_(
                    _NOW_OPEN.c.personne_id == _DEADLINE.c.personne_id,
                    _NOW_OPEN.c.closed_at.is_(None),
                ),
            ).outerjoin(_IN_WHICH, _IN_WHICH.c.id == _DEADLINE.c.seance_id)
        )
        .where(
            _DEADLINE.c.rule.in_(alerting),
            _DEADLINE.c.due_at >= to_micros(period.since),
            _DEADLINE.c.due_at < to_micros(period.due_before),
            _DEADLINE.c.closed_at.is_(None),
            _DEADLINE.c.status == Status.OUVERTE.value,
            or_(_DEADLINE.c.service_id.in_(sorted(cover.services)), _there(cover)),
        )
        .order_by(_DEADLINE.c.due_at, _DEADLINE.c.id)
    )


def _there(cover: Cover) -> ColumnElement[bool]:
    """Where its offices are held."""
    places = {one.circonscription for one in cover.offices}
    if None in places:
        return true()
    return _DEADLINE.c.circonscription.in_(sorted(place for place in places if place is not None))


def _for_people(rule: Rule) -> bool:
    """Whether somebody is awaited: it alerts, and the scheduler does not do it by itself."""
    return bool(rule.ladder) and rule.procedure.act is None


def _seance(row: Row[Any], whose: str) -> SeanceView | None:
    """The séance that a row says under that head: that which the deadline is of (``its``), or that
    of the line of a dossier from which it is counted (``line``)."""
    said = row._mapping
    if said[f"{whose}_id"] is None:
        return None
    return SeanceView(
        id=said[f"{whose}_id"],
        genre=said[f"{whose}_genre"],
        circonscription=said[f"{whose}_circonscription"],
        held=from_micros(said[f"{whose}_held_at"]),
        state=said[f"{whose}_state"],
    )


def _one(row: Row[Any], rule: Rule, seance: SeanceView | None) -> Awaited:
    return Awaited(
        lineage=row.lineage,
        generation=row.generation,
        recorded=from_micros(row.recorded_at),
        rule=rule,
        subject=Subject(SubjectKind(row.kind), row.subject_id),
        dossier=row.dossier,
        seance=seance,
        due=from_micros(row.due_at),
    )
