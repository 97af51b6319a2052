"""Deadlines derived from facts: one pure function for entry, correction, replay and simulation.

A deadline has three ends: opened by a fact, counted from an anchor, closed by the first of the
facts that meet it or take its ground away. Because everything is derived from all the facts of a
subject, the order in which they were entered does not matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from rules.calendar import Calendar
from rules.delays import Pause, due
from rules.facts import Fact
from rules.rule import (
    ANCHOR_FACT,
    ANCHOR_NEXT_SEANCE,
    ANCHOR_OPENING,
    ANCHOR_SEANCE,
    LEAVES,
    Occurrence,
    Procedure,
    Rule,
)
from rules.subjects import Subject
from rules.suspensions import SUSPENSIONS, pauses


class Status(StrEnum):
    """Where a deadline stands. Stored: never renamed. ``REMPLACEE`` is a row that a change of the
    date superseded by the next generation of the same lineage."""

    OUVERTE = "ouverte"
    SUSPENDUE = "suspendue"
    SANS_ANCRE = "sans_ancre"
    TENUE = "tenue"
    ANNULEE = "annulee"
    REMPLACEE = "remplacee"


ENDS = frozenset({"sortie", "cloture"})

OPEN = frozenset({Status.OUVERTE, Status.SUSPENDUE, Status.SANS_ANCRE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The séances a deadline may be counted from.

    ``seances``: instant of each séance by its id. ``upcoming``: (id, instant) of the ICL-I of the
    person's circonscription that are not cancelled, oldest first, past ones included, so that the
    séance aimed at does not change as time goes by.
    """

    seances: Mapping[int, datetime] = field(default_factory=dict)
    upcoming: Sequence[tuple[int, datetime]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline as the facts want it. Instants are aware, UTC.

    ``anchor`` None: the fact or the séance it is counted from is not known yet. ``due`` None: no
    anchor, or a suspension is running.
    """

    rule: Rule
    subject: Subject
    child: int | None
    lineage: str
    opening: Fact
    anchor: datetime | None
    seance_id: int | None
    due: datetime | None
    status: Status
    closed_by: Fact | None = None

    @property
    def met_in_time(self) -> bool | None:
        """Whether the fact that met it came by the due instant; None unless it was met."""
        if self.status is not Status.TENUE or self.closed_by is None:
            return None
        return self.due is None or self.closed_by.occurred <= self.due


NOTHING_SETTLED: Mapping[str, str | None] = MappingProxyType({})


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    """Facts as they happened; at one instant, as they were written."""
    return sorted(facts, key=lambda f: (f.occurred, f.known, f.subject.id, f.seq, f.rank))


def derive(
    versions: Sequence[Rule],
    facts: Sequence[Fact],
    *,
    subject: Subject,
    calendar: Calendar,
    anchors: Anchors,
    child: int | None = None,
    settled: Mapping[str, str | None] = NOTHING_SETTLED,
) -> list[Deadline]:
    """Every deadline, open or closed, that the versions of one rule give to these facts.

    ``facts`` are all the facts of the rule's scope, in order (see ``in_order``), its suspensions
    among them. An opening fact older than every version opens nothing. ``settled``: what closed
    those that are known to be over, by lineage; they are left out while the same fact closes them.
    """
    procedure = versions[0].procedure
    if child is not None:
        facts = [fact for fact in facts if fact.child in (None, child)]
    openings = [
        index
        for index, fact in enumerate(facts)
        if fact.code in procedure.opens
        and not _after_the_end(procedure, facts, index)
        and (procedure.when is None or procedure.when(fact, facts[: index + 1]))
    ]
    if procedure.occurrence is Occurrence.PREMIERE:
        openings = _firsts(procedure, facts, openings)
    suspensions = [fact for fact in facts if fact.code in SUSPENSIONS] if openings else []
    found = []
    for position, index in enumerate(openings):
        opening = facts[index]
        rule = _in_force(versions, opening, calendar)
        if rule is None:
            continue
        end, closed_by = _end(rule, facts, index)
        if procedure.occurrence is Occurrence.DERNIERE and position + 1 < len(openings):
            successor = openings[position + 1]
            if end is None or end > successor:
                closed_by, met = facts[successor], False
            else:
                met = closed_by is not None and closed_by.code in procedure.closes
        else:
            met = closed_by is not None and _meets(rule, closed_by, opening)
        name = lineage(rule, subject, child, opening)
        if closed_by is not None and settled.get(name) == closed_by.key:
            continue
        own_pauses = _pauses(rule, opening, suspensions) if suspensions else ()
        anchor, seance_id = _anchor(rule, subject, facts, index, anchors, calendar)
        due_at = None if anchor is None else due(anchor, rule.delay, calendar, own_pauses)
        found.append(
            Deadline(
                rule=rule,
                subject=subject,
                child=child,
                lineage=name,
                opening=opening,
                anchor=anchor,
                seance_id=seance_id,
                due=due_at,
                status=_status(anchor, due_at, closed_by, met=met),
                closed_by=closed_by,
            )
        )
    return found


def lineage(rule: Rule, subject: Subject, child: int | None, opening: Fact) -> str:
    """The identity that survives every change of the date: rule, subject, opening fact."""
    of = "" if child is None else f"/{child}"
    return f"{rule.code}|{subject.kind.value}:{subject.id}{of}|{opening.key}"


def _pauses(rule: Rule, opening: Fact, suspensions: Sequence[Fact]) -> Sequence[Pause]:
    """What was suspended of the rule in the dossier that opened the deadline."""
    said = ((fact.code, fact.data) for fact in suspensions if fact.subject == opening.subject)
    return pauses(said, rule.code)


def _after_the_end(procedure: Procedure, facts: Sequence[Fact], index: int) -> bool:
    """Whether the subject of the opening was over by then, and not taken up again: a right closed
    with a date in the past leaves facts behind it that open nothing any more. To enter a state is
    to be taken up again."""
    ends = procedure.cancels & ENDS
    if not ends or facts[index].state is not None:
        return False
    for fact in reversed(facts[:index]):
        if fact.subject == facts[index].subject:
            if fact.code in ends:
                return True
            if fact.state is not None:
                return False
    return False


def _firsts(procedure: Procedure, facts: Sequence[Fact], openings: Sequence[int]) -> list[int]:
    """The first opening, and the first after each end: for who comes back it all begins again."""
    found: list[int] = []
    for index in openings:
        if not found or _begins(procedure, facts, index) > found[-1]:
            found.append(index)
    return found


def _begins(procedure: Procedure, facts: Sequence[Fact], index: int) -> int:
    """Where the life that the opening belongs to begins: just after the last end before it."""
    ends = procedure.cancels & ENDS
    if ends:
        for position in range(index - 1, -1, -1):
            if facts[position].code in ends:
                return position + 1
    return 0


def _in_force(versions: Sequence[Rule], opening: Fact, calendar: Calendar) -> Rule | None:
    if versions[0].always:
        return versions[0]
    day = opening.occurred.astimezone(calendar.tz).date()
    return next((rule for rule in versions if rule.in_force(day)), None)


def _meets(rule: Rule, fact: Fact, opening: Fact) -> bool:
    closes = rule.procedure.closes
    return fact.code in closes or (LEAVES in closes and _leaves(fact, opening))


def _leaves(fact: Fact, opening: Fact) -> bool:
    return fact.state is not None and fact.subject == opening.subject and fact.code != opening.code


def _end(rule: Rule, facts: Sequence[Fact], index: int) -> tuple[int | None, Fact | None]:
    """Where and by what the deadline opened at ``index`` ends: the first closing fact after it.

    Facts of one act end it together: there, what meets it prevails over what takes its ground away.
    """
    procedure, opening = rule.procedure, facts[index]
    if procedure.closes_before:
        for fact in facts[_begins(procedure, facts, index) : index]:
            if fact.code in procedure.closes:
                return index, fact
    for position in range(index + 1, len(facts)):
        fact = facts[position]
        if _meets(rule, fact, opening):
            return position, fact
        if fact.code in procedure.cancels or (
            LEAVES in procedure.cancels and _leaves(fact, opening)
        ):
            for other in facts[position + 1 :]:
                if _same_act(fact, other) and _meets(rule, other, opening):
                    return position, other
            return position, fact
    return None, None


def _same_act(one: Fact, other: Fact) -> bool:
    return (one.subject, one.seq) == (other.subject, other.seq)


def _status(
    anchor: datetime | None, due_at: datetime | None, closed_by: Fact | None, *, met: bool
) -> Status:
    if closed_by is not None:
        return Status.TENUE if met else Status.ANNULEE
    if anchor is None:
        return Status.SANS_ANCRE
    return Status.SUSPENDUE if due_at is None else Status.OUVERTE


def _anchor(
    rule: Rule,
    subject: Subject,
    facts: Sequence[Fact],
    index: int,
    anchors: Anchors,
    calendar: Calendar,
) -> tuple[datetime | None, int | None]:
    """The instant that the deadline is counted from, and the séance that it is the hour of."""
    kind, opening = rule.anchor, facts[index]
    if kind == ANCHOR_OPENING:
        return opening.occurred, None
    if kind == ANCHOR_NEXT_SEANCE:
        return _next_seance(rule, opening, anchors, calendar)
    if kind == ANCHOR_SEANCE:
        named = opening.data.get("seance")
        seance_id = named if isinstance(named, int) else subject.id
        return anchors.seances.get(seance_id), seance_id
    return _anchor_fact(rule.procedure, kind.removeprefix(ANCHOR_FACT), facts, index), None


def _anchor_fact(
    procedure: Procedure, code: str, facts: Sequence[Fact], index: int
) -> datetime | None:
    """The latest fact of that code by the opening, else the first after it. One from before an end
    no longer counts: who comes back to a state is counted from their return."""
    opening, begins = facts[index], _begins(procedure, facts, index)
    found = [
        (position, fact)
        for position, fact in enumerate(facts)
        if fact.code == code and fact.subject == opening.subject
    ]
    of_this_life = [fact for position, fact in found if position >= begins]
    earlier = [fact for fact in of_this_life if fact.occurred <= opening.occurred]
    if earlier:
        return earlier[-1].occurred
    if len(of_this_life) < len(found) and opening.state is not None:
        return opening.occurred
    return of_this_life[0].occurred if of_this_life else None


def _next_seance(
    rule: Rule, opening: Fact, anchors: Anchors, calendar: Calendar
) -> tuple[datetime | None, int | None]:
    """The first séance that can still be reached: counted back from it, the delay is not yet past
    when the deadline opens."""
    for seance_id, held in anchors.upcoming:
        if held <= opening.occurred:
            continue
        limit = due(held, rule.delay, calendar)
        if limit is not None and limit >= opening.occurred:
            return held, seance_id
    return None, None


def gaps_and_overlaps(
    versions: Sequence[Rule],
) -> tuple[list[tuple[Rule, Rule]], list[tuple[Rule, Rule]]]:
    """Pairs of consecutive versions that leave days uncovered, and pairs that both cover a day."""
    ordered = sorted(versions, key=lambda rule: rule.valid_from or date.min)
    gaps, overlaps = [], []
    for earlier, later in pairwise(ordered):
        if (
            earlier.valid_to is None
            or later.valid_from is None
            or later.valid_from <= earlier.valid_to
        ):
            overlaps.append((earlier, later))
        elif (later.valid_from - earlier.valid_to).days > 1:
            gaps.append((earlier, later))
    return gaps, overlaps
