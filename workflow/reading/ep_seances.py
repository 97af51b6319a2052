"""The séances of an équipe pluridisciplinaire, and what is left to say and to decide in each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, func, or_, select, union

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.seances.kinds import Body
from workflow.access.perimeter import visible
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Store
from workflow.reading.before_ep import GONE, WAITS
from workflow.seances.outcomes.decisions import FOLLOWS
from workflow.seances.outcomes.given import TO_RULE
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Seance

_GIVEN_UP = ("annulee", "reportee")
_OF_SEANCE = ("id", "genre", "circonscription", "held_at", "state")
_SEANCE, _PASSAGE, _DOSSIER = table(Seance), table(Passage), table(Dossier)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpSeance:
    """A séance of an EP: how many lines are on it, wait for its avis, wait for the decision."""

    id: int
    genre: str
    circonscription: str | None
    held: datetime
    state: str
    lines: int
    to_advise: int
    to_rule: int


def seances(store: Store, reader: Bearer, *, since: datetime, most: int = 50) -> list[EpSeance]:
    """The séances of the EP from that instant on, and those before it that are not over, the
    oldest first, as far as they are open to the reader."""
    page = (
        select(*(_SEANCE.c[name] for name in _OF_SEANCE))
        .where(
            _SEANCE.c.instance == Body.DECISION.value,
            _SEANCE.c.state.not_in(_GIVEN_UP),
            visible(reader, Right.SEANCE),
            or_(_SEANCE.c.held_at >= to_micros(since), _SEANCE.c.id.in_(_unfinished())),
        )
        .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
        .limit(most)
        .cte("page")
    )
    on = case((_PASSAGE.c.state.in_(GONE), 0), (_PASSAGE.c.id.is_(None), 0), else_=1)
    query = (
        select(
            *page.c,
            func.sum(on).label("lines"),
            func.sum(case((_PASSAGE.c.state == WAITS, 1), else_=0)).label("to_advise"),
            func.sum(case((_awaits(), 1), else_=0)).label("to_rule"),
        )
        .select_from(page)
        .outerjoin(_PASSAGE, _PASSAGE.c.seance_id == page.c.id)
        .outerjoin(_DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .group_by(*page.c)
        .order_by(page.c.held_at, page.c.id)
    )
    with store.read() as connection:
        return [
            EpSeance(
                id=row.id,
                genre=row.genre,
                circonscription=row.circonscription,
                held=from_micros(row.held_at),
                state=row.state,
                lines=int(row.lines),
                to_advise=int(row.to_advise),
                to_rule=int(row.to_rule),
            )
            for row in connection.execute(query)
        ]


def _unfinished() -> CompoundSelect[Any]:
    """The séances that have an avis to give, or of which a decision is to be taken."""
    to_rule = select(_PASSAGE.c.seance_id).join_from(
        _DOSSIER, _PASSAGE, _PASSAGE.c.dossier_id == _DOSSIER.c.id
    )
    return union(
        select(_PASSAGE.c.seance_id).where(_PASSAGE.c.state == WAITS),
        to_rule.where(_awaits(), _DOSSIER.c.closed_at.is_(None)),
    )


def _awaits() -> ColumnElement[bool]:
    return and_(_PASSAGE.c.state.in_(tuple(FOLLOWS.values())), _DOSSIER.c.state == TO_RULE)
