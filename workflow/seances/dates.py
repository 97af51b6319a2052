"""The dates that an act on a séance takes along: its own, its services’, its dossiers’."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.deadlines.derivation import OPEN, Status
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import dossier_locks, refreshing
from workflow.database.store import Tx
from workflow.deadlines import standing
from workflow.deadlines.writing import Change
from workflow.trail import journal
from workflow.trail.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Redated:
    """What became of a deadline of a dossier, or of a séance, or of a service that sits in it.

    ``before``: the date to which it ran, ``after`` the one to which it runs; the ``status`` says
    why there is none. ``by_hand``: somebody set its date, which stays.
    """

    rule: str
    seance_id: int | None = None
    service_id: int | None = None
    dossier_id: int | None = None
    status: Status
    before: datetime | None
    after: datetime | None
    by_hand: bool

    @property
    def moved(self) -> bool:
        """Whether it runs to another date."""
        return None not in (self.before, self.after) and self.before != self.after


def of_seance(changes: Iterable[Change], seance_id: int) -> Iterator[Redated]:
    """What these changes made of the deadlines of a séance and of its services."""
    for change in changes:
        yield replace(_redated(change), seance_id=seance_id, service_id=change.child)


def of_dossier(changes: Iterable[Change], dossier_id: int) -> Iterator[Redated]:
    """What these changes made of the deadlines of a dossier."""
    return (replace(_redated(change), dossier_id=dossier_id) for change in changes)


def _redated(change: Change) -> Redated:
    after = change.due if change.status in OPEN else None
    return Redated(
        rule=change.rule,
        status=change.status,
        before=change.left,
        after=after,
        by_hand=change.by_hand and after is not None and after == change.left,
    )


def net(steps: Iterable[Redated]) -> tuple[Redated, ...]:
    """Where all these steps lead, in their order: one that ends a deadline and one that opens the
    same anew are a date that changes; what ends as it began is left out, but for a date set by
    hand, and for what waits without a date."""
    found: dict[tuple[object, ...], list[Redated]] = {}
    for step in steps:
        whose = (step.rule, step.seance_id, step.service_id, step.dossier_id)
        known = found.setdefault(whose, [])
        place = next((i for i, one in enumerate(known) if one.after == step.before), None)
        if place is None:
            known.append(step)
        else:
            known[place] = replace(step, before=known[place].before)
    return tuple(
        one
        for known in found.values()
        for one in known
        if one.before != one.after or one.by_hand or one.status is Status.SANS_ANCRE
    )


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
        anchors = refreshing.anchors_of_case(tx, case)
        changes = refreshing.refresh_dossier(
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
            standing.keep(tx, case.personne_id)
            found += of_dossier(changes, dossier_id)
    return found
