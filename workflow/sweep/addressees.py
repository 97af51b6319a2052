"""Where a deadline is followed, and so who is told of it at each level of its ladder."""

from dataclasses import dataclass

from sqlalchemy import bindparam, case, select

from rules.actors import Role
from rules.deadlines.rule import Duty, Level, Rule
from rules.rulebook import Rulebook
from rules.situation import SeanceView
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.post import notices, outbox
from workflow.tables.columns import table
from workflow.tables.subjects import Seance
from workflow.tables.trail import DeadlineRow

_SEANCE, _DEADLINE = table(Seance), table(DeadlineRow)
_IS_A_SEANCE = _DEADLINE.c.kind == SubjectKind.SEANCE.value
_ITS_SEANCE = Statement(
    select(*(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state")))
    .join_from(
        _DEADLINE,
        _SEANCE,
        _SEANCE.c.id == case((_IS_A_SEANCE, _DEADLINE.c.subject_id), else_=_DEADLINE.c.seance_id),
    )
    .where(_DEADLINE.c.id == bindparam("id"))
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
    deadline_id: int,
    *,
    service: int | None,
    circonscription: str | None,
) -> Place:
    """Where a deadline is followed: ``service`` and ``circonscription`` are kept beside it, and
    lists find it by them. Who coordinates is read where it is awaited of them alone."""
    coordination = None
    if rule.procedure.duty is Duty.COORDINATION:
        coordination = _coordination(tx, rulebook, deadline_id)
    return Place(service=service, circonscription=circonscription, coordination=coordination)


def _coordination(tx: Tx, rulebook: Rulebook, deadline_id: int) -> Role | None:
    """Who coordinates the séance that a deadline is of, or is counted from: read without a lock,
    the subject being held already."""
    row = tx.one(_ITS_SEANCE, {"id": deadline_id})
    if row is None:
        return None
    number, genre, place, held, state = row
    seance = SeanceView(
        id=number, genre=genre, circonscription=place, held=from_micros(held), state=state
    )
    return rulebook.kind_held(seance).coordinator


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
