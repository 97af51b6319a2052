"""Which dossiers a list is asked for, as conditions: what they are, and became, and of whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    func,
    select,
    true,
)

from rules.deadlines.derivation import Status
from workflow.database.composed import later
from workflow.database.instants import from_micros, to_micros
from workflow.reading import person_search
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.trail import DeadlineRow, JournalRow

_DOSSIER, _DEMANDE = table(Dossier), table(Demande)
_PASSAGE, _LETTER, _JOURNAL = table(Passage), table(Letter), table(JournalRow)
_DEADLINE = table(DeadlineRow)
_LATER = _LETTER.alias("later")

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

    def given(self, now: datetime) -> Mapping[str, object]:
        """What changes from one time to the next in its conditions, by name."""
        since, sought = self.changed_since, self.search
        return {
            "now": to_micros(now),
            "changed_since": None if since is None else to_micros(since),
            **(person_search.given(sought) if sought else {}),
        }

    @property
    def alike(self) -> "Asked":
        """What stands for all that are asked by the same conditions: nobody is named in it."""
        since, sought = self.changed_since, self.search
        return replace(
            self,
            changed_since=None if since is None else from_micros(0),
            search=person_search.alike(sought) if sought else None,
        )

    @property
    def of_some(self) -> bool:
        """Whether people are found first, whatever the order of their dossiers."""
        return bool(self.search) or self.without_referent


def conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """What they must all be, of a dossier alone, with what is ``given``."""
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
        yield _DOSSIER.c.due_at <= later("now")
    if asked.without_referent:
        yield _unfollowed()
    if asked.put_off:
        yield _put_off()
    if asked.changed_since is not None:
        yield _DOSSIER.c.written_at >= later("changed_since")
    if asked.search:
        yield person_search.searched(asked.search)


def alternatives(asked: Asked) -> list[ColumnElement[bool]]:
    """Of which one will do, besides the conditions: each alone is found by an index."""
    found: list[ColumnElement[bool]] = [true()]
    if asked.to_inscribe:
        found = [_DOSSIER.c.state == _WAITS, awaits_a_seance()]
    if asked.lost:
        found = [
            and_(one, how) for one in found for how in (_DOSSIER.c.state == _LOST, _came_back())
        ]
    return found


def _unfollowed() -> ColumnElement[bool]:
    """Whoever has an open dossier, and nobody to follow it: they are found first."""
    people = select(_DEADLINE.c.personne_id).where(
        _DEADLINE.c.rule == "3-SANS-REFERENT",
        _DEADLINE.c.status == Status.OUVERTE.value,
        _DEADLINE.c.closed_at.is_(None),
        _DEADLINE.c.due_at <= later("now"),
    )
    found = people.distinct().cte("unfollowed").prefix_with("MATERIALIZED", dialect="postgresql")
    return and_(
        _DOSSIER.c.closed_at.is_(None), _DOSSIER.c.personne_id.in_(select(found.c.personne_id))
    )


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
