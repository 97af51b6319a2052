"""Deadlines derived from facts: one pure function for entry, correction, replay and simulation.

A deadline has three ends: opened by a fact, counted from an anchor, closed by the first of the
facts that meet it or take its ground away. Because everything is derived from all the facts of a
subject, the order in which they were entered does not matter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from rules.days.calendar import Calendar
from rules.deadlines import adjustments
from rules.deadlines.adjustments import AS_COUNTED, Adjusted, Adjustments, due_under
from rules.deadlines.anchors import Anchors, anchor, of_fact
from rules.deadlines.ends import End, end
from rules.deadlines.openings import opened
from rules.deadlines.rule import ANCHOR_FACT, Occurrence, Rule
from rules.facts import Fact
from rules.subjects import Subject


class Status(StrEnum):
    """Where a deadline stands. Stored: never renamed. ``REMPLACEE`` is a row that a change of the
    date superseded by the next generation of the same lineage."""

    OUVERTE = "ouverte"
    SUSPENDUE = "suspendue"
    SANS_ANCRE = "sans_ancre"
    TENUE = "tenue"
    ANNULEE = "annulee"
    REMPLACEE = "remplacee"


OPEN = frozenset({Status.OUVERTE, Status.SUSPENDUE, Status.SANS_ANCRE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline as the facts want it. Instants are aware, UTC.

    ``anchor`` None: the fact or the séance it is counted from is not known yet. ``due`` None: no
    anchor, or a suspension is running, and no date was set by hand.
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
    adjustments: Adjustments = AS_COUNTED

    @property
    def met_in_time(self) -> bool | None:
        """Whether the fact that met it came by the due instant; None unless it was met."""
        if self.status is not Status.TENUE or self.closed_by is None:
            return None
        return self.due is None or self.closed_by.occurred <= self.due

    @property
    def adjusted(self) -> Adjusted | None:
        """Whether the date was extended, or set by hand."""
        return self.adjustments.kind


class Settled(NamedTuple):
    """How a deadline that is over was judged: what closed it, what it was counted from, what had
    been changed in its count."""

    closed_by: str | None
    anchor: datetime | None
    adjustments: Adjustments


NOTHING_SETTLED: Mapping[str, Settled] = MappingProxyType({})


_order = attrgetter("occurred", "known", "subject.id", "seq", "rank")


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    """Facts as they happened; at one instant, as they were written."""
    return sorted(facts, key=_order)


def derive(
    versions: Sequence[Rule],
    facts: Sequence[Fact],
    *,
    subject: Subject,
    calendar: Calendar,
    anchors: Anchors,
    child: int | None = None,
) -> list[Deadline]:
    """Every deadline, open or closed, that the versions of one rule give to these facts.

    ``facts`` are all the facts of the rule's scope, in order (see ``in_order``), what was changed
    in its count among them. An opening fact older than every version opens nothing.
    """
    found = rederive(
        (versions,),
        facts,
        subject=subject,
        calendar=calendar,
        anchors=anchors,
        child=child,
        settled=NOTHING_SETTLED,
    )
    return [one for one in found if isinstance(one, Deadline)]


def rederive(
    rules: Iterable[Sequence[Rule]],
    facts: Sequence[Fact],
    *,
    subject: Subject,
    calendar: Calendar,
    anchors: Anchors,
    child: int | None = None,
    settled: Mapping[str, Settled],
) -> Iterator[Deadline | str]:
    """The same for several rules, each by its versions, when some deadlines are known to be over:
    of those that would be judged of the same again, the lineage alone. ``settled``: how they were
    judged, by lineage."""
    if child is not None:
        facts = [fact for fact in facts if fact.child in (None, child)]
    known = {fact.code for fact in facts}
    said = adjustments.among(facts)
    for versions in rules:
        procedure = versions[0].procedure
        if procedure.opens.isdisjoint(known):
            continue
        openings = opened(versions, facts, calendar)
        latest_only = procedure.occurrence is Occurrence.DERNIERE
        for position, (index, rule) in enumerate(openings):
            name = lineage(procedure.code, subject, child, facts[index])
            if rule is None:
                if name in settled:  # its rule was another one then: what is over stays so
                    yield name
                continue
            later = openings[position + 1 :] if latest_only else ()
            ended = end(rule.procedure, facts, index, later[0][0] if later else None)
            closed_by = None if ended.place is None else facts[ended.place]
            own = _adjustments(rule, facts[index], closed_by, said, calendar)
            judged = settled.get(name)
            if closed_by and judged and _stands(judged, rule, facts, index, closed_by, own):
                yield name
                continue
            since, seance_id = anchor(rule, subject, facts, index, ended.place, anchors, calendar)
            due_at = due_under(since, rule.delay, calendar, own)
            yield Deadline(
                rule=rule,
                subject=subject,
                child=child,
                lineage=name,
                opening=facts[index],
                anchor=since,
                seance_id=seance_id,
                due=due_at,
                status=_status(since, due_at, ended),
                closed_by=closed_by,
                adjustments=own,
            )


def lineage(code: str, subject: Subject, child: int | None, opening: Fact) -> str:
    """The identity that survives every change of the date: rule, subject, opening fact."""
    of = "" if child is None else f"/{child}"
    return f"{code}|{subject.kind}:{subject.id}{of}|{opening.key}"


def opening_of(lineage: str) -> str:
    """The key of the fact that opened the deadlines of a lineage."""
    return lineage.rpartition("|")[2]


def _adjustments(
    rule: Rule, opening: Fact, closed_by: Fact | None, said: Sequence[Fact], calendar: Calendar
) -> Adjustments:
    if not said:
        return AS_COUNTED
    last_day = None if closed_by is None else closed_by.occurred.astimezone(calendar.tz).date()
    return adjustments.of_deadline(rule.code, opening, said, last_day)


def _stands(
    judged: Settled,
    rule: Rule,
    facts: Sequence[Fact],
    index: int,
    closed_by: Fact,
    own: Adjustments,
) -> bool:
    """Whether a deadline that is over would be judged of the same again. One that is counted from a
    séance keeps the date that it was judged by, wherever the séance goes."""
    if judged.closed_by != closed_by.key or judged.adjustments != own:
        return False
    if not rule.anchor.startswith(ANCHOR_FACT):
        return True
    code = rule.anchor.removeprefix(ANCHOR_FACT)
    return of_fact(rule.procedure, code, facts, index) == judged.anchor


def _status(since: datetime | None, due_at: datetime | None, ended: End) -> Status:
    if ended.place is not None:
        return Status.TENUE if ended.met else Status.ANNULEE
    if due_at is not None:
        return Status.OUVERTE
    return Status.SANS_ANCRE if since is None else Status.SUSPENDUE
