"""The journal read again whole, to know whether every chain holds: the pages and the API ask for
it alike."""

from collections.abc import Mapping

from entrypoints.web.desks import errands
from entrypoints.web.desks.errands import Progress
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from workflow.reading import journal
from workflow.trail.verification import verify

VERIFYING = "verification"


def begin(visit: Visit) -> int:
    """The errand that reads it; a million entries take a minute. Raises Closed."""
    visit.enter(Right.VERIFICATION)
    store = visit.store

    def work(progress: Progress) -> Mapping[str, object]:
        progress.total = journal.total(store)
        verdict = verify(store, progress.reach)
        return {
            "entrees": verdict.entries,
            "sujets": verdict.chains,
            "defauts": [flaw.sentence for flaw in verdict.flaws],
        }

    return errands.begin(visit, VERIFYING, work, then="/journal/verification/")
