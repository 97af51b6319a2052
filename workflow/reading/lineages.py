"""How a deadline came where it stands: every date that it had, and the act that gave each.

Each is explained by the law of its own time: the version of its rule, in the words that it had
then, and the calendar that it was counted by, whatever they have become since.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from rules.days.calendar import Calendar
from rules.deadlines.adjustments import Adjusted
from rules.deadlines.derivation import Status
from rules.delays.delay import Delay
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading.deadlines import DeadlineLine
from workflow.reading.dossiers import instant_of
from workflow.recalculation import snapshots
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier
from workflow.tables.trail import DeadlineRow, JournalRow
from workflow.trail.wording import words

_DEADLINE, _JOURNAL, _DOSSIER = table(DeadlineRow), table(JournalRow), table(Dossier)
_WRITTEN = select(_DEADLINE.c.recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """By what a deadline was counted: the rule's delay, its source and its words, and which days
    count."""

    label: str
    source: str
    delay: Delay
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The act that gave a deadline its date: its code and its words (None when it is none of the
    procedure), who did it, in which chain. ``why``: the codes of the reasons that it says, if
    any."""

    event: str
    words: str | None
    actor: str
    role: str
    subject: Subject
    seq: int
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A date that the deadline had, or its want of one. ``cause`` None: the journal tells of no act
    at that instant."""

    id: int
    number: int
    recorded: datetime
    status: Status
    rule_version: str
    calendar: str | None
    anchor: datetime | None
    due: datetime | None
    adjusted: Adjusted | None
    cause: Cause | None


def law(store: Store, rulebook: Rulebook, line: DeadlineLine) -> Law:
    """The law that the deadline was counted by. Raises UnknownSnapshot when it was not kept."""
    calendar = rulebook.calendar
    if line.calendar not in (None, calendar.version):
        calendar = snapshots.calendar(store, str(line.calendar))
    with store.read() as connection:
        written = connection.execute(_WRITTEN.where(_DEADLINE.c.id == line.id)).scalar_one()
    kept = snapshots.rule(store, line.rule, line.rule_version, from_micros(written))
    return Law(label=kept.label, source=kept.source, delay=kept.delay, calendar=calendar)


def generations(store: Store, line: DeadlineLine) -> list[Generation]:
    """Every generation of the deadline's lineage, oldest first."""
    query = (
        select(_DEADLINE)
        .where(_DEADLINE.c.lineage == line.lineage)
        .order_by(_DEADLINE.c.generation)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
        entries = _entries(connection, line, {row.recorded_at for row in rows})
    told = list(_told(entries, line))
    found = []
    for row in rows:
        cause = _cause(row, told)
        found.append(
            Generation(
                id=row.id,
                number=row.generation,
                recorded=from_micros(row.recorded_at),
                status=Status(row.status),
                rule_version=row.rule_version,
                calendar=row.calendar,
                anchor=instant_of(row.anchor_at),
                due=instant_of(row.due_at),
                adjusted=None if row.adjusted is None else Adjusted(row.adjusted),
                cause=cause,
            )
        )
    return found


@dataclass(slots=True)
class _Told:
    """What an entry says of one date: the version of its rule and the date it gave."""

    cause: Cause
    at: int
    version: str
    due: datetime | None
    spent: bool = False


def _entries(connection: Connection, line: DeadlineLine, instants: set[int]) -> Sequence[Row[Any]]:
    """The entries of those instants in the chains where the deadline's changes are told."""
    whose = [
        and_(_JOURNAL.c.kind == line.subject.kind.value, _JOURNAL.c.subject_id == line.subject.id)
    ]
    if line.personne_id is not None:
        theirs = select(_DOSSIER.c.id).where(_DOSSIER.c.personne_id == line.personne_id)
        whose.append(
            and_(_JOURNAL.c.kind == SubjectKind.DOSSIER.value, _JOURNAL.c.subject_id.in_(theirs))
        )
    query = (
        select(_JOURNAL)
        .where(_JOURNAL.c.at.in_(instants), or_(*whose))
        .order_by(_JOURNAL.c.kind, _JOURNAL.c.subject_id, _JOURNAL.c.seq)
    )
    return connection.execute(query).all()


def _told(entries: Sequence[Row[Any]], line: DeadlineLine) -> Iterator[_Told]:
    for row in entries:
        body: Mapping[str, Any] = json.loads(row.body)
        kind, event = SubjectKind(row.kind), str(body.get("cause", row.act))
        cause = Cause(
            event=event,
            words=words(kind, event, body if event == row.act else {}),
            actor=row.actor,
            role=row.role,
            subject=Subject(kind, row.subject_id),
            seq=row.seq,
            why=tuple(body.get("pourquoi", ())),
        )
        if body.get("lignee") == line.lineage and "apres" in body:
            version = str(body["regle"]).partition("@")[2]
            yield _Told(cause, row.at, version, _instant(body["apres"]))
        for said in body.get("echeances", ()):
            rule, _, *due = str(said).split(" ")
            code, _, version = rule.partition("@")
            if code == line.rule:
                yield _Told(cause, row.at, version, _instant(due[0] if due else None))


def _cause(row: Row[Any], told: Sequence[_Told]) -> Cause | None:
    """The act that told that very date at that very instant; several acts of one instant are taken
    in their order."""
    wanted = row.recorded_at, row.rule_version, instant_of(row.due_at)
    for one in told:
        if not one.spent and (one.at, one.version, one.due) == wanted:
            one.spent = True
            return one.cause
    return None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
