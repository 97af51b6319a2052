"""Whether the sweeps run, what waits to leave, what was lost: for the page and the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entrypoints import silence
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.telling import State
from workflow.reading import deadlines, messages, proofs
from workflow.reading.deadlines import LastSweep
from workflow.reading.messages import Asked, DeliveryLine, Queue
from workflow.reading.proofs import ReconciliationProof

_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """``silent``: the last sweep, when it is too long ago; ``never``: nothing was ever swept while
    deadlines run; ``stuck``: what waits to leave does so for too long; ``lost``: what will not
    leave by itself any more, ``more`` when there is more of it."""

    sweep: LastSweep | None
    silent: datetime | None
    never: bool
    waiting: Queue
    stuck: bool
    night: ReconciliationProof | None
    lost: Sequence[DeliveryLine]
    more: bool

    @property
    def well(self) -> bool:
        """Whether nobody has anything to do."""
        gaps = self.night is not None and self.night.found
        return not (self.silent or self.never or self.stuck or self.lost or gaps)


def looked_at(visit: Visit) -> Health:
    """How it is now. Raises Closed."""
    visit.enter(Right.SANTE)
    lost = messages.listing(visit.store, Asked(state=State.DEAD.value), most=_MOST + 1)
    waiting = messages.queue(visit.store, visit.now)
    return Health(
        sweep=deadlines.last_sweep(visit.store),
        silent=silence.since(visit.store, visit.now),
        never=silence.from_the_start(visit.store),
        waiting=waiting,
        stuck=waiting.since is not None and visit.now - waiting.since > silence.ABSENCE,
        night=proofs.last_reconciliation(visit.store),
        lost=lost[:_MOST],
        more=len(lost) > _MOST,
    )
