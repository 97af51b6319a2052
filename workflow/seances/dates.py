"""The dates that an act on a séance takes along: its own, its services’, its dossiers’."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import dossier_locks, recording
from workflow.database.store import Tx
from workflow.deadlines.writing import Change
from workflow.trail import journal
from workflow.trail.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Redated:
    """A deadline that still runs and is counted from the séance. ``dossier_id`` None: it is the
    séance’s, or one of the services that sit in it. ``by_hand``: somebody set its date, which
    stays."""

    rule: str
    dossier_id: int | None
    before: datetime | None
    after: datetime | None
    by_hand: bool


def redated(changes: Iterable[Change], dossier_id: int | None = None) -> list[Redated]:
    """Those of these changes that gave a running deadline another date, or left it the one that
    was set by hand."""
    return [
        Redated(
            rule=change.rule,
            dossier_id=dossier_id,
            before=change.left,
            after=change.due,
            by_hand=change.stayed,
        )
        for change in changes
        if change.moved or change.stayed
    ]


RECOUNTED = "recompter_delais"
"""The entry, in a dossier's chain, of the dates that a séance took along."""


def recount(
    tx: Tx, rulebook: Rulebook, concerned: Sequence[tuple[int, int]], act: Act, seance_id: int
) -> list[Redated]:
    """Derives again the deadlines counted from a séance, after an act of it, and tells each dossier
    what changed in its own.

    ``concerned``: the (person, dossier) that ``seance_locks.hold`` locked.
    """
    found: list[Redated] = []
    for _, dossier_id in concerned:
        case, _named = dossier_locks.load(tx, dossier_id)
        anchors = recording.anchors_of_case(tx, case)
        changes = recording.refresh_dossier(
            tx, rulebook, case, case.subject, anchors, act.known, moved=True
        )
        if changes:
            entry = Entry(
                act=RECOUNTED,
                actor=act.actor,
                occurred=act.occurred,
                known=act.known,
                body={
                    "seance": seance_id,
                    "cause": act.event,
                    "echeances": [change.as_text() for change in changes],
                },
                changes=False,
            )
            journal.append(tx, case.chain, entry)
            found += redated(changes, dossier_id)
    return found
