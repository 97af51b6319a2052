"""Which dossiers a list is asked for, as conditions: what they are, and became, and of whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    union_all,
)

from rules.deadlines.derivation import Status
from rules.subjects import SubjectKind
from workflow.database.instants import to_micros
from workflow.reading.person_search import searched
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.trail import DeadlineRow, JournalRow

_DOSSIER, _DEMANDE = table(Dossier), table(Demande)
_PASSAGE, _LETTER, _JOURNAL = table(Passage), table(Letter), table(JournalRow)
_DEADLINE = table(DeadlineRow)
_LATER, _AGAIN = _LETTER.alias("later"), _DOSSIER.alias("again")

_PUT_OFF = ("reporte", "ajourne")
_WAITS, _LOST = "a_reinscrire", "adresse_a_retrouver"
_SUSPENDED = "suspendu"
_LINES_THAT_WAIT = (
    select(_DEADLINE.c.dossier_id)
    .where(_DEADLINE.c.rule == "I-REINSCRIRE", _DEADLINE.c.closed_at.is_(None))
    .correlate(None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which dossiers are asked for; several values of one filter are several that will do.

    ``search``: words of the name by their beginnings, in any order, accents, case and hyphens
    aside; or, as soon as it has a digit, a whole number: of dossier, of demande, matricule,
    telephone, however they are spaced. ``late``: a deadline is past. ``to_inscribe``: to be
    inscribed again in a séance. ``put_off``: their request was, twice at least. ``lost``: a letter
    came back from their address, and none left since. ``changed_since``: by an act, even refused.
    """

    states: tuple[str, ...] = ()
    circonscriptions: tuple[str, ...] = ()
    services: tuple[int, ...] = ()
    open_only: bool = False
    late: bool = False
    to_inscribe: bool = False
    suspended: bool = False
    lost: bool = False
    without_referent: bool = False
    put_off: bool = False
    changed_since: datetime | None = None
    search: str | None = None


def nearest() -> ScalarSelect[int]:
    """The nearest open deadline of a dossier, or of its person as long as it is open."""
    return (
        select(func.min(_DEADLINE.c.due_at))
        .where(running())
        .correlate_except(_DEADLINE)
        .scalar_subquery()
    )


def running() -> ColumnElement[bool]:
    """The open deadlines of a dossier, those of its person as long as it is open."""
    return and_(
        _DEADLINE.c.personne_id == _DOSSIER.c.personne_id,
        _DEADLINE.c.status == Status.OUVERTE.value,
        or_(
            _DEADLINE.c.dossier_id == _DOSSIER.c.id,
            and_(_DEADLINE.c.kind == SubjectKind.PERSONNE.value, _DOSSIER.c.closed_at.is_(None)),
        ),
    )


def conditions(asked: Asked, now: datetime) -> Iterator[ColumnElement[bool]]:
    """What they must be, of a dossier joined to its person."""
    if asked.states:
        yield _DOSSIER.c.state.in_(asked.states)
    if asked.circonscriptions:
        yield _DOSSIER.c.circonscription.in_(asked.circonscriptions)
    if asked.services:
        yield _DOSSIER.c.service_id.in_(asked.services)
    if asked.open_only:
        yield _DOSSIER.c.closed_at.is_(None)
    if asked.suspended:
        yield _DOSSIER.c.droit == _SUSPENDED
    if asked.late:
        yield _runs(_DEADLINE.c.due_at <= to_micros(now))
    if asked.to_inscribe:
        waiting = select(_AGAIN.c.id).where(_AGAIN.c.state == _WAITS, _AGAIN.c.closed_at.is_(None))
        yield _DOSSIER.c.id.in_(union_all(waiting.correlate(None), _LINES_THAT_WAIT))
    if asked.without_referent:
        late = _DEADLINE.c.due_at <= to_micros(now)
        yield _runs(_DEADLINE.c.rule == "3-SANS-REFERENT", late)
    if asked.put_off:
        yield _put_off()
    if asked.lost:
        yield or_(_DOSSIER.c.state == _LOST, _came_back())
    if asked.changed_since is not None:
        yield _DOSSIER.c.id.in_(changed(asked.changed_since))
    if asked.search:
        yield searched(asked.search)


def changed(since: datetime) -> Select[Any]:
    """The numbers of the dossiers of which something was written since."""
    return select(_JOURNAL.c.subject_id).where(
        _JOURNAL.c.kind == SubjectKind.DOSSIER.value, _JOURNAL.c.at >= to_micros(since)
    )


def _runs(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(running(), *which).correlate_except(_DEADLINE)


def awaits_a_seance() -> ColumnElement[bool]:
    """A line without request waits: its deadline may be suspended, or without a date."""
    return _DOSSIER.c.id.in_(_LINES_THAT_WAIT)


def _put_off() -> ColumnElement[bool]:
    lines = (
        select(func.count())
        .where(
            _PASSAGE.c.dossier_id == _DOSSIER.c.id,
            _PASSAGE.c.state.in_(_PUT_OFF),
            _DEMANDE.c.id == _PASSAGE.c.demande_id,
            _DEMANDE.c.closed_at.is_(None),
        )
        .correlate_except(_PASSAGE, _DEMANDE)
    )
    return lines.scalar_subquery() >= 2


def _came_back() -> ColumnElement[bool]:
    since = exists().where(
        _LATER.c.dossier_id == _LETTER.c.dossier_id,
        _LATER.c.id > _LETTER.c.id,
        _LATER.c.envoyee_le.is_not(None),
    )
    return (
        exists()
        .where(
            _LETTER.c.dossier_id == _DOSSIER.c.id,
            _LETTER.c.retour == "npai",
            ~since.correlate_except(_LATER),
        )
        .correlate_except(_LETTER)
    )
