"""What a deadline is counted from: its opening, another fact, a séance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rules.days.calendar import Calendar
from rules.deadlines.openings import begins
from rules.deadlines.rule import (
    ANCHOR_FACT,
    ANCHOR_NEXT_SEANCE,
    ANCHOR_OPENING,
    ANCHOR_SEANCE,
    Procedure,
    Rule,
)
from rules.delays.delay import due
from rules.facts import Fact
from rules.subjects import Subject, SubjectKind

MOVED = "seance_deplacee"
"""The fact that a séance left the date that its data give under ``de``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The séances a deadline may be counted from.

    ``seances``: instant of each séance by its id. ``upcoming``: (id, instant) of the ICL-I of the
    person's circonscription that are not cancelled, oldest first, past ones included, so that the
    séance aimed at does not change as time goes by; those held before anything that the person's
    facts open may be left out. ``genres``: the kind of each, by its id, as far as it is known.
    """

    seances: Mapping[int, datetime] = field(default_factory=dict)
    upcoming: Sequence[tuple[int, datetime]] = ()
    genres: Mapping[int, str] = field(default_factory=dict)


def anchor(
    rule: Rule,
    subject: Subject,
    facts: Sequence[Fact],
    index: int,
    end: int | None,
    anchors: Anchors,
    calendar: Calendar,
) -> tuple[datetime | None, int | None]:
    """The instant that the deadline opened at ``index`` is counted from, and the séance that it is
    the hour of. ``end``: where it ends among the facts, None while it is open."""
    kind, opening = rule.anchor, facts[index]
    if kind == ANCHOR_OPENING:
        return opening.occurred, None
    if kind == ANCHOR_NEXT_SEANCE:
        return _next_seance(rule, opening, anchors, calendar)
    if kind == ANCHOR_SEANCE:
        named = opening.data.get("seance")
        seance_id = named if isinstance(named, int) else subject.id
        left = _left_since(subject, facts, end)
        return left or anchors.seances.get(seance_id), seance_id
    return of_fact(rule.procedure, kind.removeprefix(ANCHOR_FACT), facts, index), None


def of_fact(procedure: Procedure, code: str, facts: Sequence[Fact], index: int) -> datetime | None:
    """The latest fact of that code by the opening, else the first after it. One from before an end
    no longer counts: who comes back to a state is counted from their return, and what an earlier
    deadline of the rule was closed after is not the next one's."""
    opening, since = facts[index], _since(procedure, facts, index)
    found = [
        (position, fact)
        for position, fact in enumerate(facts)
        if fact.code == code and fact.subject == opening.subject
    ]
    of_this_life = [fact for position, fact in found if position >= since]
    earlier = [fact for fact in of_this_life if fact.occurred <= opening.occurred]
    if earlier:
        return earlier[-1].occurred
    if len(of_this_life) < len(found) and opening.state is not None:
        return opening.occurred
    if of_this_life:
        return of_this_life[0].occurred
    return opening.occurred if procedure.or_opening else None


def _since(procedure: Procedure, facts: Sequence[Fact], index: int) -> int:
    """Where what an opening may be counted from begins among the facts."""
    since = begins(procedure, facts, index)
    if procedure.closes_before:  # what met it beforehand ends nothing
        return since
    over = procedure.closes | procedure.cancels
    last = max((at for at in range(since, index) if facts[at].code in over), default=since - 1)
    return last + 1


def _left_since(subject: Subject, facts: Sequence[Fact], end: int | None) -> datetime | None:
    """The date that the séance had when its deadline ended, if it was moved since: what was met
    against a date stays met against it."""
    if end is None or subject.kind is not SubjectKind.SEANCE:
        return None
    for fact in facts[end + 1 :]:
        if fact.code == MOVED:
            return datetime.fromisoformat(str(fact.data["de"]))
    return None


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
