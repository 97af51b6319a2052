"""What the facts want, beside what is stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import OPEN, Deadline, Settled, Status, rederive
from rules.facts import Fact
from rules.rulebook import Rulebook, Rules
from rules.subjects import Subject
from workflow.database.instants import instant_or_none, micros_or_none
from workflow.deadlines.current import Recorded, adjustments_of
from workflow.deadlines.portraits import Portrait


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose deadlines are compared: the subject, and the keys by which rows are joined. What new
    rows keep for lists (``standing``): the columns of the person's ``dossiers`` as the act leaves
    them, by number; the ``circonscription`` of the subject; the ``genre`` of a séance, or the
    ``genres`` of those from which the dates of a dossier are counted, by number.
    ``portrait``: gives who the person is, when that is at hand."""

    subject: Subject
    child: int | None = None
    personne_id: int | None = None
    dossier_id: int | None = None
    dossiers: Mapping[int, Mapping[str, Any]] = field(
        default_factory=dict, compare=False, repr=False
    )
    circonscription: str | None = None
    genre: str | None = None
    genres: Mapping[int, str] = field(default_factory=dict, compare=False, repr=False)
    portrait: Callable[[], Portrait] | None = field(default=None, compare=False, repr=False)


def compared(
    rulebook: Rulebook,
    rules: Rules,
    *,
    owner: Owner,
    facts: Sequence[Fact],
    recorded: Sequence[Recorded],
    anchors: Anchors,
) -> Iterator[tuple[Deadline | None, Recorded | None]]:
    """Each deadline of these rules that the facts want, beside the row that stands for it, if any;
    then the rows that nothing wants any more. Writes nothing."""
    of_owner = (*owner.subject, owner.child)
    rows = {
        row.lineage: row
        for row in recorded
        if row.rule in rules and (row.kind, row.subject_id, row.child) == of_owner
    }
    settled = {row.lineage: _settled(row) for row in rows.values() if row.status not in OPEN}
    for one in rederive(
        rules.values(),
        facts,
        subject=owner.subject,
        child=owner.child,
        calendar=rulebook.calendar,
        anchors=anchors,
        settled=settled,
    ):
        if isinstance(one, Deadline):
            yield one, rows.pop(one.lineage, None)
        else:
            del rows[one]
    for row in rows.values():
        if row.status != Status.ANNULEE:
            yield None, row


def _settled(row: Recorded) -> Settled:
    since = instant_or_none(row.anchor_at)
    return Settled(row.closed_by, since, adjustments_of(row.adjustments))


def differs(deadline: Deadline, row: Recorded | None) -> bool:
    """Whether that row is not, or no longer, what the facts want."""
    return row is None or row.status != deadline.status or not same_date(deadline, row)


def same_date(deadline: Deadline, row: Recorded) -> bool:
    return (row.rule_version, row.anchor_at, row.due_at, row.seance_id, row.adjusted) == (
        deadline.rule.version,
        micros_or_none(deadline.anchor),
        micros_or_none(deadline.due),
        deadline.seance_id,
        deadline.adjusted,
    )
