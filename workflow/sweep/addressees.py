"""Where a deadline is followed, and so who is told of it at each level of its ladder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from rules.actors import Role
from rules.deadlines.rule import Duty, Level, Rule
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.acts import dossier_locks
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import notices, outbox
from workflow.tables.columns import table
from workflow.tables.subjects import Circonscription, Dossier, Offre

_DOSSIER, _OFFRE, _CIRCONSCRIPTION = table(Dossier), table(Offre), table(Circonscription)
_OF_DOSSIER = Statement(
    select(_DOSSIER.c.service_id, _DOSSIER.c.circonscription).where(
        _DOSSIER.c.id == bindparam("id")
    )
)
_OF_OFFER = Statement(
    select(_OFFRE.c.service_id, _OFFRE.c.circonscription).where(_OFFRE.c.id == bindparam("id"))
)
_CODE_OF_CIRCONSCRIPTION = Statement(
    select(_CIRCONSCRIPTION.c.code).where(_CIRCONSCRIPTION.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a subject is followed. ``coordination``: who coordinates it, for a séance."""

    service: int | None = None
    circonscription: str | None = None
    coordination: Role | None = None


def place_of(
    tx: Tx, rulebook: Rulebook, subject: Subject, *, child: int | None, dossier_id: int | None
) -> Place:
    """Where a deadline of that subject is followed; ``child``: the service that owes it."""
    if dossier_id is not None:
        return _followed(tx, _OF_DOSSIER, dossier_id)
    found = _PLACES.get(subject.kind)
    return Place() if found is None else found(tx, rulebook, subject.id, child)


def _followed(tx: Tx, statement: Statement, key: int) -> Place:
    row = tx.one(statement, {"id": key})
    return Place() if row is None else Place(service=row[0], circonscription=row[1])


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
