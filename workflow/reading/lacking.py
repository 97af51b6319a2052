"""Whether a service that sits still owes something to a séance that is being prepared, as a
condition of a list of séances: what ``Readiness.owing`` says of one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.sql.selectable import NamedFromClause

from rules.rulebook import Rulebook
from rules.seances.kinds import Body
from rules.subjects import SubjectKind
from workflow.access.columns import opened
from workflow.acts.waiting_lines import PUT_OFF
from workflow.deadlines.current import CURRENT
from workflow.reading.completeness import GONE, TO_COME, TO_ORDER
from workflow.reading.held_kinds import of_kind
from workflow.reading.profiled import said
from workflow.reading.wanting import answered
from workflow.seances.tableau.sendings import OWED, SENDS
from workflow.tables.columns import table
from workflow.tables.seats import Invite
from workflow.tables.subjects import Dossier, Passage, Seance, SeanceService
from workflow.tables.trail import DeadlineRow, FactRow

IN_PREPARATION = frozenset({"preparee", "arretee", "ouverte"})
"""The states in which the tableau is open: before, nobody owes anything."""

_SEANCE, _SITS, _LINE = table(Seance), table(SeanceService), table(Passage)
_DOSSIER, _GUEST = table(Dossier), table(Invite)
_DEADLINE, _FACT = table(DeadlineRow), table(FactRow)
_SAME, _OTHER = _LINE.alias("same"), _LINE.alias("other")
_ITS_LINES = and_(_LINE.c.seance_id == _SEANCE.c.id, _LINE.c.state.not_in(GONE))
_PRESENTS = and_(
    _SITS.c.seance_id == _LINE.c.seance_id, _SITS.c.service_id == _DOSSIER.c.service_id
)


def lacking(rulebook: Rulebook, dialect: str) -> ColumnElement[bool]:
    """Whether somebody who sits owes it something."""
    return and_(
        _SEANCE.c.state.in_(sorted(IN_PREPARATION)),
        or_(_unsent(dialect), _unanswered(dialect), *_of_its_kind(rulebook)),
    )


def _any(found: Select[Any]) -> ColumnElement[bool]:
    """Whether there is one. Of an EXISTS, PostgreSQL would rather make a list of all those of the
    département than look them up for the few séances of a list."""
    return found.correlate(_SEANCE).limit(1).scalar_subquery().is_not(None)


def _unsent(dialect: str) -> ColumnElement[bool]:
    """Whether a sending is awaited that did not leave."""
    waits = or_(
        *(
            and_(
                _DEADLINE.c.rule.in_([rule for rule, one in OWED.items() if one == sending]),
                ~exists()
                .where(
                    _FACT.c.seance_id == _DEADLINE.c.subject_id,
                    _FACT.c.code.in_([code for code, one in SENDS.items() if one == sending]),
                    _FACT.c.annulled_by.is_(None),
                    said(dialect, _FACT.c.data, "service") == cast(_DEADLINE.c.child, Text),
                )
                .correlate_except(_FACT),
            )
            for sending in sorted(set(OWED.values()))
        )
    )
    return _any(
        select(_DEADLINE.c.id)
        .join(
            _SITS,
            and_(
                _SITS.c.seance_id == _DEADLINE.c.subject_id, _SITS.c.service_id == _DEADLINE.c.child
            ),
        )
        .where(
            _DEADLINE.c.kind == SubjectKind.SEANCE.value,
            _DEADLINE.c.subject_id == _SEANCE.c.id,
            _DEADLINE.c.status != "annulee",
            CURRENT,
            waits,
        )
    )


def _unanswered(dialect: str) -> ColumnElement[bool]:
    """Whether a service did not say of a line of another, which it sees, if it knows the person."""
    return _any(
        select(_LINE.c.id)
        .join(_DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
        .join(_SITS, _SITS.c.seance_id == _LINE.c.seance_id)
        .where(
            _SEANCE.c.instance != Body.DECISION.value,
            _ITS_LINES,
            _DOSSIER.c.service_id.is_distinct_from(_SITS.c.service_id),
            opened(_DOSSIER.c.service_id, _SEANCE.c.id, _SEANCE.c.state),
            ~answered(dialect, _SITS.c.service_id),
        )
    )


def _of_its_kind(rulebook: Rulebook) -> Iterator[ColumnElement[bool]]:
    """What only some kinds of séance ask: nothing is looked for where none does."""
    if any(kind.priority_from is not None for kind in rulebook.kinds):
        yield _unordered(of_kind(rulebook, lambda kind: kind.priority_from))
    if any(kind.wants_guests for kind in rulebook.kinds):
        wanted = of_kind(rulebook, lambda kind: int(kind.wants_guests)) == 1
        yield and_(wanted, _SEANCE.c.state.in_(sorted(TO_COME)), _unguested())


def _unordered(priority_from: ColumnElement[int | None]) -> ColumnElement[bool]:
    """Whether a service did not say the place of a line of its own, or says it twice (``owed``)."""
    lines, places = func.count(), func.count(_LINE.c.priorite.distinct())
    its = (
        select(_DOSSIER.c.service_id)
        .join(_LINE, _LINE.c.dossier_id == _DOSSIER.c.id)
        .join(_SITS, _PRESENTS)
        .where(_ITS_LINES)
        .group_by(_DOSSIER.c.service_id)
        .having(and_(lines >= priority_from, places < lines))
    )
    return and_(_SEANCE.c.state.in_(sorted(TO_ORDER)), priority_from.is_not(None), _any(its))


def _unguested() -> ColumnElement[bool]:
    """Whether a service did not say of a line of its own who is invited, nor that nobody is, there
    or on the passages that put it off (``guests.untold``)."""
    thing = or_(_SAME.c.id == _LINE.c.id, and_(_precedes(_SAME), _SAME.c.state.in_(PUT_OFF)))
    invited = select(_GUEST.c.id).where(
        _GUEST.c.passage_id == _SAME.c.id, _GUEST.c.withdrawn_at.is_(None)
    )
    examined = exists().where(
        _precedes(_OTHER), _OTHER.c.id > _SAME.c.id, _OTHER.c.state.not_in(PUT_OFF)
    )
    here = (
        select(_SAME.c.id)
        .where(_SAME.c.dossier_id == _LINE.c.dossier_id, thing)
        .where(~examined.correlate_except(_OTHER))
    )
    told = here.where(invited.correlate(_SAME).exists())
    nobody = (
        here.with_only_columns(_SAME.c.sans_invite)
        .where(_SAME.c.sans_invite.is_not(None))
        .order_by(_SAME.c.id.desc())
        .limit(1)
    )
    return _any(
        select(_LINE.c.id)
        .join(_DOSSIER, _DOSSIER.c.id == _LINE.c.dossier_id)
        .join(_SITS, _PRESENTS)
        .where(
            _ITS_LINES,
            ~told.correlate(_LINE, _SEANCE).exists(),
            func.coalesce(nobody.correlate(_LINE, _SEANCE).scalar_subquery(), 0) == 0,
        )
    )


def _precedes(passage: NamedFromClause) -> ColumnElement[bool]:
    """Whether it is an earlier passage of what the line is about (``Passed.follows``)."""
    held = table(Seance).alias(f"of_{passage.name}")
    where = select(held.c.genre).where(held.c.id == passage.c.seance_id)
    return and_(
        passage.c.id < _LINE.c.id,
        passage.c.dossier_id == _LINE.c.dossier_id,
        passage.c.nature == _LINE.c.nature,
        passage.c.demande_id.is_not_distinct_from(_LINE.c.demande_id),
        or_(
            _LINE.c.demande_id.is_not(None),
            where.correlate(passage).scalar_subquery() == _SEANCE.c.genre,
        ),
    )
