"""What would move by another calendar, as far as somebody may see it: which deadlines, and which
would be late, or no longer."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.access.bearers import Bearer
from rules.access.grants import Right
from rules.access.grounds import Ground
from rules.access.policy import grounds
from rules.deadlines.derivation import Status
from rules.subjects import Subject, SubjectKind
from workflow.access.resources import among
from workflow.database.store import Store
from workflow.reading import deadlines
from workflow.reading.deadlines import DeadlineLine
from workflow.recalculation.holders import blocks
from workflow.recalculation.movements import Movement, Nature
from workflow.tables.columns import table
from workflow.tables.trail import DeadlineRow

_DEADLINE = table(DeadlineRow)


class Effect(StrEnum):
    """What a movement does to whoever is awaited, the gravest first."""

    EN_RETARD = "en_retard"
    PLUS_EN_RETARD = "plus_en_retard"
    AUTRE = "autre"


MOVES = (Nature.DEPLACEE, Nature.APPARUE, Nature.FINIE)
"""The natures that change what somebody has to do, or when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What moves, the gravest first, then by date. ``alerts``: those whose date stays, and whose
    next alert is another day."""

    movements: Sequence[Movement]
    alerts: int
    now: datetime

    def count(self, effect: Effect) -> int:
        """How many have that effect."""
        return sum(effect_of(one, self.now) is effect for one in self.movements)

    @property
    def dossiers(self) -> int:
        """Of how many dossiers."""
        return len({one.dossier_id for one in self.movements} - {None})

    @property
    def seances(self) -> int:
        """Of how many séances."""
        return len({one.subject.id for one in self.movements if _is_seance(one.subject)})

    @property
    def by_rule(self) -> Mapping[str, Mapping[Effect, int]]:
        """How many of each rule, by effect; the rules that move the most first."""
        found: dict[str, Counter[Effect]] = {}
        for one in self.movements:
            found.setdefault(one.rule, Counter())[effect_of(one, self.now)] += 1
        return dict(sorted(found.items(), key=lambda one: (-one[1].total(), one[0])))


def effect_of(one: Movement, now: datetime) -> Effect:
    """What it does at that instant."""
    before = _late(one.status_before, one.before, now)
    after = _late(one.status_after, one.after, now)
    if before == after:
        return Effect.AUTRE
    return Effect.EN_RETARD if after else Effect.PLUS_EN_RETARD


def moves_for(store: Store, bearer: Bearer, movements: Iterable[Movement], now: datetime) -> Moves:
    """Those that the bearer sees; all of them, to be counted, for whom the trial is open whole."""
    found = list(movements)
    if Ground.EVERYWHERE not in grounds(bearer, Right.ESSAI_CALENDRIER):
        found = seen_by(store, bearer, found)
    moved = [one for one in found if one.nature in MOVES]
    rank = list(Effect)
    return Moves(
        movements=sorted(
            moved,
            key=lambda one: (rank.index(effect_of(one, now)), one.after or one.before or now),
        ),
        alerts=sum(one.nature is Nature.ALERTE for one in found),
        now=now,
    )


def seen_by(store: Store, bearer: Bearer, movements: Sequence[Movement]) -> list[Movement]:
    """Those of a dossier, of a person or of a séance that they open; of an office, those that they
    see go up."""
    asked: dict[Right, set[int]] = {}
    for one in movements:
        of = opened_by(one)
        if of.number is not None:
            asked.setdefault(of.right, set()).add(of.number)
    opened = {right: _among(store, bearer, right, numbers) for right, numbers in asked.items()}
    return [
        one
        for one in movements
        if (of := opened_by(one)).number in opened.get(of.right, frozenset())
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBy:
    """Whoever opens what bears that number sees the movement; None: nobody, it is not there yet."""

    right: Right
    number: int | None


def opened_by(one: Movement) -> OpenedBy:
    """By what it is seen."""
    if one.dossier_id is not None:
        return OpenedBy(right=Right.DOSSIER, number=one.dossier_id)
    if one.owner.personne_id is not None:
        return OpenedBy(right=Right.PERSONNE, number=one.owner.personne_id)
    if _is_seance(one.subject):
        return OpenedBy(right=Right.SEANCE, number=one.subject.id)
    return OpenedBy(right=Right.ESCALADE, number=one.id)


def of_numbers(store: Store, numbers: Collection[int]) -> Mapping[int, DeadlineLine]:
    """The deadlines of these numbers, whose each is."""
    query = deadlines.lines().where(_DEADLINE.c.id.in_(numbers))
    with store.read() as connection:
        return {row.id: deadlines.line(row) for row in connection.execute(query)}


def _among(store: Store, bearer: Bearer, right: Right, numbers: set[int]) -> frozenset[int]:
    found = (among(store, bearer, right, block) for block in blocks(sorted(numbers)))
    return frozenset().union(*found)


def _late(status: str | None, due: datetime | None, now: datetime) -> bool:
    return status == Status.OUVERTE.value and due is not None and due <= now


def _is_seance(subject: Subject) -> bool:
    return subject.kind is SubjectKind.SEANCE
