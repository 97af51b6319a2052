"""Whom a redrawing concerns: the open dossiers of the circonscriptions that lose people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, or_, select

from rules.facts import STATE_PREFIX
from rules.redrawing import Redrawing
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier, Passage, Personne, Seance
from workflow.tables.trail import FactRow

_DOSSIER, _PERSONNE, _FACT = table(Dossier), table(Personne), table(FactRow)
_PASSAGE, _SEANCE = table(Passage), table(Seance)

_OF_DOSSIER = (_FACT.c.kind == SubjectKind.DOSSIER.value) & (_FACT.c.subject_id == _DOSSIER.c.id)
_COUNTS = _FACT.c.annulled_by.is_(None)
_FOLLOWED = _FACT.c.code == "territoire_redecoupe"


def _last(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    """When the last of these facts of the dossier occurred."""
    return select(func.max(_FACT.c.occurred_at)).where(_OF_DOSSIER, *which).scalar_subquery()


_ENTERED = _last(_COUNTS, _FACT.c.code.startswith(STATE_PREFIX))
_PLACED = _last(_COUNTS, or_(_FOLLOWED, _FACT.c.code == "demenagement"))
_CORRECTED = _last(~_COUNTS, _FOLLOWED)
_OPEN = Statement(
    select(
        *(_DOSSIER.c[name] for name in ("id", "personne_id", "state", "circonscription")),
        *(_DOSSIER.c[name] for name in ("version", "born_at")),
        _PERSONNE.c.ville,
        _ENTERED,
        _PLACED,
        _CORRECTED,
    )
    .join_from(_DOSSIER, _PERSONNE)
    .where(_DOSSIER.c.circonscription == bindparam("code"), _DOSSIER.c.closed_at.is_(None))
    .order_by(_DOSSIER.c.id)
)
# Lines that stand in a séance of the old map, held before it ended: their result is awaited.
_AWAITED = Statement(
    select(_PASSAGE.c.dossier_id, func.min(_SEANCE.c.id))
    .join_from(_PASSAGE, _SEANCE)
    .join(_DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
    .where(
        _PASSAGE.c.open == 1,
        _SEANCE.c.circonscription == bindparam("code"),
        _DOSSIER.c.circonscription == bindparam("code"),
        _SEANCE.c.held_at < bindparam("first"),
    )
    .group_by(_PASSAGE.c.dossier_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """An open dossier of the old map. ``after`` None: nothing tells where it goes, somebody places
    it. ``version``: the one that was looked at. ``entered``: when it entered its state. ``awaits``:
    the séance, held before the redrawing, whose result it awaits; it follows after it."""

    dossier_id: int
    personne_id: int
    state: str
    before: str
    after: str | None
    version: int
    entered: datetime
    awaits: int | None = None

    @property
    def follows(self) -> bool:
        """Whether it goes by itself, now."""
        return self.after is not None and self.awaits is None


def beginning(rulebook: Rulebook, redrawing: Redrawing) -> datetime:
    """The first instant of the new map, where the département lives."""
    return datetime.combine(redrawing.day, time(), tzinfo=rulebook.calendar.tz)


def concerned(tx: Tx, rulebook: Rulebook, redrawing: Redrawing) -> list[Concerned]:
    """The open dossiers that are not where the new map has them, by number: all those of a
    circonscription that ended, those of a commune that passed from one that goes on. Of the latter,
    whoever was placed there since then is there on purpose. Whoever followed and was brought back
    by a correction does not follow again: of a circonscription that ended, somebody places them."""
    first = to_micros(beginning(rulebook, redrawing))
    found = []
    for code in redrawing.sources:
        awaited: dict[object, int] = dict(tx.all(_AWAITED, {"code": code, "first": first}))
        for row in tx.all(_OPEN, {"code": code}):
            born, ville, _, placed, corrected = row[5:]
            brought_back = corrected is not None and corrected >= first
            on_purpose = brought_back or max(born, placed or born) >= first
            after = redrawing.destination(code, ville)
            if after == code or (code not in redrawing.ended and on_purpose):
                continue
            found.append(_one(row, None if brought_back else after, awaited))
    return sorted(found, key=lambda one: one.dossier_id)


def _one(row: tuple[object, ...], after: str | None, awaited: Mapping[object, int]) -> Concerned:
    dossier_id, personne_id, state, before, version, born, _, entered, *_ = row
    assert isinstance(dossier_id, int)
    assert isinstance(personne_id, int)
    assert isinstance(version, int)
    assert isinstance(born, int)
    return Concerned(
        dossier_id=dossier_id,
        personne_id=personne_id,
        state=str(state),
        before=str(before),
        after=after,
        version=version,
        entered=from_micros(entered if isinstance(entered, int) else born),
        awaits=awaited.get(dossier_id),
    )
