"""The lists of the month on a screen: which there are, what became of the people since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from rules.access.grants import Right
from rules.days.months import Month
from rules.deadlines.derivation import OPEN
from rules.names import alphabetical
from rules.subjects import SubjectKind
from workflow.access.perimeter import Reader, visible
from workflow.database.instants import from_micros, instant_or_none
from workflow.database.store import Store
from workflow.files.monthly_lists import FrozenList, ListKind
from workflow.tables.columns import table
from workflow.tables.post import MonthlyList
from workflow.tables.subjects import Dossier, Service
from workflow.tables.trail import DeadlineRow, FactRow

_LIST, _SERVICE, _DOSSIER = table(MonthlyList), table(Service), table(Dossier)
_FACT, _DEADLINE = table(FactRow), table(DeadlineRow)

_AWAITED = {ListKind.ORIENTATIONS: ("2-RDV",), ListKind.DIAGNOSTICS: ("D4-DIAG", "I-ABSENCE")}
"""The rules that say until when somebody of a list is awaited."""


class UnknownList(LookupError):
    """No list bears that number."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"La liste n° {number} n’existe pas.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A list that was frozen: of which service, with how many people."""

    id: int
    kind: ListKind
    month: Month
    service_id: int
    service: str
    produced: datetime
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What became of somebody since the list was frozen. ``followed``: the service of the list
    still does; ``seen``: the reader opens the dossier; ``appointed``: when their last rendez-vous
    is, or was; ``begun``: when the accompagnement did; ``due``: until when they are awaited."""

    state: str
    closed: bool
    followed: bool
    seen: bool
    appointed: date | None
    begun: datetime | None
    due: datetime | None


def shelf(
    store: Store, *, reader: Reader, month: Month | None = None, kind: ListKind | None = None
) -> list[Shelved]:
    """The lists that the reader opens, by service."""
    where: list[ColumnElement[bool]] = [visible(reader, Right.LISTE_DU_MOIS)]
    if month is not None:
        where.append(_LIST.c.month == str(month))
    if kind is not None:
        where.append(_LIST.c.genre == kind.value)
    query = (
        select(*_LIST.c, _SERVICE.c.libelle)
        .join_from(_LIST, _SERVICE, _SERVICE.c.id == _LIST.c.service_id)
        .where(*where)
    )
    with store.read() as connection:
        found = [
            Shelved(
                id=row.id,
                kind=ListKind(row.genre),
                month=Month.parse(row.month),
                service_id=row.service_id,
                service=row.libelle,
                produced=from_micros(row.produced_at),
                people=len(json.loads(row.content)["personnes"]),
            )
            for row in connection.execute(query)
        ]
    return sorted(found, key=lambda one: (alphabetical(one.service), one.kind, one.id))


def months(store: Store, *, reader: Reader) -> list[Month]:
    """The months of which the reader opens a list, the latest first."""
    query = select(_LIST.c.month).where(visible(reader, Right.LISTE_DU_MOIS)).distinct()
    with store.read() as connection:
        return sorted(map(Month.parse, connection.execute(query).scalars()), reverse=True)


def frozen(store: Store, number: int) -> FrozenList:
    """A list as it was produced. Raises UnknownList."""
    with store.read() as connection:
        row = connection.execute(select(_LIST).where(_LIST.c.id == number)).first()
    if row is None:
        raise UnknownList(number)
    return _frozen(row)


def beside(store: Store, told: FrozenList, month: Month) -> tuple[int, FrozenList] | None:
    """The list of the same kind and service of another month, and its number."""
    query = select(_LIST).where(
        _LIST.c.genre == told.kind.value,
        _LIST.c.month == str(month),
        _LIST.c.service_id == told.service_id,
    )
    with store.read() as connection:
        row = connection.execute(query).first()
    return None if row is None else (row.id, _frozen(row))


def since(store: Store, told: FrozenList, *, reader: Reader) -> Mapping[int, Since]:
    """What became of each of its people, by dossier."""
    numbers = [number for line in told.people if isinstance(number := line["dossier"], int)]
    query = select(
        *(_DOSSIER.c[name] for name in ("id", "state", "closed_at", "service_id")),
        _begun().label("begun"),
        _due(told.kind).label("due"),
        _DOSSIER.c.id.in_(select(_DOSSIER.c.id).where(visible(reader, Right.DOSSIER))).label(
            "seen"
        ),
    ).where(_DOSSIER.c.id.in_(numbers))
    with store.read() as connection:
        appointed = _appointments(connection, numbers)
        return {
            row.id: Since(
                state=row.state,
                closed=row.closed_at is not None,
                followed=row.closed_at is None and row.service_id == told.service_id,
                seen=bool(row.seen),
                appointed=appointed.get(row.id),
                begun=instant_or_none(row.begun),
                due=instant_or_none(row.due),
            )
            for row in connection.execute(query)
        }


def _appointments(connection: Connection, dossiers: Sequence[int]) -> Mapping[int, date]:
    """The day of the last rendez-vous that was fixed, or moved, by dossier."""
    query = (
        select(_FACT.c.subject_id, _FACT.c.data)
        .where(
            _FACT.c.kind == SubjectKind.DOSSIER.value,
            _FACT.c.subject_id.in_(dossiers),
            _FACT.c.code.in_(("rdv_fixe", "rdv_deplace")),
            _FACT.c.annulled_by.is_(None),
        )
        .order_by(_FACT.c.subject_id, _FACT.c.seq)
    )
    told = {number: json.loads(data).get("date_rdv") for number, data in connection.execute(query)}
    return {number: date.fromisoformat(day) for number, day in told.items() if day is not None}


def _begun() -> ColumnElement[Any]:
    """When the accompagnement of the dossier began, for the last time."""
    found = select(func.max(_FACT.c.occurred_at)).where(
        _FACT.c.kind == SubjectKind.DOSSIER.value,
        _FACT.c.subject_id == _DOSSIER.c.id,
        _FACT.c.code == "accompagnement_commence",
        _FACT.c.annulled_by.is_(None),
    )
    return found.correlate_except(_FACT).scalar_subquery()


def _due(kind: ListKind) -> ColumnElement[Any]:
    found = select(func.min(_DEADLINE.c.due_at)).where(
        _DEADLINE.c.kind == SubjectKind.DOSSIER.value,
        _DEADLINE.c.subject_id == _DOSSIER.c.id,
        _DEADLINE.c.rule.in_(_AWAITED[kind]),
        _DEADLINE.c.status.in_([one.value for one in OPEN]),
    )
    return found.correlate_except(_DEADLINE).scalar_subquery()


def _frozen(row: Row[Any]) -> FrozenList:
    content = json.loads(row.content)
    return FrozenList(
        kind=ListKind(row.genre),
        month=Month.parse(row.month),
        service_id=row.service_id,
        service=content["service"],
        produced=from_micros(row.produced_at),
        people=content["personnes"],
        sha256=row.sha256,
        repeated=True,
    )
