"""The séances on the programme as what they take up: their hours, a place, the services."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from rules.rulebook import Rulebook
from rules.seances.clashes import Meeting
from rules.wording import numbered
from workflow.database.instants import from_micros, to_micros
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Seance, SeanceService

_SEANCE, _SITS = table(Seance), table(SeanceService)
_BETWEEN = (_SEANCE.c.held_at >= bindparam("first"), _SEANCE.c.held_at < bindparam("until"))
_SEANCES = Statement(
    select(
        *(_SEANCE.c[name] for name in ("id", "genre", "circonscription", "held_at", "state")),
        *(_SEANCE.c[name] for name in ("lieu", "creneau")),
    )
    .where(*_BETWEEN)
    .order_by(_SEANCE.c.held_at, _SEANCE.c.id)
)
_SITTING = Statement(
    select(_SITS.c.seance_id, _SITS.c.service_id)
    .join_from(_SITS, _SEANCE, _SEANCE.c.id == _SITS.c.seance_id)
    .where(*_BETWEEN)
)
GIVEN_UP = frozenset({"annulee", "reportee"})
"""The states of a séance that will not be held: it takes nothing up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programmed:
    """A séance on the programme. ``slot``: what a programme wanted it for, as it is stored."""

    id: int
    genre: str
    circonscription: str | None
    held: datetime
    state: str
    place: str | None
    slot: str | None
    services: frozenset[int]

    @property
    def wanted(self) -> date | None:
        """The day for which a programme wanted it; None when none did."""
        return wanted_day(self.slot)

    @property
    def given_up(self) -> bool:
        """Whether it was cancelled or postponed: it takes nothing up."""
        return self.state in GIVEN_UP

    def meeting(self, rulebook: Rulebook) -> Meeting:
        """What it takes up."""
        day = rulebook.local_day(self.held)
        rule = rulebook.programmes.of(self.genre, self.circonscription, day)
        return Meeting(
            name=f"{name_of(rulebook, self.genre, self.circonscription)} ({numbered(self.id)})",
            start=self.held,
            end=self.held + rulebook.length_of(self.genre, self.circonscription, day),
            place=self.place,
            coordinator=None if rule is None else rule.coordinator,
            services=self.services,
        )


def wanted_day(slot: str | None) -> date | None:
    """The day of a slot as it is stored, « icl 93-01 2026-05-14 »."""
    return None if slot is None else date.fromisoformat(slot.rpartition(" ")[2])


def name_of(rulebook: Rulebook, genre: str, circonscription: str | None) -> str:
    """« ICL-I 93-01 », « EP »."""
    label = rulebook.label_of(genre, circonscription)
    return label if circonscription is None else f"{label} {circonscription}"


def between(tx: Tx, first: datetime, until: datetime) -> list[Programmed]:
    """The séances held from ``first`` to ``until``, excluded, those given up too, by date."""
    key = {"first": to_micros(first), "until": to_micros(until)}
    sitting: dict[int, set[int]] = {}
    for seance_id, service_id in tx.all(_SITTING, key):
        sitting.setdefault(seance_id, set()).add(service_id)
    return [
        Programmed(
            id=row[0],
            genre=row[1],
            circonscription=row[2],
            held=from_micros(row[3]),
            state=row[4],
            place=row[5],
            slot=row[6],
            services=frozenset(sitting.get(row[0], ())),
        )
        for row in tx.all(_SEANCES, key)
    ]
