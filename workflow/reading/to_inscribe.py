"""Who waits to be inscribed again: their line left a séance, cancelled or full, unexamined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select

from rules.facts import entering
from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.seances.waiting import WaitingLine, waiting
from rules.situation import SeanceView
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading.dossier_filters import awaits_a_seance
from workflow.seances import programme
from workflow.seances.commands import UnknownSeance
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Seance, Service
from workflow.tables.trail import FactRow
from workflow.trail import facts

_DOSSIER, _SERVICE, _DEMANDE = table(Dossier), table(Service), table(Demande)
_PASSAGE, _SEANCE, _FACT = table(Passage), table(Seance), table(FactRow)

_TAKES_LINES = frozenset({"programmee", "preparee", "arretee", "ouverte"})
_REQUESTS = {
    Body.CONCERTATION: ("a_reinscrire", "inscrire"),
    Body.DECISION: ("attente_ep", "inscrire_ep"),
}
"""Where a request stands that waits for another séance, and the act that inscribes it there, by
what the séance does."""
_REORIENTATION = "reorientation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToInscribe:
    """A line that waits for a séance, ``since`` an instant. ``line`` is the one that left its
    séance, ``left``; None of a request that is to be examined again after a disagreement.
    ``event``: the act that inscribes it."""

    dossier_id: int
    line: int | None
    nature: str
    service_id: int | None
    service: str | None
    circonscription: str | None
    left: int | None
    since: datetime
    event: str


def of_seance(store: Store, rulebook: Rulebook, seance_id: int) -> list[ToInscribe]:
    """Those that the séance could take, who waits the longest first; none once it sits no more.
    Raises UnknownSeance."""
    with store.glance() as tx:
        row = programme.read(tx, seance_id)
    if row is None:
        raise UnknownSeance(seance_id)
    seance = programme.view(seance_id, row)
    if seance.state not in _TAKES_LINES:
        return []
    with store.read() as connection:
        found = [
            *_requests(connection, rulebook, seance),
            *_lines(connection, rulebook, seance),
        ]
    return sorted(found, key=lambda one: (one.since, one.dossier_id, one.line or 0))


def _requests(
    connection: Connection, rulebook: Rulebook, seance: SeanceView
) -> Iterator[ToInscribe]:
    kind = rulebook.kind_held(seance)
    if kind.body not in _REQUESTS:
        return
    state, event = _REQUESTS[kind.body]
    rows = _dossiers(connection, rulebook, seance, _DOSSIER.c.state == state)
    left = _left(connection, [row.id for row in rows], kind.body)
    entered = _entered(connection, [row.id for row in rows], state)
    for row in rows:
        last = left.get(row.id)
        if last is None and kind.body is Body.DECISION:
            continue  # it never stood before an EP
        yield ToInscribe(
            dossier_id=row.id,
            line=None if last is None else last.id,
            nature=_REORIENTATION,
            service_id=row.service_id,
            service=row.libelle,
            circonscription=row.circonscription,
            left=None if last is None else last.seance_id,
            since=entered.get(row.id, from_micros(row.born_at)),
            event=event,
        )


def _lines(connection: Connection, rulebook: Rulebook, seance: SeanceView) -> Iterator[ToInscribe]:
    """The lines without request that wait for a séance of that kind."""
    for row in _dossiers(connection, rulebook, seance, awaits_a_seance()):
        for one in _waiting(connection, row.id):
            if one.genre == seance.genre:
                yield ToInscribe(
                    dossier_id=row.id,
                    line=one.line,
                    nature=one.nature,
                    service_id=row.service_id,
                    service=row.libelle,
                    circonscription=row.circonscription,
                    left=one.seance,
                    since=one.since,
                    event="inscrire_ligne",
                )


def _dossiers(
    connection: Connection, rulebook: Rulebook, seance: SeanceView, which: ColumnElement[bool]
) -> list[Row[Any]]:
    """The open dossiers of whom the séance takes people."""
    query: Select[Any] = (
        select(
            *(_DOSSIER.c[name] for name in ("id", "service_id", "circonscription", "born_at")),
            _SERVICE.c.libelle,
        )
        .outerjoin_from(_DOSSIER, _SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .where(_DOSSIER.c.closed_at.is_(None), which)
        .order_by(_DOSSIER.c.id)
    )
    places: dict[str | None, bool] = {}
    found = []
    for row in connection.execute(query):
        place = row.circonscription
        if place not in places:
            places[place] = _competent(rulebook, seance, place)
        if places[place]:
            found.append(row)
    return found


def _competent(rulebook: Rulebook, seance: SeanceView, place: str | None) -> bool:
    if seance.circonscription is None:
        return rulebook.kind_held(seance).takes(place)
    if place is None:
        return False
    day = rulebook.local_day(seance.held)
    return seance.circonscription in rulebook.territory.succeeding({place}, day)


def _left(connection: Connection, dossiers: Sequence[int], body: Body) -> Mapping[int, Row[Any]]:
    """By dossier, the last line of its open request that left a séance of that body unexamined."""
    open_one = exists().where(
        _DEMANDE.c.id == _PASSAGE.c.demande_id, _DEMANDE.c.closed_at.is_(None)
    )
    query: Select[Any] = (
        select(_PASSAGE.c.id, _PASSAGE.c.dossier_id, _PASSAGE.c.seance_id)
        .join_from(_PASSAGE, _SEANCE)
        .where(
            _PASSAGE.c.dossier_id.in_(dossiers),
            _PASSAGE.c.state.in_(("reporte", "ajourne")),
            _SEANCE.c.instance == body.value,
            open_one,
        )
        .order_by(_PASSAGE.c.id)
    )
    return {row.dossier_id: row for row in connection.execute(query)}


def _entered(connection: Connection, dossiers: Sequence[int], state: str) -> Mapping[int, datetime]:
    """When each dossier last entered that state."""
    query: Select[Any] = (
        select(_FACT.c.subject_id, func.max(_FACT.c.occurred_at))
        .where(
            _FACT.c.kind == SubjectKind.DOSSIER.value,
            _FACT.c.subject_id.in_(dossiers),
            _FACT.c.code == entering(state),
            _FACT.c.annulled_by.is_(None),
        )
        .group_by(_FACT.c.subject_id)
    )
    return {row[0]: from_micros(row[1]) for row in connection.execute(query)}


def _waiting(connection: Connection, dossier_id: int) -> tuple[WaitingLine, ...]:
    of_it = facts.of_subjects(connection, SubjectKind.DOSSIER, [dossier_id])
    return waiting(of_it, Subject(SubjectKind.DOSSIER, dossier_id))
