"""What a deadline must become when the calendar or a rule is another: the difference between its
row and what its facts want, found without writing anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.deadlines.derivation import OPEN, Deadline, Status
from rules.rulebook import Rulebook
from rules.subjects import Subject, SubjectKind
from workflow.database.instants import instant_or_none
from workflow.deadlines.comparison import Owner, compared, differs
from workflow.deadlines.current import Recorded
from workflow.recalculation.holders import Holder, Programme

WITHDRAWN = "règle retirée"


class Nature(StrEnum):
    """What happens to a deadline. Stored in the journal: never renamed. ``MEME_DATE``: only the
    version of its rule is another; ``PASSEE``: it is over already, and is kept for measure;
    ``ALERTE``: its date stays, its next alert moves."""

    DEPLACEE = "deplacee"
    APPARUE = "apparue"
    FINIE = "finie"
    MEME_DATE = "meme_date"
    PASSEE = "passee"
    ALERTE = "alerte"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A deadline before and after. ``id`` is the row's, None for one that appears; for an
    ``ALERTE`` the two instants are those of the alert. ``why``: codes, see ``reasons``."""

    nature: Nature
    id: int | None
    lineage: str
    rule: str
    owner: Owner
    anchor: datetime | None
    version_before: str | None
    version_after: str | None
    status_before: str | None
    status_after: str | None
    before: datetime | None
    after: datetime | None
    why: tuple[str, ...] = ()

    @property
    def subject(self) -> Subject:
        """Whose deadline it is."""
        return self.owner.subject

    @property
    def dossier_id(self) -> int | None:
        """The dossier that it hangs from: the one whose fact opened it, when it is a person's."""
        kind, _, rest = self.lineage.rpartition("|")[2].partition(":")
        if kind == SubjectKind.DOSSIER:
            return int(rest.partition(":")[0])
        return self.owner.dossier_id


Pair = tuple[Deadline | None, Recorded | None]
"""What the facts want and the row that stands for it; one of the two may be missing."""


def wanted(rulebook: Rulebook, holder: Holder, programme: Programme) -> Iterator[Pair]:
    """The deadlines of a holder whose rows are not what the facts want under that rulebook."""
    for deadline, row in compared(
        rulebook,
        rulebook.of_scopes(frozenset({holder.scope})),
        owner=holder.owner,
        facts=holder.facts,
        recorded=holder.recorded,
        anchors=programme.anchors(holder.place),
    ):
        if deadline is None or differs(deadline, row):
            yield deadline, row
    for row in holder.recorded:
        if (
            row.rule not in rulebook.rules
            and row.status in OPEN
            and (row.kind, row.subject_id) == holder.owner.subject
            and row.child == holder.owner.child
        ):
            yield None, row


def movement(owner: Owner, pair: Pair) -> Movement:
    """A pair as a value that outlives the transaction, its reasons left to ``reasons``."""
    deadline, row = pair
    named = deadline if row is None else row
    assert named is not None
    before = None if row is None else _instant(row.due_at)
    after = None if deadline is None else deadline.due
    anchor = _instant(row.anchor_at) if row is not None else None
    return Movement(
        nature=_nature(deadline, row),
        id=None if row is None else row.id,
        lineage=named.lineage,
        rule=row.rule if row is not None else _code(deadline),
        owner=owner,
        anchor=anchor if deadline is None or deadline.anchor is None else deadline.anchor,
        version_before=None if row is None else row.rule_version,
        version_after=None if deadline is None else deadline.rule.version,
        status_before=None if row is None else row.status,
        status_after=Status.ANNULEE.value if deadline is None else deadline.status.value,
        before=before,
        after=after,
    )


def _code(deadline: Deadline | None) -> str:
    assert deadline is not None  # a pair is never empty
    return deadline.rule.code


def _nature(deadline: Deadline | None, row: Recorded | None) -> Nature:
    was_open = row is not None and row.status in OPEN
    stays_open = deadline is not None and deadline.status in OPEN
    if was_open and stays_open:
        assert deadline is not None
        assert row is not None
        same = deadline.due == _instant(row.due_at) and deadline.status == row.status
        return Nature.MEME_DATE if same else Nature.DEPLACEE
    if was_open:
        return Nature.FINIE
    return Nature.APPARUE if stays_open else Nature.PASSEE


def _instant(micros: int | None) -> datetime | None:
    return instant_or_none(micros)
