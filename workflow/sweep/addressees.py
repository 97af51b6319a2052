"""Where a deadline is followed, and so who is told of it at each level of its ladder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from rules.actors import Role
from rules.deadlines.rule import Duty, Level, Rule
from rules.rulebook import Rulebook
from rules.situation import SeanceView
from rules.subjects import SubjectKind
from workflow.acts import dossier_locks
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import notices, outbox
from workflow.sweep.due_rungs import Due
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Offre, Seance
from workflow.tables.trail import DeadlineRow

_DOSSIER, _OFFRE, _CIRCONSCRIPTION = table(Dossier), table(Offre), table(Circonscription)
_SEANCE, _DEADLINE = table(Seance), table(DeadlineRow)
_OF_DOSSIER = Statement(
    select(_DOSSIER.c.service_id, _DOSSIER.c.circonscription).where(
        _DOSSIER.c.id == bindparam("id")
    )
)
_OF_OFFER = Statement(
    select(_OFFRE.c.service_id, _OFFRE.c.circonscription).where(_OFFRE.c.id == bindparam("id"))
)
_ITS_SEANCE = Statement(
    select(*(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state")))
    .join_from(_DEADLINE, _SEANCE, _SEANCE.c.id == _DEADLINE.c.seance_id)
    .where(_DEADLINE.c.id == bindparam("id"))
)
_CODE_OF_CIRCONSCRIPTION = Statement(
    select(_CIRCONSCRIPTION.c.code).where(_CIRCONSCRIPTION.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a subject is followed. ``coordination``: who coordinates the séance that it is, or that
    its line is in."""

    service: int | None = None
    circonscription: str | None = None
    coordination: Role | None = None


def place_of(
    tx: Tx,
    rulebook: Rulebook,
    rule: Rule,
    due: Due,
    *,
    child: int | None,
    dossier_id: int | None,
) -> Place:
    """Where a deadline that is due is followed; ``child``: the service that owes it."""
    if dossier_id is not None:
        place = _followed(tx, _OF_DOSSIER, dossier_id)
        if rule.procedure.duty is not Duty.COORDINATION:
            return place
        return replace(place, coordination=_of_its_line(tx, rulebook, due.deadline_id))
    found = _PLACES.get(due.subject.kind)
    return Place() if found is None else found(tx, rulebook, due.subject.id, child)


def _followed(tx: Tx, statement: Statement, key: int) -> Place:
    row = tx.one(statement, {"id": key})
    return Place() if row is None else Place(service=row[0], circonscription=row[1])


def _of_its_line(tx: Tx, rulebook: Rulebook, deadline_id: int) -> Role | None:
    """Who coordinates the séance that the deadline of a line is counted from: read without a lock,
    that of the dossier being held already."""
    row = tx.one(_ITS_SEANCE, {"id": deadline_id})
    if row is None:
        return None
    number, genre, place, held, state = row
    seance = SeanceView(
        id=number, genre=genre, circonscription=place, held=from_micros(held), state=state
    )
    return rulebook.kind_held(seance).coordinator


def _of_seance(tx: Tx, rulebook: Rulebook, key: int, child: int | None) -> Place:
    seance = dossier_locks.seance(tx, key)
    kind = rulebook.kind_of(seance)
    return Place(
        service=child,
        circonscription=None if seance is None else seance.circonscription,
        coordination=None if kind is None else kind.coordinator,
    )


def _of_circonscription(tx: Tx, rulebook: Rulebook, key: int, child: int | None) -> Place:
    row = tx.one(_CODE_OF_CIRCONSCRIPTION, {"id": key})
    return Place(circonscription=None if row is None else row[0])


def _of_offer(tx: Tx, rulebook: Rulebook, key: int, child: int | None) -> Place:
    return _followed(tx, _OF_OFFER, key)


def _of_service(tx: Tx, rulebook: Rulebook, key: int, child: int | None) -> Place:
    return Place(service=key)


_PLACES: Mapping[SubjectKind, Callable[[Tx, Rulebook, int, int | None], Place]] = {
    SubjectKind.SEANCE: _of_seance,
    SubjectKind.CIRCONSCRIPTION: _of_circonscription,
    SubjectKind.OFFRE: _of_offer,
    SubjectKind.SERVICE: _of_service,
}


def recipient(rule: Rule, level: Level, place: Place) -> str:
    """Level 1 and reminders go to who is awaited, level 2 to who answers for them, level 3 to the
    manager of the territory."""
    manager = outbox.office(Role.MANAGER, place.circonscription)
    duty = rule.procedure.duty
    if level is Level.NIVEAU_3:
        return manager
    if level is Level.NIVEAU_2:
        served = duty is Duty.SERVICE and place.service is not None
        return f"responsable:{place.service}" if served else manager
    return notices.awaited(
        duty,
        service=place.service,
        circonscription=place.circonscription,
        coordination=place.coordination,
    )
